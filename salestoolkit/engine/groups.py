"""Groups that have nothing to count: every rep and every period is shown, nobody missing and no gap hidden."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.preparing import fact, once
from salestoolkit.kpi import TIMES

STEPS = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}

# Filters under which the list of reps is still known.
REP_FILTERS = {"rep": "rep_id", "team": "team", "region": "region"}


def with_empty_groups(counts: pd.DataFrame, sales: SalesData, question: Question) -> pd.DataFrame:
    """``counts`` with a row of zeros for each rep and each period that has none."""
    sides = [
        side for side in (_side(dimension, counts, sales, question) for dimension in question.by) if side is not None
    ]
    if not sides or len(sides) < len(question.by):
        return counts
    spine = reduce(lambda left, right: left.merge(right, how="cross"), sides)
    full = spine.merge(counts, on=question.keys, how="outer")
    numbers = [name for name in counts.select_dtypes("number").columns if name not in question.keys]
    return full.assign(**{name: full[name].fillna(0).astype(counts[name].dtype) for name in numbers})


def _side(dimension: str, counts: pd.DataFrame, sales: SalesData, question: Question) -> pd.DataFrame | None:
    if dimension == "rep" and set(question.where) <= set(REP_FILTERS):
        return _reps(sales, question)
    if dimension in TIMES and counts[dimension].notna().any():
        return pd.DataFrame({dimension: _periods(dimension, counts[dimension].dropna(), sales, question)})
    return None


def _periods(unit: str, seen: pd.Series, sales: SalesData, question: Question) -> pd.DatetimeIndex:
    """Every period from the first to the last with something, or of the whole period that was asked.

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
    code = "W-SUN" if unit == "week" else STEPS[unit].removesuffix("S")
    return pd.date_range(first.to_period(code).start_time, last, freq=STEPS[unit]).astype(seen.dtype)


def first_day(sales: SalesData) -> date | None:
    """The first day of which anything is recorded; None where nothing is dated."""
    return once(sales, "days", _first)


def _first(rows: nw.LazyFrame[Any]) -> date | None:
    found = rows.select(first=nw.col("at").min()).collect("pandas").to_native()["first"].iloc[0]
    return None if pd.isna(found) else found.date()


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
