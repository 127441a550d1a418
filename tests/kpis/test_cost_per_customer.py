"""What a customer costs: in all, in media alone, per channel and rep; margin and payback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from customers_and_costs import load, spent, whole, won

import salestoolkit as st


@pytest.mark.parametrize("name", ["sales_to_cost", "sales_to_cost.cac"])
def test_without_a_new_customer_the_cost_and_its_lower_bound_are_shown(name: str) -> None:
    lost = [row | {"status": "lost"} for row in won("2025-03-10")]
    result = st.compute(name, load(deals=lost, costs=[spent("2025-03-01", "2025-03-31", 3_689)]))
    row = result.frame.iloc[0]

    assert row[["value", "lo", "hi", "cac"]].isna().all()
    assert (row["n"], row["reason"], row["cost"]) == (0, "no_customers", 3_689)
    assert row["at_least"] == pytest.approx(
        1_000, rel=1e-4
    )  # Garwood: of 0 customers at most 3.689 were to be expected
    assert "one customer costs at least Rp1,000" in result.definition.text


def test_the_cost_of_a_customer_has_garwoods_interval() -> None:
    row = whole(
        "sales_to_cost.cac", load(deals=won("2025-03-10", 10), costs=[spent("2025-03-01", "2025-03-31", 1_000)])
    )

    # of 10 events: 4.795 to 18.390 (poisson.test(10) in R)
    assert (row["value"], row["lo"], row["hi"]) == pytest.approx((100, 1_000 / 18.390356, 1_000 / 4.795389))


def test_media_alone_is_the_paid_cac_and_never_the_full_one() -> None:
    sales = load(deals=won("2025-03-10"), costs=[spent("2025-03-01", "2025-03-31", 600, "media")])

    full, paid = whole("sales_to_cost.cac", sales), whole("sales_to_cost.paid_cac", sales)

    assert np.isnan(full["value"])
    assert full["reason"] == "media_only"
    assert paid["value"] == 120
    assert np.isnan(whole("sales_to_cost", sales)["cac"])
    assert "Rp120 per customer is the paid CAC" in st.compute("sales_to_cost", sales).definition.text


def test_without_media_there_is_no_paid_cac() -> None:
    row = whole("sales_to_cost.paid_cac", load(deals=won("2025-03-10"), costs=[spent("2025-03-01", "2025-03-31", 600)]))

    assert (row["reason"], row["n"]) == ("no_media", 5)


def test_channel_costs_do_not_average_to_the_whole() -> None:
    leads = [
        {"lead_id": f"L{i}", "created_at": "2025-03-01", "channel": "ads" if i < 10 else "fair"} for i in range(15)
    ]
    deals = [deal | {"lead_id": f"L{i}"} for i, deal in enumerate(won("2025-03-10", 15))]
    costs = [
        spent("2025-03-01", "2025-03-31", 600, "media", channel="ads"),
        spent("2025-03-01", "2025-03-31", 900, "other", channel="fair"),
        spent("2025-03-01", "2025-03-31", 1_500),
    ]
    sales = load(deals=deals, leads=leads, costs=costs)

    frame = st.compute("sales_to_cost", sales, by="channel").frame

    assert frame["cost"].tolist() == [600, 900, 1_500]  # what belongs to no channel stands in its own row
    assert frame["reason"].tolist() == ["", "", "no_customers"]
    assert frame["cost"].sum() / 15 == whole("sales_to_cost", sales)["cac"] == 200
    assert np.mean([60, 180]) != 200


def test_a_rep_is_charged_direct_cost_only() -> None:
    deals = [deal | {"rep_id": "R1"} for deal in won("2025-03-10")]
    costs = [spent("2025-03-01", "2025-03-31", 500, rep_id="R1"), spent("2025-03-01", "2025-03-31", 9_000)]

    frame = st.compute("sales_to_cost", load(deals=deals, costs=costs), by="rep").frame.set_index("rep_id")

    assert frame.loc["R1", ["cost", "value"]].tolist() == [500, 4]


def sums(months: Sequence[str]) -> list[dict[str, Any]]:
    return [{"period": m, "stage": "won", "kind": "won", "count": 8, "amount": 1_600} for m in months]


def test_sums_without_deals_have_no_lag_and_say_so() -> None:
    months = ["2025-03-01", "2025-04-01"]
    costs = [spent(m, f"{m[:8]}30", 800, "media") for m in months]
    sales = load(stage_counts=sums(months), costs=costs)
    result = st.compute("sales_to_cost", sales)
    row = result.frame.iloc[0]

    assert (row["value"], row["lag_days"], row["customers"], row["paid_cac"]) == (2, 0, 16, 100)
    assert np.isnan(row["lo"])  # of single customers nothing is known
    assert "this data does not show how long a sale takes" in result.definition.text
    assert whole("sales_to_cost.paid_cac", sales)["lo"] == pytest.approx(1_600 / 25.98, rel=1e-3)


def test_the_margin_comes_of_the_practice_or_else_of_the_deals() -> None:
    costs = [spent("2025-03-01", "2025-03-31", 1_000)]
    priced = [deal | {"cost": 300} for deal in won("2025-03-10", 10)]
    plain = load(deals=won("2025-03-10", 10), costs=costs)
    declared = load(deals=priced, costs=costs, practice={"gross_margin": 0.5})

    assert whole("sales_to_cost.gross_margin", load(deals=priced, costs=costs))["value"] == 4 * 0.25
    assert whole("sales_to_cost.gross_margin", declared)["value"] == 4 * 0.5
    unknown = whole("sales_to_cost.gross_margin", plain)
    assert (unknown["reason"], unknown["n"]) == ("no_margin", 10)
    assert np.isnan(unknown["value"])


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (300, "The whole interval lies above 1"),
        (40_000, "The whole interval lies below 1"),
        (2_000, None),
    ],
)
def test_break_even_is_claimed_only_where_the_interval_allows(cost: int, said: str | None) -> None:
    sales = load(
        deals=won("2025-03-10", 10),
        costs=[spent("2025-03-01", "2025-03-31", cost)],
        practice={"gross_margin": 0.5},
    )

    text = st.compute("sales_to_cost.gross_margin", sales).definition.text

    assert (said in text) if said else ("The whole interval" not in text)


@pytest.mark.parametrize(
    ("practice", "category", "account", "reason"),
    [
        ({}, "salary", True, "no_margin"),
        ({"gross_margin": 0.5}, "media", True, "media_only"),
        ({"gross_margin": 0.5}, "salary", False, "missing"),
    ],
)
def test_payback_says_what_it_lacks(practice: dict[str, Any], category: str, account: bool, reason: str) -> None:
    deals = [deal | ({"account": f"A{i}"} if account else {}) for i, deal in enumerate(won("2025-03-10"))]

    row = whole(
        "sales_to_cost.payback",
        load(deals=deals, costs=[spent("2025-03-01", "2025-03-31", 9, category)], practice=practice),
    )

    assert row["reason"] == reason
    assert np.isnan(row["value"])
