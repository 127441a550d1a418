"""Three KPIs counted by rep, by the engine and by plain pandas from the same tables; all KPIs with intervals."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import pandas as pd

import salestoolkit as st
from salestoolkit.engine.counting import Question, count
from salestoolkit.engine.preparing import forget

PAIRS = 5
COUNTED = ("win_rate", "monthly_sales", "lead_response_time")
TABLES = ("reps", "deals", "leads", "activities")


def run(leads: float) -> dict[str, Any]:
    """Medians of ``PAIRS`` pairs in seconds, for so many leads per rep and month.

    Both sides start from typed tables in memory, join what a split by rep, team or source needs, and count.
    """
    sales = st.demo(leads_per_rep_month=leads)
    tables = {name: sales.connection.table(name).to_arrow_table().to_pandas() for name in TABLES}
    pairs = [(_timed(lambda: _engine(sales)), _timed(lambda: _pandas(tables))) for _ in range(PAIRS + 1)][1:]
    return {
        "deals": len(tables["deals"]),
        "leads": len(tables["leads"]),
        "engine_three_kpis_s": round(median(ours for ours, _ in pairs), 3),
        "pandas_three_kpis_s": round(median(peer for _, peer in pairs), 3),
        "ratio": round(median(ours / peer for ours, peer in pairs), 2),
        "all_kpis_with_intervals_s": round(median(_timed(lambda: _everything(sales)) for _ in range(PAIRS)), 3),
    }


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _engine(sales: st.SalesData) -> None:
    forget(sales)
    for name in COUNTED:
        count(st.definition(name), sales, Question(("rep",)))


def _everything(sales: st.SalesData) -> None:
    forget(sales)
    for kpi in st.definitions():
        st.compute(kpi, sales, by="rep" if "rep" in kpi.by else kpi.by[0])


def _pandas(tables: dict[str, pd.DataFrame]) -> None:
    reps = tables["reps"][["rep_id", "name", "team", "region"]]
    sources = tables["leads"][["lead_id", "source", "channel"]]
    deals = tables["deals"].merge(reps, on="rep_id", how="left").merge(sources, on="lead_id", how="left")
    deals.assign(won=deals["status"] == "won", lost=deals["status"] == "lost").groupby("rep_id")[["won", "lost"]].sum()
    won = deals[deals["status"] == "won"]
    won.assign(amount=won["amount"].astype(float)).groupby("rep_id")["amount"].agg(["sum", "size"])
    _waits(tables["leads"].merge(reps, left_on="owner_id", right_on="rep_id", how="left"), tables["activities"])


def _waits(leads: pd.DataFrame, activities: pd.DataFrame) -> None:
    human = activities[(activities["kind"] != "system") & (activities["direction"] == "outbound")]
    contact = human.groupby("lead_id")["at"].min().rename("contact")
    leads = leads.merge(contact, left_on="lead_id", right_index=True, how="left")
    answered = leads["first_response_at"].fillna(leads["contact"])
    seconds = (answered - leads["created_at"]).dt.total_seconds()
    leads.assign(seconds=seconds, answered=answered.notna()).groupby(["rep_id", "seconds", "answered"]).size()
