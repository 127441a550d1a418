"""What can be saved: worth is chance times amount, the list is in that order, and carry-over never exceeds the gap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.review.follow_up.evidence import Known
from salestoolkit.review.goals.goals_end import days_left
from salestoolkit.review.pipeline.recovery import carry_over, stock, timely
from salestoolkit.words import formats


def company(*, goal: float = 0) -> st.SalesData:
    """Twenty old leads: of those unanswered after a day one in ten became a customer; one lead waits since a week."""
    leads = [
        {
            "lead_id": f"L{i}",
            "owner_id": "A",
            "created_at": "2025-06-02T09:00",
            "first_response_at": "2025-06-20T09:00",
            "deal_id": "won" if i == 0 else None,
        }
        for i in range(20)
    ]
    leads.append({"lead_id": "waits", "owner_id": "A", "created_at": "2026-01-24T00:00"})
    deals = [
        {"deal_id": "won", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 50},
        {"deal_id": "undecided", "rep_id": "A", "status": "lost", "closed_at": "2026-01-10", "amount": 70}
        | {"lost_reason": "No decision"},
        {"deal_id": "price", "rep_id": "A", "status": "lost", "closed_at": "2026-01-10", "amount": 90}
        | {"lost_reason": "Price"},
        {"deal_id": "long ago", "rep_id": "A", "status": "lost", "closed_at": "2025-06-10", "amount": 80}
        | {"lost_reason": "No decision"},
        *({"deal_id": f"old{i}", "rep_id": "B", "created_at": "2025-03-01", "status": "won" if i % 2 else "lost"}
          | {"closed_at": "2025-04-15", "amount": 100} for i in range(20)),
        {"deal_id": "running", "rep_id": "A", "status": "open", "created_at": "2026-01-02", "amount": 200}
        | {"expected_close_at": "2026-03-01"},
        {"deal_id": "stalled", "rep_id": "A", "status": "open", "created_at": "2026-01-02", "amount": 400}
        | {"expected_close_at": "2026-01-15"},
    ]  # fmt: skip
    goals = [{"scope": "rep", "scope_id": "A", "kpi": "monthly_sales", "period": "month"}
             | {"period_start": "2026-01-01", "target": goal}]  # fmt: skip
    tables = {"leads": pd.DataFrame(leads), "deals": pd.DataFrame(deals)}
    return st.load(tables | ({"goals": pd.DataFrame(goals)} if goal else {}), as_of="2026-01-30", lang="en")


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    return stock(company()).set_index("item")


def test_each_kind_of_stock_is_there_and_nothing_else(items: pd.DataFrame) -> None:
    assert items["stock"].to_dict() == {
        "stalled": "stalled",
        "running": "open",
        "waits": "unanswered",
        "undecided": "no_decision",
    }


def test_the_list_is_in_the_order_of_chance_times_amount_and_the_unknown_comes_last(items: pd.DataFrame) -> None:
    known = items["worth"].dropna()

    assert known.tolist() == sorted(known, reverse=True)
    np.testing.assert_allclose(known, (items["amount"] * items["win_chance"]).dropna())
    assert items.index[-1] == "undecided"
    assert np.isnan(items.loc["undecided", "win_chance"])  # no lost deal was ever reopened and won


def test_a_lead_s_chance_is_the_share_of_customers_among_those_that_waited_as_long(items: pd.DataFrame) -> None:
    assert items.loc["waits", "win_chance"] == pytest.approx(1.5 / 21)
    assert items.loc["waits", "amount"] == pytest.approx((50 + 10 * 100) / 11)


@pytest.mark.parametrize(("goal", "gap"), [(60, 10), (100_000, 99_950)])
def test_carry_over_is_the_smaller_of_gap_and_expected(goal: float, gap: float) -> None:
    sales = company(goal=goal)
    frame = stock(sales)
    [row] = carry_over(sales, frame, "month").to_dict("records")

    assert (row["rep_id"], row["gap"]) == ("A", gap)
    assert row["expected"] == pytest.approx(frame["worth"].sum())
    assert row["carry"] == pytest.approx(min(gap, row["expected"]))
    assert row["lo"] <= row["expected"] <= row["hi"]


def daily() -> st.SalesData:
    """A deal each day, won or lost after ten days: five of the last ten may be won before the month ends."""
    days = pd.date_range("2025-01-01", "2025-11-25")
    deals = [
        {"deal_id": f"D{i}", "rep_id": "A", "created_at": day, "amount": 100, "status": "open", "closed_at": None}
        | ({"status": "won" if i % 2 else "lost", "closed_at": end} if end <= days[-1] else {})
        for i, day in enumerate(days)
        for end in [day + pd.Timedelta(days=10)]
    ]
    asked = {"scope": "rep", "scope_id": "A", "kpi": "monthly_sales", "period": "month", "target": 100_000}
    goals = [asked | {"period_start": "2025-11-01"}]
    tables = {"deals": pd.DataFrame(deals), "goals": pd.DataFrame(goals)}
    return st.load(tables, as_of="2025-11-26T00:00", lang="en")


def test_what_closes_a_gap_may_be_won_before_the_goals_period_ends() -> None:
    sales = daily()
    in_time, in_all = stock(sales, 5)["worth"].sum(), stock(sales)["worth"].sum()
    assert 0 < in_time < 0.7 * in_all

    carry = formats.money(in_time, "en", sales.currency, compact=True)
    told = st.recover(sales, cycle="month").said[-1]
    assert f"of November 2025. About {carry} of that could still be made up in the next 5 days (" in told
    assert Known(sales, "month").gaps["carry"].tolist() == pytest.approx([in_time])


def test_of_leads_nobody_knows_that_they_come_in_before_a_goal_ends() -> None:
    running = company(goal=100_000)

    assert set(timely(running, "month")["stock"]) == {"open", "stalled"}
    assert set(timely(company(), "month")["stock"]) == {"open", "stalled", "unanswered", "no_decision"}
    assert [days_left(each, "month", 90) for each in (running, company(), daily())] == [1, 0, 5]


def test_a_goal_that_is_reached_leaves_no_gap() -> None:
    sales = company(goal=40)

    assert carry_over(sales, stock(sales), "month").empty
    assert "no gap to close" in st.recover(sales, cycle="month").read()


def test_sums_are_of_all_and_rows_of_the_first(demo_sales: st.SalesData) -> None:
    whole, own = stock(demo_sales), st.recover(replace(demo_sales, lang="en"), most=5)

    assert len(own.frame) == 5
    assert f"from {whole['worth'].notna().sum()} deals and leads" in own.said[0]
    assert "Shown: the 5 with the largest expected amounts." in own.said
    assert all(
        worth.endswith("million") for worth in own.table["Expected amount"]
    )  # what is only expected, to the rupiah
    assert "Chance of winning not known" in own.notes[0]


def test_one_rep_s_list_holds_that_rep_only(demo_sales: st.SalesData) -> None:
    assert set(st.recover(demo_sales, where={"rep": "R05"}).frame["rep_id"]) == {"R05"}


def test_nothing_to_save_is_said() -> None:
    deals = pd.DataFrame([{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 10}])

    passage = st.recover(st.load({"deals": deals}, as_of="2026-01-30", lang="en"))
    assert passage.lacking.startswith("There are no open deals")


def test_what_is_worth_nothing_known_is_not_called_worth_nothing() -> None:
    """It said "about Rp0 is expected from 0 deals and leads worth Rp0" of 21 leads."""
    leads = [
        {"lead_id": f"L{i}", "owner_id": "A", "created_at": f"2026-03-0{i % 9 + 1}T08:00"}
        | {"first_response_at": f"2026-03-0{i % 9 + 1}T09:00" if i % 2 else None}
        for i in range(20)
    ]
    told = st.recover(st.load({"leads": pd.DataFrame(leads)}, as_of="2026-04-01", lang="en")).said

    assert told[0].startswith("What 10 deals and leads are worth is not recorded, so it is not known how much comes in")
    assert "Leads still waiting for a response: 10; what they are worth is not known." in told
    assert told[-1] == "No rep has a sales goal for Q2 2026, so there is no gap to tell."
    assert "Rp0" not in " ".join(told)
    id_ = st.recover(st.load({"leads": pd.DataFrame(leads)}, as_of="2026-04-01", lang="id")).said
    assert id_[0].startswith("Nilai 10 deal dan prospek tidak tercatat, jadi tidak diketahui berapa yang akan masuk")


def test_an_open_deal_without_a_creation_date_is_told_and_its_chance_is_not() -> None:
    deals = [{"deal_id": "a", "rep_id": "A", "status": "open", "amount": 10}]
    deals += [
        {"deal_id": f"w{i}", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 10} for i in range(5)
    ]
    sales = st.load({"deals": pd.DataFrame(deals)}, as_of="2026-01-30", lang="en")

    passage = st.recover(sales)

    [row] = passage.frame.to_dict("records")
    assert (row["item"], row["stock"], row["unknown"]) == ("a", "open", "undated")
    assert np.isnan(row["win_chance"])
    assert passage.said[0] == "It is not known how much of 1 deal or lead worth Rp10 comes in within 90 days."
    assert "nobody recorded since when the deal is open" in passage.said[1]
    assert "0 deals" not in passage.read()


def test_what_the_known_bring_is_told_beside_the_count_of_them(demo_sales: st.SalesData) -> None:
    frame = stock(demo_sales)

    assert (frame["unknown"] == "").eq(frame["worth"].notna()).all()
    assert frame.loc[frame["stock"] == "no_decision", "unknown"].eq("not_reopened").all()


def test_a_missed_goal_without_known_stock_is_no_goal_that_is_reached() -> None:
    sales = company(goal=100_000)
    sales.connection.execute("DELETE FROM leads")
    sales.connection.execute("DELETE FROM deals WHERE deal_id IN ('running', 'stalled')")

    told = st.recover(sales, cycle="month").read()

    assert "no gap to close" not in told
    assert "1 rep is Rp100 thousand short of the goal" in told


def test_an_open_deal_without_an_amount_has_none_that_is_shown_or_summed() -> None:
    """It was listed with the average of the won deals as if that were its own amount, and added to the total."""
    sales = company()
    sales.connection.execute("UPDATE deals SET amount = NULL WHERE deal_id = 'running'")

    told = st.recover(sales)

    row = told.frame.set_index("item").loc["running"]
    assert row[["amount", "worth"]].isna().all()
    assert "Open deals: 1; what they are worth is not known." in told.said
    assert "Amount not recorded; listed last and not in the sums: 1." in told.notes


def test_where_no_item_has_an_amount_it_is_said_once() -> None:
    deals = [{"deal_id": f"d{i}", "rep_id": "A", "status": "open", "created_at": "2026-01-02"} for i in range(3)]
    told = st.recover(st.load({"deals": pd.DataFrame(deals)}, as_of="2026-01-30", lang="en"))

    assert told.said[0] == (
        "What 3 deals and leads are worth is not recorded, so it is not known how much comes in within 90 days."
    )
    assert not any("Amount" in note for note in told.notes)


ORDERS = [
    {"deal_id": f"o{i}", "rep_id": "A", "status": "won", "amount": 100}
    | {"created_at": f"2025-{i:02}-10", "closed_at": f"2025-{i:02}-10"}
    for i in range(1, 13)
]
DUE = {"deal_id": "due", "rep_id": "A", "status": "open", "created_at": "2026-01-02", "amount": 100}


@pytest.mark.parametrize(
    ("closed", "why"),
    [
        (ORDERS, "no deal was open on the past dates that were looked at"),
        ([{**deal, "closed_at": None} for deal in ORDERS], "no deal has both its start and its close recorded"),
        ([], "no deal has both its start and its close recorded"),
        (ORDERS[-1:], "the data does not go back far enough"),
    ],
)
def test_why_the_past_says_nothing_of_an_open_deal(closed: list[dict[str, object]], why: str) -> None:
    """All of these were told that the data are too short, fourteen months of orders among them."""
    told = st.recover(st.load({"deals": pd.DataFrame([*closed, DUE])}, as_of="2026-01-30", lang="en"))

    assert f"Chance of winning not known, because {why}" in told.read()
    assert told.frame["win_chance"].isna().all()


def test_a_lead_has_no_chance_where_of_none_it_is_recorded_what_became_of_it() -> None:
    """Each unanswered lead was given a chance of 5.6 %: half a customer among eight leads of whom nobody knows."""
    leads = [
        {"lead_id": f"L{i}", "owner_id": "A", "created_at": "2025-06-02T09:00"}
        | ({"first_response_at": "2025-06-20T09:00"} if i else {})
        for i in range(9)
    ]
    told = st.recover(st.load({"leads": pd.DataFrame(leads)}, as_of="2026-01-30", lang="en"))

    assert told.frame["win_chance"].isna().all()
    assert "no lead has its outcome recorded" in told.read()


def test_the_largest_expected_amounts_are_not_told_where_none_is_known() -> None:
    leads = [{"lead_id": f"L{i}", "owner_id": "A", "created_at": "2026-01-02T09:00"} for i in range(6)]
    answered = leads[0] | {"first_response_at": "2026-01-02T10:00"}
    sales = st.load({"leads": pd.DataFrame([answered, *leads[1:]])}, as_of="2026-01-30", lang="en")

    told = st.recover(sales, most=3)

    assert "Shown: 3 of 5." in told.said
    assert "largest expected" not in told.read()
