"""Computes a KPI: what is missing, the counts, the estimate, and every group that has nothing to count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data import period
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.answers import answered
from salestoolkit.engine.counting import Question, count, with_common
from salestoolkit.engine.cut_off import with_cut_off
from salestoolkit.engine.filter_values import check_values
from salestoolkit.engine.groups import known_from, sold_from, with_empty_groups
from salestoolkit.engine.lossless import NO_LOSSES, rows_without_losses
from salestoolkit.engine.missing import UNSHOWN, Missing, what_is_missing
from salestoolkit.engine.own import held, patience
from salestoolkit.engine.own_fields import check_measures, check_words
from salestoolkit.engine.registry import definition
from salestoolkit.engine.undated import with_undated
from salestoolkit.kpi import DIMENSIONS, KPI, TIMES, Context, Estimator
from salestoolkit.results.result import Result
from salestoolkit.results.wording import spoken
from salestoolkit.words.errors import Told, UnknownName, UsageError
from salestoolkit.words.given import values

Day = period.Day


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
        Half-open period ``[start, end)`` in the business time zone, on the KPI's own date basis. It chooses which
        facts are counted; what became of them is told as of ``sales.as_of`` (``of_period`` makes the two end together).
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
        For a KPI or dimension that does not exist, or a value to keep that the data does not have.
    UsageError
        For a period that ends before it begins.

    Examples
    --------
    >>> import salestoolkit as st
    >>> result = st.compute("win_rate", st.demo(), by="team")
    >>> list(result.frame.columns)
    ['team', 'value', 'lo', 'hi', 'n', 'reason', 'won', 'lost', 'open', 'overdue', 'cancelled', 'reopened']
    """
    kpi = definition(kpi)
    asked = question(kpi, by, start, end, where)
    check_values(sales, asked)
    missing = what_is_missing(kpi, sales, asked)
    frame, query = answered(kpi, sales, asked, _estimated) if not missing.table else (_nothing(asked), "")
    if missing:
        frame = _without_judgement(frame, kpi, asked, missing)
    elif (unfit := rows_without_losses(kpi, sales, frame, asked.where)).any():
        lacking = Missing(("deals.status",), kind=f"missing.{NO_LOSSES}")
        frame = frame.where(~unfit, _without_judgement(frame, kpi, asked, lacking))
    return Result(kpi, frame, asked, sales, missing, query, compute)


def _without_judgement(frame: pd.DataFrame, kpi: KPI, asked: Question, missing: Missing) -> pd.DataFrame:
    """The counts alone: what follows from times that are not known is no number, nor any share of no losses."""
    counted = {*asked.keys, "n", *(measure.name for measure in kpi.measures)}
    kept = UNSHOWN.get(missing.kind, ())
    counted |= {shown.name for shown in kpi.shows if shown.unit in kept}
    judged = [name for name in frame.columns if name not in counted and name != "reason"]
    # a group that has no value anyway keeps its own reason
    other = frame["reason"] if missing.kind in UNSHOWN else ""
    reason = pd.Series(missing.reason, frame.index).where(pd.Series(other, frame.index).eq(""), other)
    return frame.assign(**dict.fromkeys(judged, np.nan), reason=reason)


def question(kpi: KPI, by: Any, start: Day, end: Day, where: Any) -> Question:
    """What ``compute`` was asked, checked against what the KPI can answer."""
    dimensions = (by,) if isinstance(by, str) else tuple(by or ())
    # An empty filter is none: a notebook's parameter that was left empty.
    filters = {name: kept for name, given in (where or {}).items() if (kept := values(name, given))}
    for name in dimensions:
        if name not in kpi.splits:
            raise UnknownName(Told("dimension_of", of=kpi.name), name, kpi.splits)
    for name in filters:
        if name not in DIMENSIONS or name in TIMES:
            raise UnknownName("dimension to limit by", name, set(DIMENSIONS) - set(TIMES))
    first, last = period.bounds(start, end)
    return Question(dimensions, first, last, filters)


