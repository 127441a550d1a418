"""Leads that came at one time, with their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import salestoolkit as st
from salestoolkit.engine.preparing import fact

KPI_ = st.definition("lead_response_time")
DAY, HOUR, MINUTE = 86_400, 3_600, 60
CAME = "2026-03-02T09:00"  # a Monday
Rows = Sequence[Mapping[str, Any]]


def load(as_of: str = "2026-06-30", practice: Mapping[str, Any] | None = None, **tables: Rows) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en", practice=practice)


def after(minutes: float, came: str = CAME) -> str:
    return (pd.Timestamp(came) + pd.Timedelta(minutes=minutes)).isoformat()


def leads(*waits: float | None, **also: Any) -> list[dict[str, Any]]:
    """Leads that came at one time, answered after so many minutes or not at all."""
    return [
        {"lead_id": str(i), "created_at": CAME, "first_response_at": None if wait is None else after(wait)} | also
        for i, wait in enumerate(waits)
    ]


def whole(kpi: str, sales: st.SalesData) -> pd.Series:
    return st.compute(kpi, sales).frame.iloc[0]


def rows_of(sales: st.SalesData, name: str = "leads") -> pd.DataFrame:
    return fact(sales, name).sort("lead_id").collect("pandas").to_native()
