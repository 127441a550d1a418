"""The days of a cost: turned round they are rejected by name, and a budget's last day does not date the data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from small_exports import loaded, one, rejected

from salestoolkit.data.intake.loading import load_export as load

COSTS = "date_from,date_to,category,amount\n"
GOOD = "".join(f"2025-{month:02d}-01,2025-{month:02d}-28,media,100\n" for month in range(1, 13))
DEALS = pd.DataFrame([{"deal_id": "1", "status": "won", "created_at": "2025-03-01", "closed_at": "2025-03-15"}])


def test_a_cost_that_ends_before_it_begins_is_rejected_and_not_lost_in_silence(tmp_path: Path) -> None:
    text = COSTS + GOOD + "2025-06-30,2025-06-01,tools,900\n"

    sales = loaded(tmp_path, text, name="costs.csv", as_of="2025-12-31", max_rejected=0.1)

    assert rejected(sales) == [(14, "date_to", "reversed_dates")]
    [count] = sales.intake.counts
    assert (count.read, count.accepted, count.rejected) == (13, 12, 1)
    assert one(sales, "SELECT sum(amount) FROM costs") == 1_200
    assert [r.reason("en") for r in sales.intake.rejections] == ["its last day comes before its first"]


def test_a_cost_of_one_day_is_a_cost(tmp_path: Path) -> None:
    sales = loaded(tmp_path, COSTS + "2025-06-30,2025-06-30,tools,900\n", name="costs.csv", as_of="2025-12-31")

    assert rejected(sales) == []


def test_the_last_day_of_a_budget_does_not_move_the_date_of_the_data() -> None:
    budget = pd.DataFrame([{"date_from": "2025-01-01", "date_to": "2025-12-31", "category": "media", "amount": 1_200}])

    sales = load({"deals": DEALS, "costs": budget}, timezone="Asia/Jakarta")

    assert sales.as_of.isoformat() == "2025-03-16T00:00:00+07:00"


def test_beside_sums_of_a_month_the_cost_of_that_month_ends_the_data() -> None:
    sums = pd.DataFrame([{"period": "2025-03-01", "stage": "won", "kind": "won", "count": 9, "amount": 900}])
    spent = pd.DataFrame([{"date_from": "2025-03-01", "date_to": "2025-03-31", "category": "media", "amount": 310}])

    sales = load({"stage_counts": sums, "costs": spent}, timezone="Asia/Jakarta")

    assert sales.as_of.isoformat() == "2025-04-01T00:00:00+07:00"
