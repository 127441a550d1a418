"""Goals of other KPIs than sales: where each stands, told without a pace, since a rate does not add up over days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.registry import definition
from salestoolkit.kpi import DIMENSIONS
from salestoolkit.results.computing import compute
from salestoolkit.review.goals.running_goals import COMPANY, kept, last_day, named, period_of, read_goals
from salestoolkit.words import formats
from salestoolkit.words.text import say

LISTED = 6
"""So many of one KPI and period are named; of more it is said how many there are."""
COLUMNS = ["kpi", "scope", "scope_id", "who", "period", "starts", "ends", "target", "value", "n", "over"]


def kpi_goals(
    sales: SalesData, scopes: Sequence[str], period: str | None, where: Mapping[str, str | Sequence[str]]
) -> pd.DataFrame:
    """The goals of other KPIs that run at ``as_of``, of one length or of every one, with what the KPI is so far.

    Returns
    -------
    pandas.DataFrame
        ``kpi scope scope_id who period starts ends target value n over``; no value where the KPI cannot be measured.
    """
    day = last_day(sales)
    found = read_goals(sales, " AND period_start <= ?", [day], others=True)
    wanted = [*([COMPANY] if "team" in scopes else []), *scopes]
    current = found[(found["ends"] > day) & found["scope"].isin(wanted)]
    rows = kept(named(current if period is None else current[current["period"] == period], sales), sales, where)
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    alike = rows.groupby(["kpi", "scope", "starts", "ends"], sort=True)
    told = pd.concat([_measured(sales, key, own) for key, own in alike], ignore_index=True)
    return told.assign(over=told["ends"] <= sales.local_as_of.date())[COLUMNS]


def _measured(sales: SalesData, of: tuple[str, str, date, date], rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one KPI, scope and period with the values of each."""
    kpi, scope, starts, ends = of
    by = None if scope == COMPANY else scope
    if by is not None and by not in definition(kpi).by:
        return rows.assign(value=float("nan"), n=0)
    frame = compute(kpi, sales, by=by, start=starts, end=ends).frame
    if by is None:
        return rows.assign(value=frame["value"].iloc[0], n=frame["n"].iloc[0])
    each = frame.dropna(subset=DIMENSIONS[by][0]).set_index(DIMENSIONS[by][0])
    return rows.assign(value=rows["scope_id"].map(each["value"]), n=rows["scope_id"].map(each["n"]).fillna(0))


def told_of(goals: pd.DataFrame, sales: SalesData) -> tuple[str, ...]:
    """A sentence for each KPI, scope and period: who stands where, each with the goal."""
    alike = goals.groupby(["kpi", "scope", "period"], sort=False)
    return tuple(_sentence(rows, sales) for _, rows in alike)


def _sentence(rows: pd.DataFrame, sales: SalesData) -> str:
    lang, first = sales.lang, rows.iloc[0]
    listed = [_item(row, sales) for row in rows.head(LISTED).to_dict("records")]
    words = {"measure": definition(first["kpi"]).title_in(lang), "list": "; ".join(listed)}
    words |= {"period": period_of(first["starts"], first["period"], lang)}
    said = say(f"review.goals.{'kpi_over' if first['over'] else 'kpi'}", lang, **words)
    rest = len(rows) - LISTED
    return f"{said} {say('review.goals.kpi_more', lang, count=rest)}" if rest > 0 else said


def _item(row: Mapping[Any, Any], sales: SalesData) -> str:
    unit = definition(row["kpi"]).unit
    value, target = (formats.value(row[name], unit, sales.lang, sales.currency) for name in ("value", "target"))
    known = "kpi_item_limit" if row["kpi"] == "lead_response_time" else "kpi_item"
    key = known if pd.notna(row["value"]) else "kpi_item_unknown"
    return say(f"review.goals.{key}", sales.lang, who=row["who"], value=value, target=target, n=int(row["n"]))
