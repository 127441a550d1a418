"""Reps who close no loss while others do and let deals lie open: their share of wins is no share of anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import once
from salestoolkit.estimate.frames import RANKED
from salestoolkit.kpi import KPI

NO_LOSSES = "no_losses"
"""The reason that stands in place of such a rep's number."""
UNLIKELY = 0.05
"""So seldom would a rep have no loss at everybody else's win rate, for its absence to be a matter of recording."""


def without_losses(sales: SalesData) -> frozenset[str]:
    """Ids of the reps with no loss, hardly possible at the others' win rate, and with open deals that are stalled."""
    seldom = once(sales, "deals", _never_lost)
    return seldom & once(sales, "open_ages", _stalled) if seldom else seldom


def rows_without_losses(kpi: KPI, sales: SalesData, frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series:
    """Which rows of a KPI that lives on losses are of such reps alone."""
    none = pd.Series(False, frame.index)
    if "losses" not in kpi.carries or not (whose := without_losses(sales)):
        return none
    if "rep_id" in frame:
        return frame["rep_id"].isin(whose)
    only = where.get("rep", ())
    return ~none if only and whose.issuperset(only) else none


def _never_lost(rows: nw.LazyFrame[Any]) -> frozenset[str]:
    frame = (
        rows.filter(nw.col("status").is_in(["won", "lost"])).select("rep_id", "status").collect("pandas").to_native()
    )
    counts = pd.crosstab(frame["rep_id"], frame["status"]).reindex(columns=["won", "lost"], fill_value=0)
    rest = counts.sum() - counts
    share = rest["won"] / (rest["won"] + rest["lost"]).where(rest["lost"] > 0)
    never = counts["lost"].eq(0) & counts["won"].ge(RANKED) & (share ** counts["won"]).le(UNLIKELY)
    return frozenset(counts.index[never])


def _stalled(rows: nw.LazyFrame[Any]) -> frozenset[str]:
    return frozenset(
        rows.filter(nw.col("stalled") == 1).select("rep_id").collect("pandas").to_native()["rep_id"].dropna()
    )
