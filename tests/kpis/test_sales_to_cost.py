"""Sales-to-cost: what a new customer costs and brings, with the cost counted when its customers come."""

from __future__ import annotations

import pandas as pd
import pytest
from customers_and_costs import load, spent, whole, won
from hypothesis import given, settings
from hypothesis import strategies as h

import salestoolkit as st

KPI = st.definition("sales_to_cost")


STUDIES = [KPI.study(study.name) for study in KPI.studies]


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_the_example_of_each_study_gives_the_answer_worked_by_hand(study: st.KPI) -> None:
    result = st.compute(study, load(study.example.as_of, **study.example.tables))
    row = result.frame.iloc[0]

    assert {name: row[name] for name in study.example.answer} == pytest.approx(dict(study.example.answer), rel=1e-3)
    for lang in st.languages():
        assert "{" not in result.read(lang) + result.to(lang).definition.text


LAGGED = {
    "deals": won("2025-03-10", created="2025-02-08") + won("2025-01-15", 7, created="2024-12-16"),
    "costs": [spent("2025-02-01", "2025-02-28", 1_000), spent("2025-12-10", "2025-12-19", 300)],
}


def test_a_cost_counts_when_its_customers_come_and_what_has_no_other_side_is_left_out_and_said() -> None:
    result = st.compute("sales_to_cost", load(**LAGGED))
    row = result.frame.iloc[0]

    # The cycle is 30 days. 7 customers of January came before any cost was recorded; of December's last cost, that
    # of the 10 days from the 10th on, the customers come in January.
    assert (row["lag_days"], row["customers"], row["uncovered"]) == (30, 5, 7)
    assert (row["cost"], row["cost_ahead"], row["cac"]) == (1_000, 300, 200)
    assert "Costs are paired with the customers who come 30 days later" in result.definition.text
    assert "the median sales cycle of 12 won deals" in result.definition.text
    assert "Left out: 7 won deals" in result.definition.text
    assert "Left out: a cost of Rp300" in result.definition.text


def test_costs_move_to_the_month_of_their_customers() -> None:
    frame = st.compute("sales_to_cost", load(**LAGGED), by="month").frame.set_index("month")

    assert frame.loc["2025-03-01", "cost"] == pytest.approx(1_000)  # 1 to 28 February are 3 to 30 March
    march = whole("sales_to_cost", load(**LAGGED), start="2025-03-01", end="2025-04-01")
    assert (march["customers"], march["cost"], march["value"]) == (5, 1_000, 2)


@pytest.mark.parametrize(("declared", "cac"), [(0, None), (30, 200.0), (31, 200.0)])
def test_the_lag_can_be_declared(declared: int, cac: float | None) -> None:
    result = st.compute("sales_to_cost", load(practice={"cost_lag_days": declared}, **LAGGED))
    row = result.frame.iloc[0]

    assert (row["lag_days"], row["lag_declared"]) == (declared, 1)
    assert f"who come {declared} days later, as declared" in result.definition.text
    # On the same days there are costs of February and December, and customers of March: the ratio is another.
    assert row["cac"] == (cac or pytest.approx(1_300 / 5))


def test_the_same_period_takes_all_that_is_recorded() -> None:
    row = whole("sales_to_cost.same_period", load(**LAGGED))

    assert (row["customers"], row["cost"], row["cac"]) == (12, 1_300, pytest.approx(1_300 / 12))


