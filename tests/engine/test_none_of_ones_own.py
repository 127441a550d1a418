"""What a rep's own page says is missing is of the rep's rows: it asks nobody to fill a table that others fill."""

from __future__ import annotations

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.alone import alone

GOALS = [
    {"scope": "rep", "scope_id": "A", "kpi": "monthly_sales", "period": "month", "period_start": "2025-03-01"}
    | {"target": 100}
]


@pytest.fixture(scope="module")
def sales() -> st.SalesData:
    deals = [
        deal(f"{rep}{i}", "won", "2025-03-01", "2025-03-10", amount=10, rep_id=rep) for rep in "AB" for i in (1, 2)
    ]
    return loaded("2025-04-01T00:00", deals=deals, goals=GOALS)


def test_a_rep_without_a_goal_is_told_that_none_is_agreed(sales: st.SalesData) -> None:
    missing = {rep: st.compute("quota_attainment", alone(sales, rep)).missing for rep in "AB"}

    assert missing["A"] == ""
    assert missing["B"] == (
        "Not measurable with this data: no row of the table goals is yours. "
        "No sales goal is agreed with you; one that is agreed is listed in the table 'goals'."
    )


def test_a_rep_without_a_lead_is_told_where_to_look_and_not_to_fill_columns(sales: st.SalesData) -> None:
    missing = st.compute("lead_response_time", alone(sales, "A"))

    assert "no row of the table leads is yours. If some should be yours" in missing.missing
    assert "tidak ada baris milik Anda di tabel leads" in missing.to("id").missing
    assert "in every row" not in missing.missing


def test_the_whole_team_is_told_of_the_table(sales: st.SalesData) -> None:
    assert "it has no table leads" in st.compute("lead_response_time", sales).missing
