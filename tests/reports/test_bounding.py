"""An attacker who knows the own value, how bands are made and who has nothing cannot bound anybody by a band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.optimize import linprog
from scipy.stats import beta

from salestoolkit.reports.rep.bands import MEMBERS, WITHIN, band

pytestmark = pytest.mark.slow

NEAR = 0.25
NAMES = ("q1", "median", "q3")


class Attacker:
    """Solves for what the others may have: a linear programme for each place that the own value may take."""

    def __init__(self, told: dict[str, float], values: np.ndarray, cap: float = np.inf) -> None:
        """Of the values it knows how many there are, how many are nothing, and to how many digits was rounded."""
        members = len(values)
        self.members, self.nothing, self.cap = members, int((values == 0).sum()), cap
        edges = np.arange(members + 1) / members
        laws = [beta((members + 1) * p, (members + 1) * (1 - p)) for p in (0.25, 0.5, 0.75)]
        weights = np.array([np.diff(law.cdf(edges)) for law in laws])
        quartiles = np.array([told[name] for name in NAMES])
        self.scale = quartiles[2]
        lowest, _, highest = weights @ np.sort(values)
        step = 10.0 ** np.floor(np.log10((highest - lowest) / 5)) / 2
        in_order = np.eye(members - 1, members) - np.eye(members - 1, members, 1)
        self.rows = np.vstack([weights, -weights, in_order])
        limits = np.concatenate([quartiles + step, step - quartiles, np.zeros(members - 1)])
        self.limits = limits / self.scale

    def ends(self, own: float) -> Iterator[tuple[float, float, float, float]]:
        """Of each place that the own value can take: the lowest and highest of the lowest, and of the highest other."""
        for place in range(self.nothing, self.members):
            low = self.nothing + (place == self.nothing)
            high = self.members - 1 - (place == self.members - 1)
            found = [self._solved(own, place, aim, sign) for aim in (low, high) for sign in (1, -1)]
            if None not in found:
                yield tuple(found)  # type: ignore[misc]

    def _solved(self, own: float, place: int, aim: int, sign: int) -> float | None:
        bounds = [(0.0, 0.0)] * self.nothing + [(0.0, min(self.cap / self.scale, 1e4))] * (self.members - self.nothing)
        bounds[place] = (own / self.scale, own / self.scale)
        target = np.zeros(self.members)
        target[aim] = sign
        found = linprog(target, self.rows, self.limits, bounds=bounds)
        return float(found.x[aim]) * self.scale if found.status == 0 else None


def bounded(values: Sequence[float], told: dict[str, float], cap: float = np.inf) -> list[str]:
    """Whom some reader can bound to within a quarter: the highest, the lowest, and everybody whose name is known."""
    ordered = np.sort(values)
    nothing = int((ordered == 0).sum())
    attacker = Attacker(told, ordered, cap)
    found = []
    for reader in range(nothing, len(ordered)):
        others = np.delete(ordered, reader)[nothing:]
        ends = np.array(list(attacker.ends(float(ordered[reader]))))
        assert len(ends), "the team that is told of fits"
        (low, low_to), (high, high_to) = ((ends[:, i].min(), ends[:, i + 1].max()) for i in (0, 2))
        found += ["lowest"] * _within(low, low_to, others[0])
        found += ["highest"] * bool(high_to < 0.999 * cap and _within(high, high_to, others[-1]))
        found += ["somebody" for value in others if _within(low, high_to, value)]
    return found


def _within(low: float, high: float, value: float) -> bool:
    """Whether all that may be lies within a quarter of what is (to a thousandth, which solvers may be off)."""
    return bool(low > (1 - NEAR) * value * 1.001 and high < (1 + NEAR) * value * 0.999)


def told_of(values: Sequence[float], cap: float = np.inf) -> dict[str, float]:
    return band(pd.Series(list(values), dtype=float), cap)


DRAWN = np.random.default_rng(11)
TEAMS = {
    **{f"amounts of {n}": DRAWN.lognormal(18, 0.8, n) for n in (6, 7, 8, 8, 9, 10, 12)},
    **{f"like amounts of {n}": DRAWN.lognormal(18, 0.3, n) for n in (6, 8, 10, 12)},
    **{f"heavy tails of {n}": DRAWN.pareto(1.1, n) + 1 for n in (6, 8, 10)},
    **{f"shares of {n}": DRAWN.beta(8, 12, n) for n in (6, 8, 10, 14)},
    **{f"high shares of {n}": DRAWN.beta(12, 3, n) for n in (8, 14)},
}


@pytest.mark.parametrize("name", TEAMS)
def test_where_there_is_a_band_nobody_can_be_bounded(name: str) -> None:
    values, cap = TEAMS[name], 1.0 if "shares" in name else np.inf
    found = told_of(values, cap)
    assert not found or bounded(values, found, cap) == []


def test_the_attacker_finds_those_that_are_withheld_and_bands_are_not_all_withheld() -> None:
    teams = [DRAWN.lognormal(0, spread, members) for members in (6, 8) for spread in (0.2, 0.5, 0.9)]
    shown = [bool(told_of(values)) for values in teams]
    # what is withheld is told here as it was before anybody searched
    for values, is_shown in zip(teams, shown, strict=True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("salestoolkit.reports.rep.bands.Told.somebody_is_bounded", lambda _: False)
            found = told_of(values)
        assert bool(bounded(values, found)) is not is_shown
    assert 0 < sum(shown) < len(shown)


@pytest.mark.parametrize("zeros", [1, 2, 4, 8, 15])
def test_of_those_who_have_something_six_must_be_unknown(zeros: int) -> None:
    """Zero-heavy: who sold nothing is seen in an office, so the others are a team of their own."""
    few = [3.0, 8.0, 1.0, 20.0, 5.0]
    assert told_of([0.0] * zeros + few) == {}
    values = [0.0] * zeros + [float(value) for value in DRAWN.lognormal(3, 1, 9)]
    found = told_of(values)
    assert not found or bounded(values, found) == []


@pytest.mark.parametrize("members", [6, 8, 13, 40])
def test_two_points_have_no_band(members: int) -> None:
    for high in range(1, members):
        assert told_of([1.0] * (members - high) + [9.0] * high) == {}


@pytest.mark.parametrize("apart", [6, 7, 9])
def test_of_a_mass_and_some_apart_the_mass_is_known_and_the_others_are_not(apart: int) -> None:
    mixed = [1.0] * 3 + [9.0 + 4 * i for i in range(apart)]
    found = told_of(mixed)
    assert not found or bounded(mixed, found) == []


@given(some.lists(some.integers(0, 12), min_size=MEMBERS, max_size=8))
@settings(max_examples=20)
def test_ties_and_gaps_of_small_whole_numbers(values: list[int]) -> None:
    found = told_of(values)
    assert not found or bounded([float(value) for value in values], found) == []


def periods(members: int, seed: int) -> np.ndarray:
    """What each of so many sold in three months: people differ, and so do months."""
    random = np.random.default_rng(seed)
    return np.exp(random.normal(0, 0.6, (members, 1)) + random.normal(0, 0.4, (members, 3)))


def test_of_fewer_than_twelve_months_have_no_band_beside_the_whole() -> None:
    values = pd.Series(np.exp(np.random.default_rng(2).normal(0, 0.8, WITHIN - 1)))
    assert band(values)
    assert band(values, least=WITHIN) == {}


@pytest.mark.parametrize("seed", range(4))
def test_months_and_whole_together_bound_nobody(seed: int) -> None:
    """Overlapping periods: what each band leaves open is narrowed by the others until nothing changes."""
    sold = periods(WITHIN, seed)
    whole = sold.sum(axis=1)
    told = [told_of(month) for month in (*sold.T, whole)]
    assert all(told), "months and whole are told"
    for reader in (0, int(np.argsort(whole)[WITHIN // 2]), int(whole.argmax())):
        high = [_highest(told[i], values, reader) for i, values in enumerate((*sold.T, whole))]
        high = _narrowed(high[:-1], high[-1])
        for i, values in enumerate((*sold.T, whole)):
            others = np.delete(values, reader)
            assert not _within(*high[i], others.max())


def _highest(told: dict[str, float], values: np.ndarray, reader: int) -> tuple[float, float]:
    ends = np.array(list(Attacker(told, values).ends(float(values[reader]))))
    return float(ends[:, 2].min()), float(ends[:, 3].max())


def _narrowed(months: list[tuple[float, float]], whole: tuple[float, float]) -> list[tuple[float, float]]:
    """The highest of the whole has no less than that of a month, and no more than those of all months together."""
    for _ in range(10):
        whole = max(whole[0], *(low for low, _ in months)), min(whole[1], sum(high for _, high in months))
        rest = [sum(high for _, high in months) - high for _, high in months]
        months = [
            (max(low, whole[0] - other), min(high, whole[1])) for (low, high), other in zip(months, rest, strict=True)
        ]
    return [*months, whole]