def test_a_team_that_stops_spending_is_not_made_efficient_by_the_calendar() -> None:
    # Peers divide a month's cost by the same month's customers. Spending stops in July; customers come 60 days later.
    months = range(1, 13)
    deals = [row for m in months for row in won(f"2025-{m:02d}-15", 10 if m < 9 else 1, created="2025-01-01")]
    for row in deals:
        row["created_at"] = (pd.Timestamp(row["closed_at"]) - pd.Timedelta(days=60)).isoformat()
    costs = [spent(f"2025-{m:02d}-01", f"2025-{m:02d}-28", 1_000 if m < 7 else 100) for m in months]
    sales = load(deals=deals, costs=costs)
    august = {"start": "2025-08-01", "end": "2025-09-01"}

    ours, theirs = (whole(name, sales, **august) for name in ("sales_to_cost", "sales_to_cost.same_period"))

    assert theirs["cac"] == pytest.approx(10)  # ten times as cheap as any month before: an artefact
    assert ours["cac"] == pytest.approx(100, rel=0.12)


def test_only_the_first_deal_of_an_account_is_a_new_customer() -> None:
    accounts = [deal | {"account": f"A{i % 6}"} for i, deal in enumerate(won("2025-03-10", 8))]
    costs = [spent("2025-03-01", "2025-03-31", 1_200)]
    known, unknown = load(deals=accounts, costs=costs), load(deals=won("2025-03-10", 8), costs=costs)

    assert whole("sales_to_cost", known)[["customers", "revenue", "cac"]].tolist() == [6, 2_400, 200]
    assert whole("sales_to_cost", unknown)[["customers", "revenue", "cac"]].tolist() == [8, 3_200, 150]
    assert whole("sales_to_cost.efficiency", known)[["deals", "value"]].tolist() == [8, pytest.approx(3_200 / 1_200)]


def test_a_budget_of_the_future_is_no_cost() -> None:
    sales = load(as_of="2025-03-31", deals=won("2025-03-10"), costs=[spent("2025-03-22", "2025-04-10", 2_000)])

    assert whole("sales_to_cost.same_period", sales)["cost"] == 1_000  # 10 of 20 days have passed


def test_costs_that_all_lie_ahead_leave_no_ratio() -> None:
    sales = load(as_of="2025-03-31", deals=won("2025-03-10"), costs=[spent("2025-06-01", "2025-06-30", 2_000)])
    row = whole("sales_to_cost", sales)

    assert (row["n"], row["reason"], row["uncovered"]) == (0, "no_data", 5)


def test_the_month_of_the_last_cost_is_covered_and_later_customers_are_not() -> None:
    deals = won("2025-03-25") + won("2025-05-10", 6)

    row = whole("sales_to_cost", load(deals=deals, costs=[spent("2025-03-01", "2025-03-01", 1_000, "media")]))

    assert (row["customers"], row["uncovered"], row["paid_cac"]) == (5, 6, 200)


def test_a_first_deal_counts_net_of_its_refunds_in_its_own_month() -> None:
    lines = [
        {"deal_id": "2025-03-10None{}0", "product": "P", "amount": 400},
        {"deal_id": "2025-03-10None{}0", "product": "P", "amount": -300, "booked_at": "2025-05-02"},
    ]
    sales = load(deals=won("2025-03-10"), deal_lines=lines, costs=[spent("2025-03-01", "2025-03-31", 1_000)])

    row = whole("sales_to_cost", sales)

    assert (row["customers"], row["revenue"], row["value"]) == (5, 1_700, 1.7)
    assert whole("sales_to_cost", sales, end="2025-04-01")["revenue"] == 1_700


def test_won_deals_without_an_amount_are_customers_who_brought_nothing() -> None:
    deals = won("2025-03-10") + won("2025-03-11", amount=None)
    result = st.compute("sales_to_cost", load(deals=deals, costs=[spent("2025-03-01", "2025-03-31", 1_000)]))
    row = result.frame.iloc[0]

    assert (row["customers"], row["value"], row["without_amount"]) == (10, 2, 5)
    assert "counted as customers who brought in nothing: 5" in result.definition.text


