"""Customers are net of refunds, each refund in its own month; an account is new once; reopened deals count once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import salestoolkit as st
from salestoolkit.engine.preparing import fact

Rows = Sequence[Mapping[str, Any]]


def load(as_of: str = "2025-12-31", **tables: Rows) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of=as_of, lang="en")


def won(name: str, day: str | None, amount: float | None, **also: Any) -> dict[str, Any]:
    return {"deal_id": name, "status": "won", "closed_at": day, "amount": amount, "created_at": "2025-01-01", **also}


def line(deal: str, amount: float, booked: str | None = None) -> dict[str, Any]:
    return {"deal_id": deal, "product": "x", "amount": amount, "booked_at": booked}


def customers(sales: st.SalesData) -> pd.DataFrame:
    return fact(sales, "customers").collect("pandas").to_native().sort_values(["closed_at", "deal_id"])


def by_month(sales: st.SalesData) -> dict[str, float]:
    """The months in which something was sold or given back."""
    frame = st.compute("monthly_sales", sales, by="month").frame
    frame = frame[frame["value"].ne(0)]
    return dict(zip(frame["month"].dt.strftime("%Y-%m"), frame["value"], strict=True))


def test_a_refund_is_booked_in_its_own_month_and_is_no_customer() -> None:
    sales = load(deals=[won("1", "2025-03-04", 100, rep_id="R1")], deal_lines=[line("1", -30, "2025-05-02")])

    assert by_month(sales) == {"2025-03": 100, "2025-05": -30}
    rows = customers(sales)
    assert rows["customers"].tolist() == [1, 0]
    assert (rows["gross"] - rows["refund"]).tolist() == rows["amount"].tolist() == [100, -30]
    assert rows["amount_squared"].tolist() == [10_000, 900]
    assert rows["rep_id"].tolist() == ["R1", "R1"]


def test_a_refund_after_as_of_has_not_happened() -> None:
    sales = load("2025-04-30", deals=[won("1", "2025-03-04", 100)], deal_lines=[line("1", -30, "2025-05-02")])

    assert by_month(sales) == {"2025-03": 100}


def test_a_refund_without_a_date_is_booked_at_the_close_and_said_to_be() -> None:
    sales = load(deals=[won("1", "2025-03-04", 100)], deal_lines=[line("1", 100), line("1", -30)])

    assert by_month(sales) == {"2025-03": 70}
    assert any("1 refund line has no booked_at" in note for note in sales.intake.notes)


def test_a_line_below_zero_that_the_amount_has_in_it_is_a_discount() -> None:
    lines = [line("1", 100), line("1", -10), line("1", -25, "2025-04-01"), line("2", 80), line("2", -20, "2025-04-01")]

    sales = load(deals=[won("1", "2025-03-04", 90), won("2", "2025-03-05", 60)], deal_lines=lines)

    assert by_month(sales) == {"2025-03": 150, "2025-04": -25}
    assert any("2 deal lines below zero are in their deal's amount already" in note for note in sales.intake.notes)


def test_a_refund_of_a_deal_that_is_not_won_is_not_counted_but_said() -> None:
    lost = {**won("2", "2025-03-04", 100), "status": "lost"}

    sales = load(deals=[won("1", "2025-03-04", 100), lost], deal_lines=[line("2", -30, "2025-03-06")])

    assert by_month(sales) == {"2025-03": 100}
    assert any("1 refund line belongs to" in note for note in sales.intake.notes)


def test_an_account_is_new_once_and_one_that_is_not_known_each_time() -> None:
    deals = [won("1", "2025-03-04", 1, account="A"), won("2", "2025-02-04", 1, account="A"), won("3", "2025-03-05", 1)]
    lines = [line("2", -1, "2025-06-01")]

    rows = customers(load(deals=deals, deal_lines=lines))

    assert list(zip(rows["deal_id"], rows["is_new"], rows["customers"], strict=True)) == [
        ("2", 1, 1),
        ("1", 0, 1),
        ("3", 1, 1),
        ("2", 1, 0),
    ]


def test_won_deals_worth_nothing_are_wins_out_of_the_deal_size_and_noted() -> None:
    deals = [won(str(i), "2025-03-04", amount) for i, amount in enumerate([100, 0, 0, None, 300, 100, 100, 400])]

    sales = load(deals=deals)

    assert st.compute("win_rate", sales).frame["won"].tolist() == [8]
    assert st.compute("average_deal_size", sales).frame["value"].tolist() == [200]
    assert any("3 won deals have no amount above zero" in note for note in sales.intake.notes)


def test_an_export_of_sums_counts_all_of_it_as_new_and_gross() -> None:
    counts = [{"period": "2025-03-01", "stage": "won", "kind": "won", "count": 7, "amount": 700}]

    rows = customers(load(stage_counts=counts))

    assert rows[["is_new", "customers", "gross", "refund", "amount"]].iloc[0].tolist() == [1, 7, 700, 0, 700]
