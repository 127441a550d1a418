"""Taken: which goals a group is held against, of all that say the same, and which days these are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from salestoolkit.words.periods import end_of

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

SCOPES = ("company", "team", "region", "rep", "product")
LEVELS = ("day", "week", "month", "quarter", "year")
MIXED = "mixed"
"""The level of goals of which some are by month, say, and others by year."""
TOLD = 3
"""So many spans of days are named, and then how many more there are."""

Key = tuple[str, str, str]
"""A scope, whose goals of it, and a level."""
Run = tuple[str, str, str, str, date, date]
"""A scope, whose goal of it, its level, all levels that ask of the same days, the goal and where these days begin."""
Span = tuple[date, date]
"""Days from the first to before the last."""


class Window(NamedTuple):
    """The days that are asked for; without ``ahead`` only those that have passed."""

    start: date | None = None
    end: date | None = None
    ahead: bool = False


ALL_DAYS = Window()


def taken(rows: Rows, keys: Sequence[str], ahead: bool) -> Rows | None:
    """The goals that a group is held against with what lies on their days, None where nothing is asked of it.

    The scope is the one the group is named by (a rep's own goal for a rep), or else the widest that has goals: the
    company's, or those of its teams, regions, reps or products; one that has begun before one that has not. Of
    everybody who is asked something one level is taken: the finest of those that cover most days of what is asked
    with none of their goals cut; where all are cut, the finest of those that cover most. Days on which this level
    asks nothing have the shortest goal that does. So a month and its quarter are never added up, and no day that
    has a goal is without one.

    Parameters
    ----------
    rows : Rows
        With ``scope asked_of level levels days elapsed pieces goal begins``, and the columns of ``keys``; ``levels``
        are all that ask something of these days.
    ahead : bool
        Whether days after ``as_of`` are asked for too, or only those before it (``elapsed``).
    """
    if not len(rows) or any(_unknown(rows[key][0]) for key in keys):
        return None  # rows of a group have one key, and a goal of nobody is a goal of another scope
    asked, counted = rows.at(rows["days"] > 0), "days" if ahead else "elapsed"
    sums = _sums(_keys(asked), zip(asked[counted], asked["pieces"], strict=True))
    if not sums:
        return None
    scope = min(sums, key=lambda key: (not sums[key][0], *_width(key[0], keys)))[0]
    best: dict[str, str] = {}
    for key in sorted((key for key in sums if key[0] == scope), key=lambda key: _order(key, sums[key])):
        best.setdefault(key[1], key[2])
    begun = set(_runs(asked.at(asked[counted] > 0)))
    beside = rows.at(np.array([key[0] == scope and key[1] in best for key in _keys(rows)], bool))
    return beside.at(np.array([_is_held(run, best[run[1]], begun) for run in _runs(beside)], bool))


def of_one_scope(counts: pd.DataFrame, keys: Sequence[str], ahead: bool) -> pd.Series:
    """Which rows count where groups are periods: what was sold, and goals of the scope that is taken of all periods.

    A month that only one team had a goal for is not compared with months of the whole company's.
    """
    places = {scope: place for place, scope in enumerate(sorted(SCOPES, key=lambda scope: _width(scope, keys)))}
    place = counts["scope"].map(places)
    begun = counts["days" if ahead else "elapsed"] > 0
    order = place.add(len(SCOPES)).mask(begun, place).where(counts["days"] > 0)
    others = [key for key in keys if key not in LEVELS]
    first = order.groupby([counts[key] for key in others], dropna=False).transform("min") if others else order.min()
    return counts["level"].isna() | counts[others].isna().any(axis=1) | place.eq(first % len(SCOPES))


def _width(scope: str, keys: Sequence[str]) -> tuple[bool, int]:
    return scope not in keys, SCOPES.index(scope)


def _is_held(run: Run, taken_level: str, begun: set[Run]) -> bool:
    """Whether these days of a goal count: those of the level taken, and what it leaves out of what is asked."""
    _, _, level, levels, *_ = run
    others = levels.split()
    return level == taken_level or (
        taken_level not in others and level == min(others, key=LEVELS.index) and run in begun
    )


def apart(rows: Rows) -> Rows:
    """What was sold or is open, each once: the rows that stand beside no goal."""
    return rows.at(np.array([not isinstance(level, str) for level in rows["level"]], bool))


def level_of(rows: Rows) -> str:
    """The level of goals that are taken."""
    levels = set(rows["level"])
    return str(levels.pop()) if len(levels) == 1 else MIXED


def prorated(rows: Rows) -> dict[str, Any]:
    """Of how many goals that are taken only a part counts, how much of them all that is, and when they are of.

    Goals by day are never cut: they lie in a period or not.
    """
    share = _by_goal(rows, "share")
    cut = {goal: part for goal, part in share.items() if goal[2] != "day" and 0 < part < 1 - 1e-6}
    quota = _by_goal(rows, "quota_whole")
    spans = [(first, end_of(first, level)) for _, _, level, first in cut]
    return {
        "prorated_goals": len(cut),
        # a number of one kind, whatever the others' goals are: a rep's page may not tell that one of them is cut
        "prorated_part": float(sum(quota[goal] for goal in cut)),
        "prorated_whole": float(sum(quota[goal] / part for goal, part in cut.items())),
        "prorated": written(sorted(set(spans))),
    }


def covered(rows: Rows, window: Window) -> list[Span]:
    """The days of what is asked that the goals taken cover, in as few spans as there are."""
    counts = _sums(_runs(rows), ((float(count),) for count in rows["days" if window.ahead else "elapsed"]))
    firsts = [(max(run[-1], window.start or run[-1]), round(days)) for run, (days,) in counts.items() if days > 0]
    spans = sorted((first, first + timedelta(days=days)) for first, days in firsts)
    merged: list[Span] = []
    for first, end in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((first, end))
    return merged


def without(spans: Sequence[Span], window: Window) -> list[Span]:
    """The days of what is asked that have no goal; where it has no beginning, those since the first goal."""
    if not spans:
        return []
    firsts = [window.start or spans[0][0], *(end for _, end in spans)]
    ends = [*(first for first, _ in spans), window.end or spans[-1][1]]
    return [(first, end) for first, end in zip(firsts, ends, strict=True) if first < end]


def less(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The days of some spans that lie in none of the others."""
    rest = list(spans)
    for first, end in others:
        parts = [part for span in rest for part in ((span[0], min(span[1], first)), (max(span[0], end), span[1]))]
        rest = [part for part in parts if part[0] < part[1]]
    return rest


def written(spans: Sequence[Span]) -> str:
    """Spans as plain text, which readers see as days (``formats.days``)."""
    return " ".join(f"{first.isoformat()}/{end.isoformat()}" for first, end in spans)


def _order(key: Key, sums: Any) -> tuple[float, bool, int]:
    covers, pieces = sums
    return -covers, abs(pieces - round(pieces)) > 1e-6, LEVELS.index(key[2])


def _sums(keys: Iterable[Any], numbers: Iterable[Sequence[float]]) -> dict[Any, np.ndarray]:
    """By hand, since a group has a few rows and there are thousands of groups."""
    sums: dict[Any, Any] = {}
    for key, number in zip(keys, numbers, strict=True):
        sums[key] = tuple(a + b for a, b in zip(sums[key], number, strict=True)) if key in sums else tuple(number)
    return sums


def _keys(rows: Rows) -> list[Key]:
    return list(zip(rows["scope"].tolist(), rows["asked_of"].tolist(), rows["level"].tolist(), strict=True))


def _runs(rows: Rows) -> list[Run]:
    of = (rows["scope"].tolist(), rows["asked_of"].tolist(), rows["level"].tolist(), rows["levels"].tolist())
    return list(zip(*of, _days(rows, "goal"), _days(rows, "begins"), strict=True))


def _goals(rows: Rows) -> list[tuple[str, str, str, date]]:
    return [(*key, first) for key, first in zip(_keys(rows), _days(rows, "goal"), strict=True)]


def _by_goal(rows: Rows, name: str) -> dict[tuple[str, str, str, date], float]:
    sums = _sums(_goals(rows), ((float(value),) for value in rows[name]))
    return {goal: total for goal, (total,) in sums.items()}


def _days(rows: Rows, name: str) -> list[date]:
    return list(rows[name].astype("datetime64[D]").tolist())


def _unknown(key: Any) -> bool:
    return key is None or bool(key != key)