def _with_whole_counts(frame: pd.DataFrame, kpi: KPI, question: Question) -> pd.DataFrame:
    """Counts as integers, though the database adds them up as floats."""
    judged = {shown.name for shown in kpi.shows if shown.unit != "count"} | {"value", "lo", "hi", *question.keys}
    numbers = frame.select_dtypes("float").columns.difference(judged)
    held = frame[numbers].to_numpy()
    within = np.abs(held) < 2**53
    whole = (within & (np.where(within, held, 0.5) % 1 == 0)).all(axis=0)
    return frame.assign(**dict(zip(numbers[whole], held[:, whole].astype("int64").T, strict=True)))


def _nothing(question: Question) -> pd.DataFrame:
    columns = dict.fromkeys(question.keys, pd.Series([None], dtype=object))
    return pd.DataFrame({**columns, "value": [np.nan], "lo": np.nan, "hi": np.nan, "n": 0, "reason": "missing"})


def _estimated(kpi: KPI, sales: SalesData, question: Question) -> tuple[pd.DataFrame, str]:
    first = [*question.keys, "value", "lo", "hi", "n", "reason"]
    if kpi.origin:
        check_measures(kpi, sales)
    with held(kpi.origin, "measures"):
        counts, query = count(kpi, sales, question)
        full = with_common(with_empty_groups(counts, sales, question, kpi), kpi, sales, question)
    with held(kpi.origin, "estimate", patience.get(), full.columns):
        estimator = _estimator(kpi, sales, question)
        frame = with_undated(_with_all(estimator(full, question.keys), first), kpi, estimator, sales, question)
    with held(kpi.origin, "derive", patience.get(), frame.columns):
        frame = _with_whole_counts(_with_all(kpi.derive(frame), first) if kpi.derive else frame, kpi, question)
    if kpi.origin and not question.keys:
        check_words(kpi, frame.columns, spoken(kpi, frame.iloc[0].to_dict(), sales.lang, sales.currency))
    frame = frame.assign(**dict.fromkeys(_unknown(kpi, sales), np.nan))
    frame = _without_times_to_come(frame, sales, question) if kpi.basis == "closed" else frame
    frame = with_cut_off(frame, kpi, sales, question)
    return frame[[*first, *(column for column in frame.columns if column not in first)]], query


def _without_times_to_come(frame: pd.DataFrame, sales: SalesData, question: Question) -> pd.DataFrame:
    """Without periods that begin when the data is over: what they hold already (a cost, say) has nothing beside it.

    Those that a goal reaches into stay.
    """
    begins = [name for name in question.by if name in TIMES]
    if not begins or "quota" in frame:
        return frame
    return frame[~(frame[begins[0]] >= pd.Timestamp(sales.local_as_of))].reset_index(drop=True)


def _unknown(kpi: KPI, sales: SalesData) -> list[str]:
    """What a KPI counts beside its number and nobody knows, for the column that it rests on is not there."""
    places = {measure.name: measure.rests_on.partition(".") for measure in kpi.measures if measure.rests_on}
    return [name for name, (table, _, column) in places.items() if column not in sales.fed.get(table, ())]


def _with_all(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame, which must have these columns whatever made it."""
    if lacking := [name for name in columns if name not in frame]:
        raise UsageError(Told("gives_lacks", lacking=", ".join(lacking), columns=", ".join(columns)))
    return frame


def _estimator(kpi: KPI, sales: SalesData, question: Question) -> Estimator:
    """The KPI's estimator, told of the moment, the period and the team's practice where it asks for them."""
    told: Any = getattr(kpi.estimate, "in_context", None)
    if told is None:
        return kpi.estimate
    asked = (question.start, question.end)
    began = (known_from(sales), sold_from(sales, question, kpi))
    estimator: Estimator = told(Context(sales.local_as_of, *asked, sales.practice, *began))
    return estimator
