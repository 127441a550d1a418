"""What was closed on a day that nobody knows: told beside every answer, and what a period's rate can still say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question, count_undated, undated
from salestoolkit.engine.preparing import once
from salestoolkit.kpi import KPI, MONTH_OF_YEAR, TIMES, Estimator, Measure


def with_undated(
    frame: pd.DataFrame, kpi: KPI, estimator: Estimator, sales: SalesData, question: Question
) -> pd.DataFrame:
    """``frame`` with the measures of ``kpi`` that have no date, judged again in their knowledge; as it is without any.

    An estimator whose value they may shift has ``in_doubt(frame, doubtful)``; ``doubtful`` are the rows of a period.
    """
    measures = [measure for measure in kpi.measures if measure.since]
    if not any(once(sales, measure.fact, _known(measure)) for measure in measures):
        return frame
    told = frame.assign(**_spread(frame, count_undated(kpi, sales, question), question))
    again: Any = getattr(estimator, "in_doubt", None)
    if again is None:
        return told
    times = [name for name in question.by if name in TIMES]
    dateless = told[times].isna().any(axis=1)
    judged: pd.DataFrame = again(told, ~dateless & bool(times or question.start or question.end))
    # what has no date is no period of its own
    hidden = {name: judged[name].mask(dateless) for name in ("value", "lo", "hi")}
    return judged.assign(**hidden, reason=judged["reason"].mask(dateless, "undated"))


@cache
def _known(measure: Measure) -> Callable[[nw.LazyFrame[Any]], bool]:
    def known(rows: nw.LazyFrame[Any]) -> bool:
        return len(rows.filter(undated(measure)).head(1).collect("pandas")) > 0

    return known


def _spread(frame: pd.DataFrame, counted: pd.DataFrame, question: Question) -> dict[str, np.ndarray]:
    """For each row of ``frame`` what may have happened in it: all that began before its period was over."""
    times = [name for name in question.by if name in TIMES]
    own = [key for key in question.keys if key not in (*TIMES, MONTH_OF_YEAR)]
    names = [name for name in counted.columns if name not in question.keys]
    # of several times the one that begins last is the finest
    periods, since = (rows[times].max(axis=1) if times else pd.Series(0, rows.index) for rows in (frame, counted))
    known = np.sort(periods.dropna().unique())
    if not len(known):
        # where nothing has a date there is no period in which it may have happened
        return dict.fromkeys(names, np.zeros(len(frame)))
    groups = _numbered(pd.concat([frame[own], counted[own]], ignore_index=True), own)
    ours, theirs = groups[: len(frame)], groups[len(frame) :]
    begun = np.where(since.isna(), 0, np.searchsorted(known, since.fillna(known[0])))
    held = np.zeros((groups.max() + 1, len(known) + 1, len(names)))
    np.add.at(held, (theirs, begun), counted[names].to_numpy(float))
    place = np.searchsorted(known, periods.fillna(known[0]))
    inside = np.where(periods.notna().to_numpy()[:, None], np.cumsum(held, axis=1)[ours, place], 0.0)
    return dict(zip(names, inside.T, strict=True))


def _numbered(keys: pd.DataFrame, own: list[str]) -> np.ndarray:
    groups = keys.groupby(own, dropna=False, sort=False).ngroup() if own else pd.Series(0, keys.index)
    return np.asarray(groups)
