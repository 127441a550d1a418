"""Groups that have nothing to count: every rep and every period is shown, nobody missing and no gap hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question, limited
from salestoolkit.engine.preparing import columns, fact, once
from salestoolkit.kpi import KPI, TIMES
from salestoolkit.words.periods import CODES, STARTS

WHOLE_FROM = 7
"""Data that begin by this day of a month have the whole of it."""
USUAL = 0.95
"""So many of the pauses between deals are no longer than a usual one."""

# Filters under which the list of reps is still known.
REP_FILTERS = {"rep": "rep_id", "team": "team", "region": "region"}


def with_empty_groups(counts: pd.DataFrame, sales: SalesData, question: Question, kpi: KPI) -> pd.DataFrame:
    """``counts`` with a row of zeros for each rep and each period that has none."""
    found = (_side(dimension, counts, sales, question, kpi) for dimension in question.by)
    sides = [side for side in found if side is not None]
    if not sides or len(sides) < len(question.by):
        return counts
    spine = reduce(lambda left, right: left.merge(right, how="cross"), sides)
    full = spine.merge(counts, on=question.keys, how="outer", indicator="found")
    numbers = [name for name in counts.select_dtypes("number").columns if name not in question.keys]
    # what is not known of something counted (an amount, the days it took) stays unknown: it is no 0
    empty = full.pop("found").eq("left_only")
    return full.assign(**{name: full[name].mask(empty, 0).astype(counts[name].dtype) for name in numbers})


def _side(dimension: str, counts: pd.DataFrame, sales: SalesData, question: Question, kpi: KPI) -> pd.DataFrame | None:
    if dimension == "rep" and set(question.where) <= set(REP_FILTERS):
        return _reps(sales, question)
    if dimension in TIMES and counts[dimension].notna().any():
        seen = counts[dimension].dropna()
        ends = _ends(seen, sales, question)
        first, last = _recorded(*ends, sales, question, kpi) if _adds_up_sales(kpi) else ends
        periods = pd.date_range(first.to_period(CODES[dimension]).start_time, last, freq=STARTS[dimension])
        return pd.DataFrame({dimension: periods.astype(seen.dtype)})
    return None


def _ends(seen: pd.Series, sales: SalesData, question: Question) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last period with something, or the ends of the whole period that was asked.

    Nothing is known of the time before the first recorded fact, or after ``as_of``.
    """
    first, last = seen.min(), seen.max()
    if question.start or question.end:
        days = fact(sales, "days").select(first=nw.col("at").min(), last=nw.col("at").max()).collect("pandas")
        begin, end = (pd.Timestamp(value) for value in days.to_native().iloc[0])
        if question.start:
            first = min(first, max(pd.Timestamp(question.start), begin))
        if question.end:
            last = max(last, min(pd.Timestamp(question.end) - pd.Timedelta(days=1), end))
    return first, last


def _adds_up_sales(kpi: KPI) -> bool:
    """Whether a KPI adds up what was won, so that a period in which nothing was won is one of 0."""
    won = any(measure.fact == "customers" and measure.at == "closed_at" for measure in kpi.measures)
    return won and getattr(kpi.estimate, "zero_without_events", False)


def _recorded(
    first: pd.Timestamp, last: pd.Timestamp, sales: SalesData, question: Question, kpi: KPI
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The ends moved out to those of what is recorded: from the first deal that closed, won or not, until ``as_of``."""
    closed = fact(sales, "deals").filter(nw.col("status") != "open")
    rows = limited(closed, "closed_at", question, columns(sales, "deals"), kpi.name)
    began = rows.select(first=nw.col("closed_at").min()).collect("pandas").to_native()["first"].iloc[0]
    if pd.isna(began):
        return first, last
    known = pd.Timestamp(sales.local_as_of) - pd.Timedelta(microseconds=1)
    return min(first, began), last if question.end else max(last, known)


def first_day(sales: SalesData) -> date | None:
    """The first day of which anything is recorded; None where nothing is dated."""
    return once(sales, "days", _first)


def _first(rows: nw.LazyFrame[Any]) -> date | None:
    found = rows.select(first=nw.col("at").min()).collect("pandas").to_native()["first"].iloc[0]
    return None if pd.isna(found) else found.date()


def known_from(sales: SalesData) -> date | None:
    """The day since when what happened is known: the first of a month, unless the data begin within it.

    They do where the first fact is of a later day than the seventh, and the pause before it would be longer than
    nineteen in twenty of those between deals.
    """
    first = first_day(sales)
    if first is None:
        return None
    whole = first.day <= WHOLE_FROM or first.day - 1 <= once(sales, "deals", _usual_pause)
    return first.replace(day=1) if whole else first


def sold_from(sales: SalesData, question: Question, kpi: KPI) -> date | None:
    """The first day of the period with a sale by anybody, where only some are asked for; else the counts show it."""
    if not question.where or all(measure.fact != "customers" for measure in kpi.measures):
        return None
    sold = fact(sales, "customers").filter((nw.col("customers") != 0) | (nw.col("amount") != 0))
    rows = limited(sold, "closed_at", replace(question, where={}), frozenset(), kpi.name)
    began = rows.select(first=nw.col("closed_at").min()).collect("pandas").to_native()["first"].iloc[0]
    return None if pd.isna(began) else began.date()


def _usual_pause(rows: nw.LazyFrame[Any]) -> float:
    """How many days at most lie between days on which a deal came or closed, nineteen times in twenty."""
    moments = rows.select("created_at", "closed_at").collect("pandas").to_native()
    dated = pd.concat([moments["created_at"], moments["closed_at"]]).dropna().dt.normalize()
    pauses = dated.drop_duplicates().sort_values().diff().dt.days.dropna()
    return float(pauses.quantile(USUAL)) if len(pauses) else 0.0


def _reps(sales: SalesData, question: Question) -> pd.DataFrame:
    reps = sellers(sales)
    for dimension, wanted in question.where.items():
        reps = reps[reps[REP_FILTERS[dimension]].isin(list(wanted))]
    return reps[["rep_id", "rep"]]


def sellers(sales: SalesData) -> pd.DataFrame:
    """Everybody who sells, by id: ``rep_id rep team region``."""
    return once(sales, "sellers", _by_id).copy()


def own_names(sales: SalesData) -> list[tuple[str, str]]:
    """Id and name of everybody who sells, the name as it was given: on a page of one's own nobody else bears it."""
    given = dict(sales.connection.execute("SELECT rep_id, name FROM reps").fetchall())
    return [(rep_id, given[rep_id]) for rep_id in sellers(sales)["rep_id"]]


def _by_id(rows: nw.LazyFrame[Any]) -> pd.DataFrame:
    frame: pd.DataFrame = rows.sort("rep_id").collect("pandas").to_native()
    return frame.astype(object)
