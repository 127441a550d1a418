"""The seven KPIs by rep, by the engine and by plain pandas on the same canonical tables, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import pandas as pd

import salestoolkit as st
from salestoolkit.engine.preparing import forget

PAIRS = 5


def run(scale: float) -> dict[str, Any]:
    """Medians of ``PAIRS`` pairs in seconds; facts are prepared anew each time, and pandas' tables are read once."""
    sales = st.demo(scale=scale)
    tables = {name: sales.connection.table(name).to_arrow_table().to_pandas() for name in ("deals", "leads", "visits")}
    pairs = [(_timed(lambda: _engine(sales)), _timed(lambda: _pandas(tables))) for _ in range(PAIRS + 1)][1:]
    ours, peer = (median(side) for side in zip(*pairs, strict=True))
    return {
        "deals": len(tables["deals"]),
        "leads": len(tables["leads"]),
        "engine_seven_kpis_s": round(ours, 3),
        "pandas_three_kpis_s": round(peer, 3),
        "ratio": round(median(a / b for a, b in pairs), 2),
    }


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _engine(sales: st.SalesData) -> None:
    forget(sales)
    for kpi in st.definitions():
        st.compute(kpi, sales, by="rep" if "rep" in kpi.by else kpi.by[0])


def _pandas(tables: dict[str, pd.DataFrame]) -> None:
    """Counts only, without intervals, medians or stages: less work than the engine does."""
    closed = tables["deals"][tables["deals"]["status"].isin(["won", "lost"])]
    closed.assign(won=closed["status"] == "won").groupby("rep_id")["won"].agg(["mean", "size"])
    won = closed[closed["status"] == "won"]
    won.assign(amount=won["amount"].astype(float)).groupby("rep_id")["amount"].agg(["sum", "mean"])
    leads = tables["leads"]
    leads.assign(wait=leads["first_response_at"] - leads["created_at"]).groupby("owner_id")["wait"].median()
