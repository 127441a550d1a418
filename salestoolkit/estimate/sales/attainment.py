"""Attainment: what was reached of what was asked, on the days and by those of whom it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from salestoolkit.estimate.sales.goal_days import (
    ALL_DAYS,
    LEVELS,
    Window,
    apart,
    covered,
    less,
    level_of,
    of_one_scope,
    prorated,
    taken,
    without,
    written,
)
from salestoolkit.words.periods import last_day

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


SUMS = ("closed", "squares", "customers", "no_amount")
UNHELD = {"closed": np.nan, "squares": 0.0, "customers": 0.0, "no_amount": 0.0}
"""What is held against no goal is no 0 sold: all that was sold lies outside."""
NO_GOAL = {"quota": 0.0, "quota_whole": 0.0, "scope": None, "level": None}
NO_DAYS = {"outside": 0.0, "prorated_goals": 0, "prorated_part": 0.0, "prorated_whole": 0.0, "prorated": ""}
NO_DAYS |= {"covered": "", "without": "", "elsewhere": ""}


@dataclass(frozen=True)
class Attainment:
    """Sold / asked, of counts by ``scope asked_of level levels goal begins`` (whose goal of which days).

    Of the goals one scope is taken, and one of each day (:func:`taken`); sold counts what was sold on the days
    of these goals by those of whom they ask. The value is exact; the interval is that of the compound Poisson total of
    what was sold, over the quota. ``n`` is the number of deals won: none is an attainment of 0. Beside it ``closed``,
    ``quota`` (up to ``as_of``), ``quota_whole``, ``above`` (closed less quota), ``scope`` and ``level`` of the goals
    taken; ``outside`` (sold on other days or by others), which goals are ``prorated``, and the days that are
    ``covered``, ``without`` a goal, or have one only ``elsewhere`` (of another scope). Without a quota above 0 there
    is no value, nor before the first day of a goal. Periods have goals of one scope, so that they can be compared;
    those that have not begun are left out.
    """

    window: Window = ALL_DAYS
    method: str = "compound_poisson"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def in_context(self, context: Any) -> Attainment:
        """Told of the period: only one that has an end asks for days that have not come yet."""
        return replace(self, window=window_of(context))

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each
        from salestoolkit.estimate.interval.total import compound_poisson

        split = bool(set(keys) & set(LEVELS))
        counts = counts.assign(kept=of_one_scope(counts, keys, self.window.ahead) if split else True)
        frame = each(counts, keys, lambda rows: self._of(rows, keys, split))
        ahead = frame["quota"].eq(0) & frame["quota_whole"].gt(0)
        frame = frame[~(unasked(frame, keys) | ahead & split)].reset_index(drop=True)
        quota = frame["quota"].astype(float).where(frame["quota"] > 0)
        closed = frame["closed"].astype(float)
        lo, hi = compound_poisson(closed, frame["squares"].astype(float), frame["customers"])
        reason = frame["reason"].where(quota.isna(), "")
        judged = {"value": closed / quota, "lo": lo / quota, "hi": hi / quota, "above": closed - quota}
        return frame.assign(**judged, n=frame["customers"].astype("int64"), reason=reason).drop(
            columns=["squares", "customers"]
        )

    def _of(self, rows: Rows, keys: list[str], split: bool) -> dict[str, Any]:
        goals = taken(rows.at(rows["kept"]), keys, self.window.ahead)
        told = asked(rows, goals, self.window, split)
        sums = {name: float(goals.sum(name)) if goals else UNHELD[name] for name in SUMS}
        return sums | told | {"reason": _why_none(rows, goals)}


def _why_none(rows: Rows, goals: Rows | None) -> str:
    """Why there would be no value: others are asked something, it has not begun, or nothing is asked."""
    if goals is None:
        return "no_quota" if rows["kept"].all() or not rows.sum("elapsed") else "other_goals"
    return "not_begun" if goals.sum("quota_whole") > 0 and not goals.sum("elapsed") else "no_quota"


def window_of(context: Any) -> Window:
    """The days that a context asks for; where it has no end, those before ``as_of``."""
    last = last_day(context.as_of) + timedelta(days=1)
    return Window(context.start, context.end or last, ahead=context.end is not None)


def asked(rows: Rows, goals: Rows | None, window: Window, split: bool = False) -> dict[str, Any]:
    """What is asked of one group by the goals that are taken, and what the number does not tell by itself.

    Which days these are is told of the whole window; where it is ``split`` by time, each group is a part of it.
    """
    if goals is None:
        return NO_GOAL | NO_DAYS | {"outside": float(apart(rows).sum("closed"))}
    sums = {name: float(goals.sum(name)) for name in ("quota", "quota_whole")}
    sums["outside"] = float(apart(rows).sum("closed")) - float(goals.sum("closed"))
    named = {"scope": goals["scope"][0], "level": level_of(goals)}
    if split:
        return NO_DAYS | sums | named
    passed, whole = covered(goals, window._replace(ahead=False)), covered(goals, window)
    other = less(covered(rows.at(rows["days"] > 0), window), whole)
    days = {"covered": passed, "without": less(without(whole, window), other), "elsewhere": other}
    return sums | named | prorated(goals) | {name: written(spans) for name, spans in days.items()}


def unasked(frame: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Which rows are no group: goals of another scope have no such key, and nothing was sold there either."""
    nobody = frame[list(keys)].isna().any(axis=1)
    sold = frame["closed"].fillna(0).ne(0) | frame["outside"].ne(0) | frame["customers"].ne(0)
    return nobody & ~sold & np.isclose(frame["quota_whole"], 0)