@settings(max_examples=15, deadline=None)
@given(h.lists(h.integers(1, 10_000), min_size=5, max_size=20), h.integers(1, 100_000))
def test_the_ratio_is_the_mean_first_deal_by_the_cac_and_lies_in_its_interval(amounts: list[int], cost: int) -> None:
    deals = [deal | {"amount": amount} for deal, amount in zip(won("2025-03-10", len(amounts)), amounts, strict=True)]
    row = whole("sales_to_cost", load(deals=deals, costs=[spent("2025-03-01", "2025-03-31", cost)]))

    assert row["value"] == pytest.approx(row["average_deal"] / row["cac"])
    assert row["lo"] <= row["value"] <= row["hi"]


def test_the_demo_company_loses_no_cost_and_no_customer(demo_sales: st.SalesData) -> None:
    query = "SELECT CAST(sum(amount) AS DOUBLE) FROM costs"
    [(total,)] = demo_sales.connection.execute(query).fetchall()
    row = whole("sales_to_cost", demo_sales)
    [(accounts,)] = demo_sales.connection.execute(
        "SELECT count(DISTINCT account) FROM deals WHERE status = 'won'"
    ).fetchall()

    assert row["cost"] + row["cost_ahead"] == pytest.approx(total)
    assert row["customers"] + row["uncovered"] == accounts
    channels = st.compute("sales_to_cost", demo_sales, by="channel").frame
    assert channels[["customers", "uncovered"]].sum().tolist() == [row["customers"], row["uncovered"]]
    assert channels["cost"].sum() == pytest.approx(row["cost"])


@pytest.mark.parametrize(("lang", "said"), [("en", "do not compare a row"), ("id", "jangan dibandingkan")])
def test_rows_of_media_alone_are_not_held_against_a_whole_with_salaries(lang: str, said: str) -> None:
    costs = [
        {"date_from": "2025-01-01", "date_to": "2025-01-31", "channel": channel, "category": category, "amount": 100}
        for channel, category in (("ads", "media"), ("fair", "media"), (None, "salary"))
    ]
    leads, deals = [], []
    for i in range(24):
        channel = "ads" if i % 2 else "fair"
        leads.append({"lead_id": f"L{i}", "created_at": "2025-01-05", "channel": channel, "deal_id": f"D{i}"})
        deals.append({"deal_id": f"D{i}", "lead_id": f"L{i}", "status": "won", "amount": 50, "account": f"A{i}"}
                     | {"created_at": "2025-01-06", "closed_at": "2025-01-20"})  # fmt: skip
    tables = {name: pd.DataFrame(rows) for name, rows in (("leads", leads), ("deals", deals), ("costs", costs))}
    sales = st.load(tables, as_of="2025-06-30", lang=lang, practice={"cost_lag_days": 0})
    for spec in ("sales_to_cost", "sales_to_cost.paid_cac"):
        split, whole = st.compute(spec, sales, by="channel"), st.compute(spec, sales)
        assert (said in split.read()) == (spec != "sales_to_cost.paid_cac")
        assert said not in whole.read()
        assert said not in st.compute(spec, sales, by="month").read()
    shares = st.compute("sales_to_cost", sales, by="channel").frame.set_index("channel")["media_share"]
    assert (shares["ads"], shares["fair"], shares[shares.index.isna()].iloc[0]) == (1, 1, 0)
    assert st.compute("sales_to_cost", sales).frame["media_share"].iloc[0] == pytest.approx(2 / 3)


def test_costs_of_the_last_months_make_no_period_after_the_data() -> None:
    deals = [*won("2025-11-20", created="2025-10-01"), *won("2025-12-20", created="2025-11-01")]
    sales = load(
        deals=[{**deal, "deal_id": str(i)} for i, deal in enumerate(deals)],
        costs=[spent("2025-10-01", "2025-12-31", 900)],
    )

    frame = st.compute("sales_to_cost", sales, by="month").frame

    assert whole("sales_to_cost", sales)["cost_ahead"] > 0  # some of it earns in 2026
    assert frame["month"].max() == pd.Timestamp("2025-12-01")
