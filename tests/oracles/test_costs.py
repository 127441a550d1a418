"""Published worked examples of what a customer costs, put in at the door as rows: each names its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st


def load(practice: Mapping[str, Any] | None = None, as_of: str = "2026-06-30", **tables: Iterable[Any]) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en", practice=practice or {})


def test_each_channels_customers_and_those_of_all_channels_together() -> None:
    # the-owners-playbook.com, customer acquisition cost: $1,200 for 4 customers, $200 for 3 and $100 for 1 are 300,
    # 67 and 100 each; with the shared costs it is 3,080 for 8, which is 385. Here of ten such firms, since of fewer
    # than five customers we give the counts alone.
    channels = {"ads": (12_000, 40), "mail": (2_000, 30), "fair": (1_000, 10)}
    month = {"date_from": "2026-03-01", "date_to": "2026-03-31"}
    costs = [month | {"category": "media", "channel": name, "amount": cost} for name, (cost, _) in channels.items()]
    shared = month | {"category": "salary", "amount": 30_800 - 15_000}
    sums = [
        {"period": "2026-03-01", "stage": "won", "kind": "won", "channel": name, "count": count, "amount": count}
        for name, (_, count) in channels.items()
    ]
    sales = load(costs=[*costs, shared], stage_counts=sums)

    paid = st.compute("sales_to_cost.paid_cac", sales, by="channel").frame.set_index("channel")["value"]

    assert paid[["ads", "mail", "fair"]].tolist() == pytest.approx([300, 66.67, 100], abs=5e-3)
    assert st.compute("sales_to_cost.cac", sales).frame.loc[0, "value"] == pytest.approx(385)
    assert paid.mean() != pytest.approx(385)  # the channels' do not average to the whole's


# community.cxl.com/t/1994 (T. Whatley): spend and customers of January, February and March
SPENT, CAME = (35_000, 33_000, 48_000), (1_000, 1_200, 1_100)
CXL = {
    "costs": [
        {"date_from": f"2026-0{m}-01", "date_to": f"2026-0{m}-28", "category": category, "amount": amount / 2}
        for m, amount in enumerate(SPENT, 1)
        for category in ("media", "salary")
    ],
    "stage_counts": [
        {"period": f"2026-0{m}-28", "stage": "won", "kind": "won", "count": count, "amount": count}
        for m, count in enumerate(CAME, 1)
    ],
}


def test_the_same_months_cost_and_the_average_of_two_months() -> None:
    frame = st.compute("sales_to_cost.same_period", load(**CXL), by="month").frame

    assert frame["cac"].tolist() == pytest.approx([35, 27.5, 43.64], abs=6e-3)
    assert frame["cost"][1:].mean() / frame["customers"].iloc[2] == pytest.approx(36.82, abs=6e-3)


def test_a_month_of_lag_gives_thirty_where_the_page_prints_thirty_three() -> None:
    # The page divides February's 33,000 by March's 1,100 customers and prints 33; the quotient is 30. 31 days
    # later, 1 to 28 February are 4 to 31 March.
    frame = st.compute("sales_to_cost.cac", load({"cost_lag_days": 31}, **CXL), by="month").frame.set_index("month")

    march = frame.loc["2026-03-01"]
    assert march["customers"] == 1_100
    assert march["cost"] == pytest.approx(33_000)
    assert march["value"] == pytest.approx(30)


def test_a_customers_margin_pays_the_cost_back() -> None:
    # growth-navigate.com, cac-vs-ltv: $10,000 for 100 customers is 100 each; a customer pays 50 a month at a margin of
    # 80 %. The page goes on to the lifetime value, which needs contracts; at 40 a month 100 is paid back in 2.5 months.
    # 487 days are 16 months of 30.4375 days.
    first = pd.Timestamp("2025-01-01")
    bought = pd.date_range(first, periods=16, freq="30D")
    deals = [
        {"deal_id": f"{i}-{k}", "account": f"A{i}", "status": "won", "created_at": day, "closed_at": day, "amount": 50}
        for i in range(100)
        for k, day in enumerate(bought)
    ]
    costs = [
        {"date_from": "2025-01-01", "date_to": "2025-01-01", "category": c, "amount": 5_000}
        for c in ("media", "salary")
    ]
    last = (first + pd.Timedelta(days=486)).date().isoformat()  # to the end of that day
    sales = load({"gross_margin": 0.8}, last, deals=deals, costs=costs)

    row = st.compute("sales_to_cost.payback", sales).frame.iloc[0]

    assert (row["customers"], row["cac"], row["monthly"]) == (100, 100, pytest.approx(40))
    assert row["value"] == pytest.approx(2.5)
