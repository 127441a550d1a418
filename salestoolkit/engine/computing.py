"""Computes a KPI: what is missing, the counts, the estimate, and every group that has nothing to count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question, count
from salestoolkit.engine.lacking import missing_sentence
from salestoolkit.engine.result import Result
from salestoolkit.kpi import KPI, TIMES
from salestoolkit.registry import definition
from salestoolkit.words.errors import UnknownName, UsageError

Day = date | datetime | str | None


def compute(
    kpi: str | KPI,
    sales: SalesData,
    *,
    by: str | Iterable[str] | None = None,
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Result:
    """One KPI of ``sales``, whole or by group, with intervals.

    Parameters
    ----------
    kpi : str or KPI
        Its name, a KPI object, or the path of a file that defines one.
    sales : SalesData
        From ``load`` or ``demo``.
    by : str or iterable of str, optional
        Dimensions such as ``"rep"``, ``"product"``, ``"month"`` or ``("rep", "month")``.
    start, end : date or ISO text, optional
        Half-open period ``[start, end)`` in the business time zone, on the KPI's own date basis.
    where : mapping, optional
        Dimension -> the values to keep, e.g. ``{"team": ["Surabaya"]}``; reps by their id.

    Returns
    -------
    Result
        ``.frame`` has the group's keys and ``value lo hi n reason``: rates from 0 to 1, durations in
        seconds, money in the currency's units. Not available is NaN, with the reason.

    Raises
    ------
    UnknownName
        For a KPI or dimension that does not exist.
    UsageError
        For a period that ends before it begins.

    Examples
    --------
    >>> import salestoolkit as st
    >>> result = st.compute("win_rate", st.demo(), by="team")
    >>> sorted(result.frame.columns[-7:])
    ['hi', 'lo', 'lost', 'n', 'reason', 'value', 'won']
    """
    kpi = definition(kpi)
    question = _question(kpi, by, start, end, where)
    missing = missing_sentence(kpi, sales, question.by)
    frame, query = _estimated(kpi, sales, question) if not missing.table else (_nothing(question), "")
    if missing:
        frame = frame.assign(value=np.nan, lo=np.nan, hi=np.nan, reason="missing")
    return Result(kpi, frame, question, sales, missing, query)


def _question(kpi: KPI, by: Any, start: Day, end: Day, where: Any) -> Question:
    dimensions = (by,) if isinstance(by, str) else tuple(by or ())
    filters = {name: [value] if isinstance(value, str) else list(value) for name, value in (where or {}).items()}
    for name in (*dimensions, *filters):
        if name not in kpi.splits:
            raise UnknownName(f"dimension of {kpi.name}", name, kpi.splits)
    first, last = _day(start), _day(end)
    if first and last and last <= first:
        raise UsageError(f"The period ends ({last}) before it begins ({first}). The end is the first day after it.")
    return Question(dimensions, first, last, filters)


def _day(value: Day) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10]) if value.strip() else None
        except ValueError:
            raise UsageError(f"'{value}' is not a date. Write it as YYYY-MM-DD.") from None
    return value.date() if isinstance(value, datetime) else value


def _nothing(question: Question) -> pd.DataFrame:
    columns = dict.fromkeys(question.keys, pd.Series([None], dtype=object))
    return pd.DataFrame({**columns, "value": [np.nan], "lo": np.nan, "hi": np.nan, "n": 0, "reason": "missing"})


def _estimated(kpi: KPI, sales: SalesData, question: Question) -> tuple[pd.DataFrame, str]:
    counts, query = count(kpi, sales, question)
    frame = kpi.estimate(counts, question.keys)
    frame = kpi.derive(frame) if kpi.derive else frame
    first = [*question.keys, "value", "lo", "hi", "n", "reason"]
    frame = frame[[*first, *(column for column in frame.columns if column not in first)]]
    return _with_empty_groups(frame, sales, question), query


def _with_empty_groups(frame: pd.DataFrame, sales: SalesData, question: Question) -> pd.DataFrame:
    """Adds the reps and the periods that have nothing, so that nobody is missing and no gap is hidden."""
    spine = _spine(frame, sales, question)
    if spine is None:
        return frame
    full = spine.merge(frame, on=question.keys, how="outer")
    counts = [name for name in full.columns if name not in (*question.keys, "value", "lo", "hi", "reason")]
    whole = [name for name in counts if pd.api.types.is_integer_dtype(frame[name])]
    return full.assign(
        reason=full["reason"].fillna("no_data"), **{name: full[name].fillna(0).astype("int64") for name in whole}
    )


def _spine(frame: pd.DataFrame, sales: SalesData, question: Question) -> pd.DataFrame | None:
    if question.by == ("rep",) and not question.where:
        reps = sales.connection.execute(
            "SELECT rep_id, name AS rep FROM reps WHERE coalesce(is_system, 'false') <> 'true'"
        ).df()
        return reps.astype(object)
    if len(question.by) == 1 and question.by[0] in TIMES and frame[question.by[0]].notna().any():
        unit = question.by[0]
        return pd.DataFrame({unit: _periods(frame[unit].dropna(), unit)})
    return None


def _periods(seen: pd.Series, unit: str) -> pd.DatetimeIndex:
    steps = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}
    return pd.date_range(seen.min(), seen.max(), freq=steps[unit]).astype(seen.dtype)
