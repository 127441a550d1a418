"""Refunds: wherever a total is told that they were taken off, or an average that does not know of them, it is said."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.reports.rep.focus import focus_on


def company(back: tuple[float, ...] = (-30, -20), lang: str = "en", **more: Any) -> st.SalesData:
    """Twelve deals of 100 won in March, and money given back."""
    rows = [
        {"deal_id": f"D{i}", "rep_id": "A", "product": "P", "status": "won", "closed_at": f"2026-03-{i + 1:02}"}
        | {"created_at": "2026-01-02", "amount": 100}
        for i in range(12)
    ]
    rows[-1]["product"] = "Q"
    rows += [rows[0] | {"deal_id": f"B{i}", "amount": amount} | more for i, amount in enumerate(back)]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-04-01", lang=lang)


def test_the_sentence_of_a_net_total_says_what_was_taken_off() -> None:
    result = st.compute("monthly_sales", company())

    assert result.read() == "12 won deals were worth Rp1,200. 2 refunds of Rp50 were taken off, which leaves Rp1,150."
    assert result.frame["value"].item() == 1_150


def test_an_average_says_that_they_are_not_taken_off() -> None:
    assert st.compute("average_deal_size", company()).read().endswith("Refunds are not taken off here: 2, of Rp50.")


@pytest.mark.parametrize("kpi", ["monthly_sales", "average_deal_size"])
def test_without_refunds_nothing_is_said_of_them(kpi: str) -> None:
    assert "efund" not in st.compute(kpi, company(())).read()


def test_the_cards_say_so_too() -> None:
    told = st.overview(company(), ["monthly_sales", "average_deal_size"]).text

    assert "after 2 refunds of Rp50" in told
    assert "before refunds" in told


@pytest.mark.parametrize("lang", st.languages())
def test_a_rep_s_own_page_says_so(lang: str) -> None:
    focus = focus_on("A", company(lang=lang), lang=lang)
    sales = focus.on("monthly_sales")

    assert "Rp50" in sales.sentence.text
    assert "Rp50" in sales.card


def test_products_say_that_sales_are_net() -> None:
    assert "Sales are net: 2 refunds of Rp50 were taken off." in st.products(company()).read()


def test_of_a_sum_with_a_product_below_zero_nothing_is_a_share() -> None:
    told = st.products(company((-300,), product="Q"))

    assert told.frame["share"].isna().all()
    assert "P sells most by value: Rp1,100." in told.read()
