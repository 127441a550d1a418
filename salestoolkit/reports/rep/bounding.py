"""Bounding: whether a band and the own value leave room for what others may have; a search over all teams that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import numpy as np

NEAR = 0.25
"""Who is known to lie within this share of the own value is known."""
SHARES = (0.25, 0.5, 0.75)
End = Literal["lowest", "highest"]
ENDS: tuple[End, ...] = ("lowest", "highest")


@cache
def weights(members: int) -> np.ndarray:
    """How much each of so many ordered values weighs in the quartiles of Harrell and Davis: three rows."""
    from scipy.stats import beta

    edges = np.arange(members + 1) / members
    return np.array([np.diff(beta.cdf(edges, (members + 1) * p, (members + 1) * (1 - p))) for p in SHARES])


@dataclass(frozen=True, eq=False)
class Told:
    """The ordered values of a team, and what is told of them: quartiles rounded to so many digits.

    Attributes
    ----------
    cap : float
        What everybody knows no value can exceed: 1 for a share, else infinite.
    """

    values: np.ndarray
    quartiles: np.ndarray
    digits: int
    cap: float = np.inf

    def somebody_is_bounded(self) -> bool:
        """Whether a reader who knows the own value, and who has nothing, is sure of another's to within ``NEAR``.

        Others are the highest and the lowest of them, whom colleagues often know by name, and everybody whose name is
        known and whose place is not.
        """
        return any(not self._has_room(reader) for reader in range(self.nothing, len(self.values)))

    def _has_room(self, reader: int) -> bool:
        others = np.delete(self.values, reader)[self.nothing :]
        further = {end: self._reaches(reader, others, end) for end in ENDS}
        if not all(further[end] or self._falls_short(reader, others, end) for end in ENDS):
            return False
        low, high = (self._beyond(others, end) if further[end] else _end_of(others, end) for end in ENDS)
        return bool(np.all((low <= others - NEAR * abs(others)) | (high >= others + NEAR * abs(others))))

    def _beyond(self, others: np.ndarray, end: End) -> float:
        """A value so far out that nobody would have thought it: for the highest no further than the cap."""
        value = _end_of(others, end)
        return float(value - NEAR * abs(value) if end == "lowest" else min(value + NEAR * abs(value), self.cap))

    def _reaches(self, reader: int, others: np.ndarray, end: End) -> bool:
        """Whether a team would fit in which the lowest (highest) of the others lies further out."""
        place = self._place(reader, end)
        changed = self.values.copy()
        changed[place] = self._beyond(others, end)
        return self._same(changed) or self._fits(reader, end, changed[place], outwards=True)

    def _falls_short(self, reader: int, others: np.ndarray, end: End) -> bool:
        """Whether a team would fit in which the lowest (highest) of the others lies further in."""
        value = _end_of(others, end)
        inner = value + NEAR * abs(value) if end == "lowest" else value - NEAR * abs(value)
        return self._fits(reader, end, float(inner), outwards=False)

    def _fits(self, reader: int, end: End, bound: float, outwards: bool) -> bool:
        """Whether the own value stands somewhere in a team that fits, its lowest (highest) being so far out."""
        own, at_most = float(self.values[reader]), (end == "lowest") == outwards
        if any(lo <= own <= hi for lo, hi in self._ranges(end, bound, at_most)):
            return True
        # or the reader is the lowest (highest) of all, and it is the next that is so far out
        outer, following = self._outer(end)
        return self._solved({outer: (own, own), following: self._side(bound, at_most)}, [outer]) is not None

    def _ranges(self, end: End, bound: float, at_most: bool) -> Sequence[tuple[float, float]]:
        """Between which values each other place may lie in such a team."""
        key = (end, bound, at_most)
        if key not in self._known:
            outer, _ = self._outer(end)
            places = [place for place in range(self.nothing, len(self.values)) if place != outer]
            found = self._solved({outer: self._side(bound, at_most)}, places)
            self._known[key] = [] if found is None else found
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[End, float, bool], list[tuple[float, float]]]:
        return {}

    def _outer(self, end: End) -> tuple[int, int]:
        """The lowest (highest) place of those who have something, and the one beside it."""
        last = len(self.values) - 1
        return (self.nothing, self.nothing + 1) if end == "lowest" else (last, last - 1)

    def _side(self, bound: float, at_most: bool) -> tuple[float, float]:
        return (self.floor, bound) if at_most else (bound, self.cap)

    def _solved(
        self, held: Mapping[int, tuple[float, float]], places: Sequence[int]
    ) -> list[tuple[float, float]] | None:
        """Between which values these places lie in teams that fit, some held to bounds; None where none does.

        Two linear programmes a place, solved at once.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix, identity, kron

        members, first = len(self.values), self.nothing
        bounds = [(0.0, 0.0)] * first + [(self.floor, self.cap)] * (members - first)
        for place, pair in held.items():
            bounds[place] = pair
        rows, limits = self._fitting
        aims = np.zeros((2 * len(places), members))
        aims[range(0, len(aims), 2), places], aims[range(1, len(aims), 2), places] = 1.0, -1.0
        found = linprog(
            aims.ravel(),
            kron(identity(len(aims)), csr_matrix(rows)).tocsr(),
            np.tile(limits, len(aims)),
            bounds=[self._finite(pair) for pair in bounds] * len(aims),
        )
        if found.status != 0:
            return None
        worlds = found.x.reshape(len(aims), members) * self.scale
        return [(worlds[2 * i, place], worlds[2 * i + 1, place]) for i, place in enumerate(places)]

    def _finite(self, pair: tuple[float, float]) -> tuple[float, float]:
        """Bounds in units of the scale; a thousand times the furthest value stands for without end."""
        far = 1e3
        return max(pair[0] / self.scale, -far), min(pair[1] / self.scale, far)

    @cached_property
    def _fitting(self) -> tuple[np.ndarray, np.ndarray]:
        """What holds of every team that fits, as rows and upper limits: in order, and rounded to what was told."""
        members, half = len(self.values), 10.0**-self.digits / 2 / self.scale
        told, slack = self.quartiles / self.scale, half * (1 + 1e-9)
        in_order = np.eye(members - 1, members) - np.eye(members - 1, members, 1)
        rows = np.vstack([weights(members), -weights(members), in_order])
        return rows, np.concatenate([told + slack, slack - told, np.zeros(members - 1)])

    def _same(self, changed: np.ndarray) -> bool:
        """Whether these values would be told as the same band."""
        return bool(np.array_equal(np.round(weights(len(changed)) @ np.sort(changed), self.digits), self.quartiles))

    def _place(self, reader: int, end: End) -> int:
        """Where the lowest (highest) of the others stands."""
        if end == "lowest":
            return self.nothing + (reader == self.nothing)
        return len(self.values) - 1 - (reader == len(self.values) - 1)

    @cached_property
    def nothing(self) -> int:
        """How many have nothing, which an office sees: where no value can be below it they are the first."""
        return int((self.values == 0).sum()) if self.floor == 0 else 0

    @property
    def floor(self) -> float:
        """What no value lies below."""
        return 0.0 if self.values[0] >= 0 else -np.inf

    @cached_property
    def scale(self) -> float:
        """The furthest value: a solver wants numbers about 1."""
        return float(abs(self.values).max())


def _end_of(others: np.ndarray, end: End) -> float:
    """The lowest (highest) of ordered values."""
    return float(others[0 if end == "lowest" else -1])
