"""What is easily counted twice, or of the wrong days, or of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

import salestoolkit as st
from salestoolkit.reports.rep.extract import extracts

AS_OF = "2026-06-30"


def load(**tables: Sequence[Mapping[str, Any]]) -> st.SalesData:
    return st.load({name: pd.DataFrame(list(rows)) for name, rows in tables.items()}, as_of=AS_OF, lang="en")


def funnel(path: Sequence[str], status: str, count: int, stages: Sequence[Mapping[str, Any]]) -> st.SalesData:
    closed = None if status == "open" else "2026-02-01"
    deals = [
        {"deal_id": str(i), "status": status, "created_at": "2026-01-01", "closed_at": closed} for i in range(count)
    ]
    history = [
        {"entity": "deal", "entity_id": str(i), "stage": stage, "entered_at": f"2026-01-{day:02}"}
        for i in range(count)
        for day, stage in enumerate(path, 1)
    ]
    return load(deals=deals, stages=stages, stage_history=history)


TWO_PIPELINES = [
    {"pipeline": pipeline, "stage": stage, "position": i, "kind": kind}
    for pipeline, names in (("A", ("A1", "A2")), ("B", ("B1", "B2")))
    for i, (stage, kind) in enumerate(zip((*names, "won"), ("open", "open", "won"), strict=True))
]


def test_a_deal_is_in_one_pipeline_only() -> None:
    sales = funnel(["A1"], "lost", 6, TWO_PIPELINES)

    steps = st.compute("funnel_leakage", sales, by="stage").frame

    assert steps["stage"].tolist() == ["A1"]
    assert st.compute("funnel_leakage", sales).frame["n"].tolist() == [6]


def test_a_won_deal_reached_every_stage_whatever_was_recorded() -> None:
    steps = st.compute("funnel_leakage", funnel(["A1"], "won", 6, TWO_PIPELINES), by="stage").frame

    assert steps.set_index("stage")["moved_on"].to_dict() == {"A1": 6, "A2": 6}


def test_a_funnel_of_which_one_stage_is_undecided_has_no_overall_rate() -> None:
    sales = funnel(["A1", "A2"], "open", 6, TWO_PIPELINES)
    row = st.compute("funnel_leakage", sales).frame.iloc[0]

    assert np.isnan(row["value"])
    assert row["in_progress"] == 6


def visits(**also: Any) -> list[dict[str, Any]]:
    return [{"date": f"2026-03-{day:02}", "sessions": 100, **also} for day in range(1, 11)]


def leads(month: str, count: int) -> list[dict[str, Any]]:
    return [{"lead_id": f"{month}{i}", "created_at": f"{month}-05T09:00", "channel": "web"} for i in range(count)]


def test_leads_of_days_without_visits_are_not_counted() -> None:
    sales = load(visits=visits(channel="web"), leads=leads("2026-03", 20) + leads("2025-03", 300))

    row = st.compute("visitor_to_lead", sales).frame.iloc[0]

    assert (row["leads"], row["visitors"]) == (20, 1_000)


def test_visits_without_a_channel_cannot_be_matched_with_leads() -> None:
    result = st.compute("visitor_to_lead", load(visits=visits(), leads=leads("2026-03", 20)))

    assert "visits." in result.missing
    assert result.frame["value"].isna().all()


def test_a_response_known_by_the_day_is_no_response_time() -> None:
    calls = [{"lead_id": f"2026-03{i}", "kind": "call", "direction": "outbound", "at": "2026-03-06"} for i in range(20)]

    result = st.compute("lead_response_time", load(leads=leads("2026-03", 20), activities=calls))

    assert "no time of day, is in activities.at. Export it with the time of day." in result.read("en")
    assert result.frame["value"].isna().all()


def test_deals_of_nobody_do_not_make_a_band_of_four_one_of_five() -> None:
    owners = ["R1", "R2", "R3", "R4", None]
    deals = [
        {"deal_id": f"{owner}{i}", "rep_id": owner, "status": "won" if i % 2 else "lost", "closed_at": "2026-03-02"}
        for owner in owners
        for i in range(10)
    ]

    cut = next(extracts(load(deals=deals), ["win_rate"]))

    assert cut.pieces[0].band == {}


def test_fewer_than_five_customers_give_counts_and_no_ratio() -> None:
    deals = [{"deal_id": str(i), "status": "won", "closed_at": "2026-03-02", "amount": 300} for i in range(4)]
    costs = [{"date_from": "2026-03-01", "date_to": "2026-03-31", "category": "media", "amount": 900}]

    row = st.compute("sales_to_cost", load(deals=deals, costs=costs)).frame.iloc[0]

    assert row[["value", "lo", "hi", "cac", "paid_cac"]].isna().all()
    assert (row["reason"], row["customers"], row["cost"]) == ("too_few", 4, 900)


def test_won_deals_without_a_date_are_not_the_last_month() -> None:
    deals = [
        {
            "deal_id": f"{day}{i}",
            "status": "won" if i % 2 or (day == "2026-03-02" and i < 4) else "lost",
            "closed_at": day,
        }
        for day in ("2026-03-02", "2026-04-02", None)
        for i in range(10)
    ]

    said = st.compute("win_rate", load(deals=deals), by="month").read("en")

    assert "Last: April 2026" in said
    assert "not stated" not in said
