"""Counts a KPI's measures in the database: one GROUP BY per fact, joined at the grain, so that no join can fan out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import columns, fact
from salestoolkit.kpi import DIMENSIONS, KPI, MONTH_OF_YEAR, TIMES, Measure
from salestoolkit.words.errors import Told, UsageError

DATED = {*TIMES, MONTH_OF_YEAR}


@dataclass(frozen=True)
class Question:
    """What is asked of a KPI: split by which dimensions, in which half-open period, of which rows."""

    by: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """Key columns of the answer."""
        return [key for dimension in self.by for key in DIMENSIONS[dimension]]


def count(kpi: KPI, sales: SalesData, question: Question) -> tuple[pd.DataFrame, str]:
    """The counts of every measure by group (and by what the KPI folds away), and the SQL that was asked."""
    # A state at as_of belongs to no month: split by time, it is left out.
    own = [m for m in kpi.measures if not m.common and not m.since]
    measures = [m for m in own if m.at or not set(question.by) & set(TIMES)]
    groups = groupby(sorted(measures, key=_dated), key=_dated)
    parts = [_grouped(kpi, sales, question, list(alike)) for _, alike in groups]
    shared = [*question.keys, *(name for name in kpi.within if name not in question.keys)]
    names = [measure.name for measure in measures]
    counts = reduce(lambda left, right: _joined(left, right, shared), [frame for frame, _ in parts])
    counts[names] = counts[names].fillna(0)
    # What has no key and no count (open deals have no close date) is no group.
    idle = counts[names].eq(0).all(axis=1) & counts[question.keys].isna().any(axis=1)
    kept = counts.loc[~idle, [*shared, *names]]
    # The database gives groups in any order, and a resampling with a fixed seed is the same only for the same order.
    ordered = kept.sort_values(shared, kind="stable", ignore_index=True) if shared else kept
    return ordered, "\n\n".join(sql for _, sql in parts)


def with_common(counts: pd.DataFrame, kpi: KPI, sales: SalesData, question: Question) -> pd.DataFrame:
    """``counts`` with the measures that every group has whole, joined by the keys that their fact carries."""
    for measure in (measure for measure in kpi.measures if measure.common):
        has = columns(sales, measure.fact)
        wanted = [*question.by, *(name for name in kpi.within if name not in question.by)]
        dated = DATED if measure.at else set()
        kept = tuple(name for name in wanted if name in dated or DIMENSIONS.get(name, (name,))[0] in has)
        known = {name: value for name, value in question.where.items() if DIMENSIONS[name][0] in has}
        narrowed = replace(question, by=tuple(name for name in kept if name in DIMENSIONS), where=known)
        frame, _ = _grouped(replace(kpi, within=()), sales, narrowed, [measure])
        counts = _given(counts, frame, narrowed.keys, question.keys, set(kpi.within) & set(TIMES))
        counted = [
            one.name for one in kpi.measures if one.name in counts
        ]  # what is folded may be not known, and stays so
        counts[counted] = counts[counted].fillna(0)
    return counts


def count_undated(kpi: KPI, sales: SalesData, question: Question) -> pd.DataFrame:
    """The measures of rows that have no date, by group and by the period from which on each may lie."""
    measures = [replace(m, at=m.since, since=None, where=_perhaps(m, question)) for m in kpi.measures if m.since]
    frame, _ = _grouped(replace(kpi, within=()), sales, replace(question, start=None, end=None), measures)
    return frame


def undated(measure: Measure) -> nw.Expr:
    """Which rows of its fact a measure counts that have no date."""
    dateless = nw.col(str(measure.at)).is_null()
    return dateless if measure.where is None else measure.where & dateless


def _perhaps(measure: Measure, question: Question) -> nw.Expr:
    """Those that may lie in the period: all but what began after it."""
    since = nw.col(str(measure.since))
    before = since.is_null() | (since < nw.lit(_midnight(question.end))) if question.end else nw.lit(True)
    return undated(measure) & before


def _given(
    counts: pd.DataFrame, common: pd.DataFrame, shared: list[str], groups: list[str], folded: set[str]
) -> pd.DataFrame:
    """``counts`` with a common measure; a group has all of its folded times, those with nothing to count too."""
    if not shared:
        return counts.merge(common, how="cross")
    if not folded & set(shared):
        return counts.merge(common, on=shared, how="left")
    own = [key for key in groups if key not in shared]
    spine = counts[own].drop_duplicates().merge(common, how="cross") if own else common
    return counts.merge(spine, on=[*own, *shared], how="outer")


def _dated(measure: Measure) -> tuple[str, str]:
    return measure.fact, measure.at or ""


def _grouped(kpi: KPI, sales: SalesData, question: Question, measures: list[Measure]) -> tuple[pd.DataFrame, str]:
    name, at = measures[0].fact, measures[0].at
    has = columns(sales, name)
    rows = limited(fact(sales, name), at, question, has, kpi.name)
    times = {unit: _start_of(unit, at) for unit in (*question.by, *kpi.within) if unit in DATED} if at else {}
    for key in question.keys:
        if key not in has and key not in times:
            raise UsageError(Told("no_split", kpi=kpi.name, key=key, fact=name))
    keys = question.keys
    within = [column for column in kpi.within if column not in keys and (column in has or column in times)]
    sums = [_summed(measure).alias(measure.name) for measure in measures]
    rows = rows.with_columns(**times) if times else rows
    split = [*keys, *within]
    grouped = rows.group_by(*split).agg(*sums) if split else rows.select(*sums)
    relation: Any = nw.to_native(grouped)
    return _plain(relation.df(), split), relation.sql_query()


def limited(
    rows: nw.LazyFrame[Any], at: str | None, question: Question, has: frozenset[str], kpi: str
) -> nw.LazyFrame[Any]:
    """Only the rows of a fact that lie in the period and among what is wanted; ``has`` are the fact's columns."""
    if at and question.start:
        rows = rows.filter(nw.col(at) >= nw.lit(_midnight(question.start)))
    if at and question.end:
        rows = rows.filter(nw.col(at) < nw.lit(_midnight(question.end)))
    for dimension, wanted in question.where.items():
        key = DIMENSIONS[dimension][0]
        if key not in has:
            raise UsageError(Told("no_limit", kpi=kpi, dimension=dimension))
        rows = rows.filter(nw.col(key).is_in(list(wanted)))
    return rows


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _summed(measure: Measure) -> nw.Expr:
    if measure.where is None:
        return nw.len() if measure.value is None else nw.col(measure.value).sum()
    amount = nw.lit(1) if measure.value is None else nw.col(measure.value)
    return nw.when(measure.where).then(amount).otherwise(nw.lit(0)).sum()


def _start_of(unit: str, at: str) -> nw.Expr:
    if unit == MONTH_OF_YEAR:
        return nw.col(at).dt.month().cast(nw.Int64)
    day = nw.col(at).dt.truncate("1d")
    if unit != "week":
        return nw.col(at).dt.truncate(TIMES[unit])
    # Narwhals truncates to no week, and a business week begins on Monday.
    monday = day
    for days in range(1, 7):
        monday = nw.when(day.dt.weekday() == days + 1).then(day.dt.offset_by(f"-{days}d")).otherwise(monday)
    return monday


def _plain(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    # Keys as objects keep a missing key apart from every name; a whole-table sum over no rows is 0.
    return frame.assign(**{key: frame[key].astype(object) for key in keys if frame[key].dtype == "str"})


def _joined(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Two facts' counts side by side, or where one is split more finely below each other: a join would repeat them."""
    ours, theirs = ([key for key in keys if key in frame.columns] for frame in (left, right))
    if ours != theirs:
        return pd.concat([left, right], ignore_index=True)
    return left.merge(right, on=ours, how="outer") if ours else left.merge(right, how="cross")
