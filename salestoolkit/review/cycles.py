"""Cycles: the completed months or quarters that a review looks back on."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.engine.missing import UNSHOWN
from salestoolkit.engine.preparing import fact
from salestoolkit.estimate.frames import RANKED
from salestoolkit.results.computing import compute
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.periods import CYCLES, Cycle, before, began

LOOK_BACK = 6
"""Completed cycles in which signals are looked for."""


def cycle_of(sales: SalesData, cycle: str | None = None) -> Cycle:
    """The cycle to review by: a month where most reps close ten deals or more in one, else a quarter.

    Raises
    ------
    UnknownName
        For a cycle that is asked for and does not exist.
    """
    if cycle:
        if cycle not in CYCLES:
            raise UnknownName("cycle", cycle, CYCLES)
        return "month" if cycle == "month" else "quarter"
    own = _closed_in_a_year(sales)
    return "month" if len(own) and own.median() / 12 >= RANKED else "quarter"


def cycles_of_reps(sales: SalesData) -> dict[str, Cycle]:
    """The cycle to look at each rep by: a month where this one closes ten deals or more in one, else a quarter."""
    own = _closed_in_a_year(sales)
    return {str(rep): "month" if n / 12 >= RANKED else "quarter" for rep, n in own.items()}


def _closed_in_a_year(sales: SalesData) -> pd.Series:
    """Deals closed in the last 365 days by id of the rep; empty where closings are not known."""
    today = sales.local_as_of.date()
    closed = compute("win_rate", sales, by="rep", start=today - timedelta(days=365), end=today)
    # a list of orders holds no losses and so has no win rate, but what was closed is counted all the same
    if closed.missing and closed.lacking.kind not in UNSHOWN:
        return pd.Series(dtype=float)
    rows = closed.frame[closed.frame["rep_id"].isin(sellers(sales)["rep_id"])]
    return rows.set_index("rep_id")["n"]


def completed(sales: SalesData, cycle: Cycle, count: int = LOOK_BACK) -> list[tuple[date, date]]:
    """The last completed cycles as half-open periods, oldest first, as far back as anything is recorded."""
    end = began(sales.local_as_of.date(), cycle)
    first = began(_first_day(sales), cycle)
    periods: list[tuple[date, date]] = []
    while len(periods) < count and before(end, cycle) >= first:
        periods.append((before(end, cycle), end))
        end = before(end, cycle)
    return periods[::-1]


def _first_day(sales: SalesData) -> date:
    days = fact(sales, "days").select("at").collect("pandas").to_native()["at"]
    return days.min().date() if len(days) else sales.local_as_of.date()
