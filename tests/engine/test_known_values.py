"""A filter for somebody who is not there is an error, not an empty answer."""

from __future__ import annotations

import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.engine.preparing import fact as prepared


def test_a_mistyped_name_is_offered_the_closest(demo_sales: st.SalesData) -> None:
    with refused(st.UnknownName, match=r"No team is called 'Surabya'. Did you mean 'Surabaya'\?"):
        st.compute("win_rate", demo_sales, where={"team": "Surabya"})


def test_a_rep_who_does_not_exist_is_told(demo_sales: st.SalesData) -> None:
    with refused(st.UnknownName, match="No rep is called 'R99'"):
        st.compute("monthly_sales", demo_sales, where={"rep": ["R01", "R99"]})


@pytest.mark.parametrize("dimension", ["rep", "team", "region", "product", "product_line", "source", "channel"])
def test_every_value_that_a_split_shows_may_be_kept(dimension: str, demo_sales: st.SalesData) -> None:
    split = st.compute("win_rate", demo_sales, by=dimension)
    key = split.question.keys[0]
    values = split.frame[key].dropna().tolist()

    kept = st.compute("win_rate", demo_sales, where={dimension: values}).frame.iloc[0]

    assert kept["n"] == split.frame.dropna(subset=key)["n"].sum()


def test_a_manager_may_be_kept_by_name(demo_sales: st.SalesData) -> None:
    managers = st.compute("win_rate", demo_sales, by="manager").frame["manager"].dropna().tolist()

    assert st.compute("win_rate", demo_sales, where={"manager": managers[0]}).frame["n"].iloc[0] > 0


@pytest.mark.parametrize("fact", ["deals", "leads", "owner_spells", "costs", "goals"])
def test_managers_of_one_name_are_two_in_every_fact(fact: str) -> None:
    reps = [{"rep_id": f"M{i}", "name": "Budi"} for i in (1, 2)]
    reps += [{"rep_id": f"R{i}", "name": f"Rep {i}", "manager_id": f"M{i}", "team": "A"} for i in (1, 2)]
    owners = ("R1", "R2")
    day = "2025-03-04"
    tables = {
        "reps": reps,
        "deals": [{"deal_id": r, "rep_id": r, "status": "won", "closed_at": day, "amount": 5} for r in owners],
        "leads": [{"lead_id": r, "owner_id": r, "created_at": f"{day}T09:00"} for r in owners],
        "assignments": [{"lead_id": r, "owner_id": r, "assigned_at": f"{day}T09:05"} for r in owners],
        "costs": [{"rep_id": r, "date_from": day, "date_to": day, "category": "salary", "amount": 3} for r in owners],
        "goals": [
            {
                "scope": "rep",
                "scope_id": r,
                "kpi": "monthly_sales",
                "period": "month",
                "period_start": "2025-03-01",
                "target": 9,
            }
            for r in owners
        ],
    }
    sales = st.load({name: pd.DataFrame(rows) for name, rows in tables.items()}, as_of="2025-04-30", lang="en")

    named = prepared(sales, fact).collect("pandas").to_native()["manager"].dropna().unique()

    assert sorted(named) == ["Budi (M1)", "Budi (M2)"]
