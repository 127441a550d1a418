"""What is not known of a deal stays unknown however it is split: a missing amount or date is no 0."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.engine.registry import definitions


def company(seed: int) -> st.SalesData:
    """Deals of three reps, two in five without an amount and one in ten without a day of beginning or end."""
    dice, deals = random.Random(seed), []
    for i in range(150):
        began = pd.Timestamp("2025-01-01") + pd.Timedelta(days=dice.randrange(330))
        status = dice.choice(["won", "won", "lost", "open", "cancelled"])
        dated, closed, valued = dice.random() > 0.1, status != "open" and dice.random() > 0.1, dice.random() > 0.4
        deals.append(
            {"deal_id": f"D{i}", "rep_id": dice.choice("ABC"), "status": status, "product": dice.choice("XY")}
            | {"created_at": began if dated else None, "amount": dice.randrange(100, 1_000) if valued else None}
            | {"closed_at": began + pd.Timedelta(days=dice.randrange(1, 60)) if closed else None}
        )
    return st.load({"deals": pd.DataFrame(deals)}, as_of="2026-02-15", lang="en")


@pytest.fixture(scope="module")
def sales() -> st.SalesData:
    return company(1)


@pytest.mark.parametrize("name", [kpi.name for kpi in definitions() if "rep" in kpi.splits])
def test_a_reps_row_says_what_is_said_of_the_rep_alone(name: str, sales: st.SalesData) -> None:
    told = st.compute(name, sales, by="rep")
    shown = ["value", "n", *(column.name for column in told.kpi.shows if column.name in told.frame)]
    for _, row in told.frame.iterrows():
        alone = st.compute(name, sales, where={"rep": row["rep_id"]}).frame.iloc[0]
        assert row[shown].astype(float).tolist() == pytest.approx(alone[shown].astype(float).tolist(), nan_ok=True)


def test_the_average_deal_of_a_reps_velocity_is_that_of_the_amounts_that_are_known(sales: st.SalesData) -> None:
    velocity = st.compute("sales_velocity", sales, by="rep").frame.set_index("rep_id")["average_deal"]
    size = st.compute("average_deal_size", sales, by="rep").frame.set_index("rep_id")["value"]

    assert velocity.to_dict() == pytest.approx(size.to_dict())
