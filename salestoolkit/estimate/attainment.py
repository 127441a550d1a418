"""Attainment: what was reached of what was asked, when goals are given at several levels that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


SCOPES = ("company", "team", "region", "rep", "product")
LEVELS = ("day", "week", "month", "quarter", "year")
SUMS = ("closed", "squares", "customers")


@dataclass(frozen=True)
class Attainment:
    """Sold / asked, of counts by ``scope`` (whose goal, or ``sold``) and ``level`` (day, week, month, quarter, year).

    Of the goals one scope and one level are taken, never a sum of several (:func:`asked`). The value is exact; the
    interval is that of the compound Poisson total of what was sold, over the quota. ``n`` is the number of deals won:
    none is an attainment of 0. Beside it ``closed``, ``quota`` (up to ``as_of``), ``quota_whole``, ``gap`` (quota less
    closed), and ``scope`` and ``level`` of the goals taken. Without a quota above 0 there is no value.
    """

    ahead: bool = False
    method: str = "compound_poisson"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def in_context(self, context: Any) -> Attainment:
        """Told whether days that have not come yet were asked for: only a period that has an end asks for them."""
        return replace(self, ahead=context.end is not None)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each
        from salestoolkit.estimate.total import compound_poisson

        frame = each(counts, keys, lambda rows: self._of(rows, keys))
        frame = frame[~unasked(frame, keys)].reset_index(drop=True)
        quota = frame["quota"].astype(float).where(frame["quota"] > 0)
        closed = frame["closed"].astype(float)
        lo, hi = compound_poisson(closed, frame["squares"].astype(float), frame["customers"])
        reason = quota.isna().map({True: "no_quota", False: ""})
        judged = {"value": closed / quota, "lo": lo / quota, "hi": hi / quota, "gap": quota - closed}
        return frame.assign(**judged, n=frame["customers"].astype("int64"), reason=reason).drop(
            columns=["squares", "customers"]
        )

    def _of(self, rows: Rows, keys: list[str]) -> dict[str, Any]:
        return {name: float(rows.sum(name)) for name in SUMS} | asked(rows, keys, self.ahead)


def asked(rows: Rows, keys: Sequence[str], ahead: bool) -> dict[str, Any]:
    """The quota of one group: ``quota quota_whole scope level``, from one scope and one level of its goals.

    The scope is the one the group is named by (a rep's own goal for a rep), or else the widest that has goals: the
    company's, or the sum of its teams', regions', reps' or products'. The level is the finest of those that cover
    most days of what is asked with none of their goals cut; where all are cut, the finest of those that cover most.

    Parameters
    ----------
    rows : Rows
        With ``scope level quota quota_whole days elapsed pieces``, and the columns of ``keys``.
    ahead : bool
        Whether days after ``as_of`` are asked for too, or only those before it (``elapsed``).
    """
    nothing = {"quota": 0.0, "quota_whole": 0.0, "scope": None, "level": None}
    if not len(rows) or any(_unknown(rows[key][0]) for key in keys):
        return nothing  # rows of a group have one key, and a goal of nobody is a goal of another scope
    goals = _levels(rows)
    if not goals:
        return nothing
    named = [scope for scope in SCOPES if scope in keys]
    scope = min((scope for scope, _ in goals), key=lambda scope: (scope not in named, SCOPES.index(scope)))
    levels = {level: _Level(*sums) for (of, level), sums in goals.items() if of == scope}
    level = min(levels, key=lambda name: (-levels[name].covered(ahead), levels[name].cut, LEVELS.index(name)))
    return {"quota": levels[level].quota, "quota_whole": levels[level].whole, "scope": scope, "level": level}


class _Level(NamedTuple):
    """Goals of one scope and level, added up."""

    quota: float
    whole: float
    days: float
    elapsed: float
    pieces: float

    def covered(self, ahead: bool) -> float:
        return self.days if ahead else self.elapsed

    @property
    def cut(self) -> bool:
        return abs(self.pieces - round(self.pieces)) > 1e-6


def _levels(rows: Rows) -> dict[tuple[str, str], np.ndarray]:
    """The sums of each scope and level; by hand, since a group has a few rows and there are thousands of groups."""
    numbers = np.column_stack(
        [rows[name].astype(float) for name in ("quota", "quota_whole", "days", "elapsed", "pieces")]
    )
    sums: dict[tuple[str, str], np.ndarray] = {}
    for scope, level, number in zip(rows["scope"], rows["level"], np.nan_to_num(numbers), strict=True):
        if isinstance(level, str):
            sums[scope, level] = sums.get((scope, level), 0) + number
    return sums


def _unknown(key: Any) -> bool:
    return key is None or bool(key != key)


def unasked(frame: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Which rows are no group: goals of another scope have no such key, and nothing was sold there either."""
    nobody = frame[list(keys)].isna().any(axis=1)
    return nobody & frame["closed"].eq(0) & frame["customers"].eq(0) & np.isclose(frame["quota_whole"], 0)
