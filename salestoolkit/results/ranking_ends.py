"""The two ends of a ranking in words: who stands there, who shares it, and whether it is clear of the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING

import pandas as pd

from salestoolkit.engine.groups import sellers
from salestoolkit.estimate.frames import RANKED, Z
from salestoolkit.estimate.interval.mean import Mean
from salestoolkit.kpi import TIMES
from salestoolkit.words import formats
from salestoolkit.words.periods import CODES, over_at
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.results.result import Result

NAMED = 3
"""So many of those who share an end are named."""


def of_groups(result: Result, rows: pd.DataFrame) -> str:
    """The ends of the ranking of ``rows`` (those with a value), and whether each is clear of the whole."""
    ranked = _ranked(result, rows)
    lang, few = result.lang, len(result.frame) - len(ranked)
    if len(ranked) < 2:
        return _none(result)
    tied = same(result, ranked)
    told = [alike(result, ranked) if tied else _both(result, ranked)]
    if few:
        told.append(say("reading.left_out", lang, few=few, groups=kind(result, few), least=RANKED))
    if result.of_people and not tied:
        value = _told(result, result.reference.frame.iloc[0]["value"])
        told.append(say("reading.of_people", lang, value=value))
    return " ".join(told)


def stands_apart(result: Result, rep_id: str) -> bool:
    """Whether a ranking does not call the lead of this rep one that may be chance; true where it judges nobody."""
    ranked = _ranked(result, result.frame[result.frame["value"].notna()])
    own = ranked[ranked["rep_id"] == rep_id]
    if not result.comparable or own.empty or own["lo"].isna().all():
        return True
    return _place(own.iloc[0], result, len(ranked)) == ("below" if result.kpi.better == "lower" else "above")


def _ranked(result: Result, rows: pd.DataFrame) -> pd.DataFrame:
    """Groups that are stated and have enough cases; of reps those who are people. The best first."""
    stated = rows[result.question.keys].notna().all(axis=1)
    if "rep" in result.by:
        stated &= rows["rep_id"].isin(sellers(result.sales)["rep_id"])
    ranked = rows[stated & (rows["n"] >= RANKED)]
    return ranked.sort_values("value", ascending=result.kpi.better == "lower", kind="stable")


def same(result: Result, rows: pd.DataFrame) -> bool:
    """Whether all values read the same: none of them is told to be the highest."""
    return len({_told(result, rows["value"].agg(end)) for end in ("min", "max")}) == 1


def _told(result: Result, value: float) -> str:
    return formats.value(value, result.unit, result.lang, result.currency)


def kind(result: Result, count: int) -> str:
    """What so many of the groups are called: reps, products; of several splits at once, groups."""
    split = result.by[0] if len(result.by) == 1 else "any"
    return say(f"groups.{split}", result.lang, count=count)


def alike(result: Result, rows: pd.DataFrame) -> str:
    """That all of these have one value."""
    count, value = len(rows), _told(result, rows["value"].iloc[0])
    key = "reading.both_alike" if count == 2 else "reading.alike"
    return say(key, result.lang, count=count, groups=kind(result, count), value=value)


def _none(result: Result) -> str:
    """That there are not two to compare."""
    count = len(result.frame)
    words = {"one": kind(result, 1), "groups": kind(result, count)}
    key = "reading.only_one" if count == 1 else "reading.none_to_rank"
    return say(key, result.lang, n=count, least=RANKED, **words)


def _both(result: Result, ranked: pd.DataFrame) -> str:
    """Both ends; that neither is clear of the whole is said once."""
    ends = [ranked[ranked["value"] == ranked["value"].iloc[place]] for place in (0, -1)]
    groups = len(ranked)
    places = ["tied" if len(rows) > 1 else _place(rows.iloc[0], result, groups) for rows in ends]
    chance = places == ["within", "within"]
    told = [_end(result, rows, "said" if chance else at, groups) for rows, at in zip(ends, places, strict=True)]
    said = say(f"reading.groups_{result.kpi.better}", result.lang, best=told[0], worst=told[1])
    if not chance:
        return said
    return f"{said} {say('reading.both_within', result.lang, count=groups, groups=kind(result, groups))}"


def _end(result: Result, rows: pd.DataFrame, place: str, groups: int) -> str:
    """One end: nobody leads whom others equal, so of a tie all are told, and none is judged."""
    lang, unit, row = result.lang, result.unit, rows.iloc[0]
    value = _told(result, row["value"])
    if len(rows) > 1:
        names = sorted(_name(result, row) for _, row in rows.iterrows())
        return shared(names, value, lang)
    interval = formats.interval(row["lo"], row["hi"], unit, lang, result.currency)
    numbers = {"value": value, "interval": interval or say("result.no_interval", lang), "n": _number(row["n"], lang)}
    words = {"name": _name(result, row), "count": groups, "groups": kind(result, groups)}
    return say(f"reading.end_{place}", lang, **words, **numbers)


def shared(names: Sequence[str], value: str, lang: str) -> str:
    """Those who share a value: by name, or counted where they are too many, for no three of them stand for the rest."""
    if len(names) > NAMED:
        return say("reading.many", lang, count=len(names), value=value)
    return say("reading.end_tied" if len(names) > 1 else "reading.point", lang, name=formats.names(names), value=value)


def ends_of(result: Result, rows: pd.DataFrame, whole: bool = True) -> str:
    """The highest and the lowest of these periods or stages, where one is covered whole."""
    if len(rows) == 1:
        return say("reading.only", result.lang, point=point(result, rows))
    if not whole:
        return say("reading.none_whole", result.lang, group=kind(result, 1))
    high, low = (rows[rows["value"] == end] for end in (rows["value"].max(), rows["value"].min()))
    return say("reading.ends", result.lang, high=point(result, high), low=point(result, low))


def kind_of_last(result: Result, last: pd.Series, compared: bool) -> str:
    """Which sentence tells the last period: one that was left out of the ends may lie beyond both, and says so."""
    if compared and last.get("mature", True):
        return "last"
    if last.get("partial", False) and _runs(result, last):
        return "last_running"
    if last.get("mature", True):
        return "last"
    # a rate that is projected may fall too: only what is counted so far can do nothing but rise
    return f"last_{'immature' if compared else 'left_out'}{'_projected' if 'matured' in last else ''}"


def _runs(result: Result, last: pd.Series) -> bool:
    """Whether a period is not over; one in which the data begin is partial too."""
    known = min(pd.Timestamp(end) for end in (result.sales.local_as_of, result.end) if end)
    return bool(over_at(last[result.by[0]], result.by[0]) > known)


def point(result: Result, rows: pd.DataFrame) -> str:
    """Those who share a value, and the value."""
    names = [", ".join(result.name(row, dimension) for dimension in result.by) for _, row in rows.iterrows()]
    return shared(names, _told(result, rows["value"].iloc[0]), result.lang)


def blank(result: Result) -> list[str]:
    """The periods that have no value and are neither first nor last for it, for each reason."""
    if len(result.by) > 1 or result.by[0] not in TIMES:
        return []
    frame = result.frame.sort_values(result.by[0])
    empty = frame[frame["value"].isna() & frame[result.by[0]].notna() & frame["reason"].ne("")]
    return [_blank(result, reason, rows) for reason, rows in empty.groupby("reason", sort=False)]


def cut(result: Result, rows: pd.DataFrame, compared: pd.DataFrame) -> list[str]:
    """The first periods, where what is recorded or asked begins within or after them and they were not compared."""
    told = []
    for _, row in rows.sort_values(result.by[0]).iterrows():
        if not row.get("partial", False) or row.name in compared.index:
            break
        told.append(shared([_name(result, row)], _told(result, row["value"]), result.lang))
    return [say("reading.cut", result.lang, first=formats.names(told))] if told else []


def since(result: Result) -> list[str]:
    """That nothing is counted after the last period, where the data go on and no other end was asked."""
    last = result.frame[result.by[0]].max()
    known = result.sales.local_as_of - timedelta(microseconds=1)
    if result.end or pd.isna(last) or known <= pd.Timestamp(last).to_period(CODES[result.by[0]]).end_time:
        return []
    return [say("reading.nothing_since", result.lang, day=formats.date(known.date(), result.lang))]


def _blank(result: Result, reason: str, rows: pd.DataFrame) -> str:
    names = [_name(result, row) for _, row in rows.iterrows()]
    told = {"names": formats.names(names), "count": len(names), "last": names[-1], "reason": result.reason(reason)}
    return say("reading.blank_many" if len(names) > NAMED else "reading.blank", result.lang, **told)


def _name(result: Result, row: pd.Series) -> str:
    return ", ".join(result.name(row, dimension) for dimension in result.by)


def _number(n: float, lang: str) -> str:
    return formats.number(n, lang)


def _place(row: pd.Series, result: Result, groups: int) -> str:
    """Where a group's interval lies, widened for the number of groups of which this one is an extreme; or ``alone``.

    One of 24 equal reps has a 95 % interval clear of the whole more often than not; so the ends are judged at
    95 % for all groups together (Bonferroni), each side of the interval stretched in proportion.
    """
    if not result.comparable or pd.isna(row["lo"]):
        return "alone"
    whole = result.reference.frame.iloc[0]
    stretch = NormalDist().inv_cdf(1 - 0.025 / groups) / Z
    if abs(row["value"] - whole["value"]) < _by_chance(row["n"], whole, result):
        return "within"
    if row["value"] - (row["value"] - row["lo"]) * stretch > whole["value"]:
        return "above"
    return "below" if row["value"] + (row["hi"] - row["value"]) * stretch < whole["value"] else "within"


def _by_chance(n: float, whole: pd.Series, result: Result) -> float:
    """How far a mean of ``n`` amounts lies off the whole's in 95 of 100 cases where all amounts are of one kind.

    Who happens to lack the few large deals has a low mean and, of the same amounts, an interval that is too short.
    """
    if getattr(result.kpi.estimate, "method", "") != Mean.method or pd.isna(whole["lo"]):
        return 0.0
    return float((whole["hi"] - whole["lo"]) / 2 * max(whole["n"] / n - 1, 0) ** 0.5)
