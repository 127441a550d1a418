"""Gross margin of won deals whose cost is known, computed as every KPI is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.sales.deal_size import Discount
from salestoolkit.kpi import KPI, Measure, col
from salestoolkit.results.computing import Day, compute
from salestoolkit.results.result import Result

KNOWN = 0.95
"""Share of won deals with a cost from which months are compared by profit: a cost that is missing looks like profit."""


def gross_margin() -> KPI:
    """1 - cost / amount, each added up over won deals with both; a discount from the list price of the same shape."""
    margin: Any = Discount("cost", "amount", count="deals")
    valued = (col("status") == "won") & (col("amount") > 0) & (col("cost") >= 0)
    return replace(
        definition("average_deal_size.discount"),
        name="average_deal_size.gross_margin",
        needs=({"deals": ("status", "closed_at", "amount", "cost")},),
        measures=(Measure("deals", "deals", "closed_at", where=valued),),
        estimate=margin,
        within=("amount", "cost"),
        better="higher",
    )


def share_with_cost(sales: SalesData, start: Day, end: Day, where: object) -> float:
    """Of the won deals with an amount, the share whose cost is known; 0 where no cost is in the data."""
    asked = {"start": start, "end": end, "where": where}
    results = [compute(kpi, sales, **asked) for kpi in (gross_margin(), "average_deal_size")]  # type: ignore[arg-type]
    known, all_of = (_number(result) for result in results)
    return known / all_of if all_of else 0.0


def _number(result: Result) -> int:
    return 0 if result.missing else int(result.frame["n"].iloc[0])
