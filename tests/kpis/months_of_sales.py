"""Monthly sales made of so many deals in each month."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

import salestoolkit as st


def sales(
    months: pd.DatetimeIndex, deals: Callable[[pd.Timestamp], int], as_of: str, amount: float = 100
) -> st.SalesData:
    """So many deals in the middle of each month."""
    rows = [
        {"deal_id": f"{month:%Y%m}{i}", "status": "won", "closed_at": month + pd.Timedelta(days=14), "amount": amount}
        for month in months
        for i in range(deals(month))
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of=as_of, lang="en")


def study(name: str, data: st.SalesData, by: str | None = None, **asked: str) -> pd.DataFrame:
    return st.compute(f"monthly_sales.{name}", data, by=by, **asked).frame
