"""Products side by side: the KPIs' own numbers, no score, and claims only where intervals lie apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED


@pytest.fixture(scope="module")
def table(demo_sales: st.SalesData) -> pd.DataFrame:
    return st.products(demo_sales).frame.set_index("product")


def shop(products: Mapping[str, tuple[int, int]], practice: Any = None, **columns: Any) -> st.SalesData:
    """Won and lost deals of each product, all closed in March 2026."""
    rows = [
        {
            **{"deal_id": f"{product}-{i}", "product": product, "closed_at": "2026-03-02", "amount": 100},
            **{"status": "won" if i < won else "lost"},
            **columns,
        }
        for product, (won, lost) in products.items()
        for i in range(won + lost)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-30", lang="en", practice=practice or {})


@pytest.mark.parametrize(
    ("kpi", "columns"),
    [
        ("win_rate", {"won": "won", "n": "n", "raw": "value"}),
        ("average_deal_size", {"average": "value", "average_lo": "lo", "average_hi": "hi"}),
        ("monthly_sales", {"sales": "value"}),
        ("monthly_sales.growth", {"growth": "value", "growth_lo": "lo", "growth_hi": "hi"}),
    ],
)
def test_each_number_is_the_kpis(
    demo_sales: st.SalesData, table: pd.DataFrame, kpi: str, columns: Mapping[str, str]
) -> None:
    theirs = st.compute(kpi, demo_sales, by="product").frame.set_index("product")

    for ours, name in columns.items():
        assert table[ours].to_dict() == pytest.approx(theirs[name].to_dict())


def test_shares_add_up_to_all_sales(demo_sales: st.SalesData, table: pd.DataFrame) -> None:
    assert table["share"].sum() == pytest.approx(1)
    assert table["sales"].sum() == pytest.approx(st.compute("monthly_sales", demo_sales).frame["value"].iloc[0])
    assert table["sales"].is_monotonic_decreasing


def test_what_sells_often_and_does_not_pay_is_told(demo_sales: st.SalesData, table: pd.DataFrame) -> None:
    said = st.products(replace(demo_sales, lang="en")).read()

    assert "Kasir Lite has the most won deals: 372" in said
    assert "Kasir Lite has the lowest gross margin" in said
    assert "No product has clearly the best gross margin" in said
    assert "No win rate stands clearly apart" in said
    assert table.loc["Kasir Lite", "margin_hi"] < 0.4 < 0.55 < table["margin"].drop("Kasir Lite").min()


def test_where_nothing_is_planted_no_product_is_apart() -> None:
    for seed in (1, 2026):
        passage = st.products(st.demo(seed=seed, truths=NOTHING_PLANTED, lang="en"))

        assert passage.frame["standing"].eq("within").all()
        assert "above that of every other" not in passage.read()
        assert "below that of every other" not in passage.read()


def test_margin_worked_by_hand() -> None:
    # sums, not a mean of shares: 1 - (10 + 10 + 10 + 10 + 260) / (100 + 100 + 100 + 100 + 600) = 0.7
    deals = [
        {"deal_id": str(i), "product": "A", "status": "won", "closed_at": "2026-03-02", "amount": amount, "cost": cost}
        for i, (amount, cost) in enumerate([(100, 10)] * 4 + [(600, 260), (500, None)])
    ]
    passage = st.products(st.load({"deals": pd.DataFrame(deals)}, as_of="2026-06-30", lang="en"))

    assert passage.frame.loc[0, "margin"] == pytest.approx(0.7)
    assert "the cost is known for 5 of 6 won deals" in passage.definition.text


def test_without_costs_the_margin_is_left_out_and_that_is_said() -> None:
    plain = st.products(shop({"A": (8, 8)}))
    declared = st.products(shop({"A": (8, 8)}, practice={"gross_margin": 0.4}))

    for passage, why in ((plain, "no won deal has its cost"), (declared, "one margin (40.0%) is declared")):
        assert "Gross margin" not in passage.table.columns
        assert why in passage.definition.text
        assert "margin" not in passage.read()


def test_growth_of_a_period_is_that_of_the_study_over_the_same_months(
    demo_sales: st.SalesData, table: pd.DataFrame
) -> None:
    year = st.products(demo_sales, start="2025-01-01", end="2026-01-01").frame.set_index("product")

    for name in ("growth", "growth_lo", "growth_hi"):
        assert year[name].to_dict() == pytest.approx(table[name].to_dict())


def test_a_period_that_is_not_over_is_held_against_as_many_days() -> None:
    sales = st.demo(as_of="2025-12-12T00:00+07:00", lang="en")
    passage = st.products(sales, start="2025-10-01", end="2026-01-01")
    days = {"start": "2024-10-01", "end": "2024-12-12"}
    before = st.compute("monthly_sales", sales, by="product", **days).frame.set_index("product")["value"]
    ours = passage.frame.set_index("product")

    assert (
        "1 October 2025 – 11 December 2025 compared with 1 October 2024 – 11 December 2024" in passage.definition.text
    )
    assert (ours["sales"] / before - 1)[ours["growth"].notna()].to_dict() == pytest.approx(
        ours["growth"].dropna().to_dict()
    )


def test_growth_of_few_deals_is_not_given_and_why_is_said() -> None:
    deals = [
        {"deal_id": f"{year}{i}", "product": "A", "status": "won", "closed_at": f"{year}-03-02", "amount": 100}
        for year in (2025, 2026)
        for i in range(3)
    ]
    sales = st.load({"deals": pd.DataFrame(deals)}, as_of="2026-06-30", lang="en")
    passage = st.products(sales, start="2026-01-01", end="2026-04-01")

    assert passage.frame["growth"].isna().all()
    assert "too few" in passage.table["Growth not given because"].iloc[0]


def test_a_win_rate_that_is_truly_apart_is_told_and_held_towards_the_others() -> None:
    passage = st.products(shop({"Easy": (90, 10), **{f"P{i}": (30, 70) for i in range(5)}, "Rare": (3, 1)}))
    frame = passage.frame.set_index("product")

    assert frame["standing"].to_dict() == {"Easy": "clearly_above", "Rare": "too_few"} | {
        f"P{i}": "within" for i in range(5)
    }
    assert "Clearly above all products' win rate: Easy." in passage.read()
    assert frame.loc["Easy", "raw"] > frame.loc["Easy", "win_rate"] > 0.8
    assert pd.isna(frame.loc["Rare", "win_rate"])
    assert "Rare" in passage.definition.text


def test_deals_without_a_product_are_a_row_of_their_own() -> None:
    frame = st.products(shop({"A": (5, 5), "": (6, 4)})).frame

    assert sorted(frame["won"]) == [5, 6]
    assert "not stated" in frame.loc[frame["won"] == 6, "product"].iloc[0]


def test_products_say_what_is_missing() -> None:
    deals = pd.DataFrame([{"deal_id": "1", "status": "won", "closed_at": "2026-03-02", "amount": 100}])

    assert "deals.product" in st.products(st.load({"deals": deals}, as_of="2026-06-30", lang="en")).read()


def test_maven_has_products_and_no_margin(shared_data: Path) -> None:
    passage = st.products(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"))

    assert passage.frame.loc[0, "product"] == "GTX Pro"
    assert "no won deal has its cost" in passage.definition.text
    assert passage.frame["growth"].isna().all()
    assert len(passage.plot().figure.axes) == 2  # type: ignore[union-attr]


def test_products_read_and_draw_in_every_language(demo_sales: st.SalesData) -> None:
    for lang in st.languages():
        told = st.products(replace(demo_sales, lang=lang))
        assert "{" not in told.read() + told.definition.text
        assert told.plot().png(50).startswith(b"\x89PNG")  # type: ignore[union-attr]


def test_the_figure_holds_each_product_in_each_panel(demo_sales: st.SalesData, table: pd.DataFrame) -> None:
    sales, rates, margins = st.products(demo_sales).plot().figure.axes  # type: ignore[union-attr]

    assert [bar.get_width() for bar in sales.patches] == pytest.approx(table["sales"].tolist())
    for axes, name in ((rates, "win_rate"), (margins, "margin")):
        [dots] = [found for found in axes.collections if found.get_gid() == name]
        assert dots.get_offsets()[:, 0].tolist() == pytest.approx(table[name].tolist())  # type: ignore[index]


def test_a_product_of_which_some_was_only_given_back_is_in_the_table_and_in_the_sum() -> None:
    """Nine refunds of a product that was not sold in the period were left out, and the shares were of more than all."""
    sold = {"deal_id": "a", "product": "Desk", "status": "won", "closed_at": "2026-03-02", "amount": 1_000}
    back = {"deal_id": "b", "product": "Lamp", "status": "won", "closed_at": "2026-03-09", "amount": -100}
    sales = st.load({"deals": pd.DataFrame([sold, back])}, as_of="2026-06-30", lang="en")
    told = st.products(sales)

    assert told.frame.set_index("product")["sales"].to_dict() == {"Desk": 1_000, "Lamp": -100}
    assert told.frame["sales"].sum() == st.compute("monthly_sales", sales).frame["value"].item()
    assert told.frame["share"].isna().all()
