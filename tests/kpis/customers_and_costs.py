"""Deals won and what was spent, as sales-to-cost counts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

import salestoolkit as st


def load(as_of: str = "2025-12-31", practice: Mapping[str, Any] | None = None, **tables: Any) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en", timezone="Asia/Jakarta", practice=practice or {})


def won(closed: str, count: int = 5, created: str | None = None, **also: Any) -> list[dict[str, Any]]:
    """So many deals won on a day; accounts are told apart where ``account`` says so."""
    row = {"status": "won", "created_at": created or closed, "closed_at": closed, "amount": 400}
    return [row | {"deal_id": f"{closed}{created}{also}{i}"} | also for i in range(count)]


def spent(first: str, last: str, amount: int, category: str = "salary", **also: Any) -> dict[str, Any]:
    return {"date_from": first, "date_to": last, "amount": amount, "category": category} | also


def whole(name: str, sales: st.SalesData, **asked: Any) -> Any:
    return st.compute(name, sales, **asked).frame.iloc[0]
