"""Periods of creation before the data begins: of their deals only those are known that were still open by then."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.counting import Question
from salestoolkit.engine.preparing import once
from salestoolkit.kpi import KPI
from salestoolkit.words.periods import CODES, over_at

FACTS = frozenset({"outcomes", "stage_steps"})
"""Facts that hold deals from their creation on."""
SURELY = 5
"""So many of the oldest deals should have been closed before the first close in the data: then some are missing."""


def with_cut_off(frame: pd.DataFrame, kpi: KPI, sales: SalesData, question: Question) -> pd.DataFrame:
    """``frame`` with ``partial`` for the periods that ended before the first close of data that begins amid deals."""
    times = [name for name in question.by if name in CODES]
    facts = {measure.fact for measure in kpi.measures}
    if not times or kpi.basis == "closed" or not facts & FACTS or "partial" in frame:
        return frame
    window = once(sales, "window", _first)
    if not (window["due_before"] or 0) >= SURELY:
        return frame
    ends = over_at(pd.to_datetime(frame[times[0]]), times[0])
    before = ends <= pd.Timestamp(window["first_closed"])
    return frame.assign(partial=before) if before.any() else frame


def _first(rows: nw.LazyFrame[Any]) -> dict[str, Any]:
    frame: pd.DataFrame = rows.collect("pandas").to_native()
    return {str(name): value for name, value in frame.iloc[0].items()}
