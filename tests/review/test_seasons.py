"""Months and seasons: which pay most, by profit where it is known, and nothing where the years do not show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st

ABROAD = {"country": "SG"}
"""Where Lebaran does not move the months."""


def years(
    amount: Callable[[int], float], cost: Callable[[int], float] | None = None, months: int = 48, practice: Any = None
) -> st.SalesData:
    """Ten deals in the middle of each month from January 2022 on, of an amount (and cost) by calendar month."""
    starts = pd.date_range("2022-01-01", periods=months, freq="MS")
    wobble = np.random.default_rng(7).normal(0, 0.04, months)
    rows = [
        {
            **{"deal_id": f"{at:%Y%m}{i}", "status": "won", "closed_at": at + pd.Timedelta(days=14)},
            **{"amount": round(amount(at.month) * (1 + noise), 2)},
            **({"cost": round(cost(at.month) * (1 + noise), 2)} if cost else {}),
        }
        for at, noise in zip(starts, wobble, strict=True)
        for i in range(10)
    ]
    as_of = starts[-1] + pd.offsets.MonthEnd(0)
    return st.load({"deals": pd.DataFrame(rows)}, as_of=f"{as_of:%Y-%m-%d}", lang="en", practice=practice or ABROAD)


def december(month: int) -> float:
    return 2_000 if month == 12 else 1_000


def months_of(passage: Any) -> pd.DataFrame:
    frame: pd.DataFrame = passage.frame[passage.frame["kind"] == "month"].set_index("month_of_year")
    return frame


def test_the_indices_are_the_kpis_where_costs_are_not_known() -> None:
    sales = years(december)
    ours, theirs = months_of(st.seasons(sales)), st.compute("monthly_sales.season", sales, by="month_of_year").frame

    for name, column in (("index", "value"), ("index_lo", "lo"), ("index_hi", "hi"), ("n", "n")):
        assert ours[name].tolist() == pytest.approx(theirs[column].tolist())


def test_a_month_above_all_others_is_highest_selling_and_not_called_profitable() -> None:
    passage = st.seasons(years(december))

    assert "December is the highest-selling month" in passage.read()
    assert "Clearly above the average month: December." in passage.read()
    assert "profitable" not in passage.read()
    assert "known for 0.0% of the won deals" in passage.definition.text


def test_most_profitable_is_what_is_left_after_cost() -> None:
    # December sells twice as much and leaves 200 of 2,000; June leaves 700 of 1,000, every other month 400 of 1,000
    passage = st.seasons(years(december, cost=lambda month: {12: 1_800, 6: 300}.get(month, 600)))

    assert "June is the most profitable month" in passage.read()
    assert "Clearly below the average month: December." in passage.read()
    # 700 against a mean of (700 + 200 + 10 x 400) / 12
    assert months_of(passage).loc[6, "index"] == pytest.approx(700 / (4_900 / 12), rel=0.1)
    assert passage.plot().figure.texts[1].get_text().startswith("Gross profit")  # type: ignore[union-attr]


def test_with_one_margin_for_all_months_profit_has_the_season_of_sales() -> None:
    dear, plain = (months_of(st.seasons(years(december, cost))) for cost in (lambda month: 0.4 * december(month), None))

    assert dear["index"].tolist() == pytest.approx(plain["index"].tolist(), abs=1e-4)


def test_a_declared_margin_alone_tells_no_month_from_another() -> None:
    passage = st.seasons(years(december, practice={**ABROAD, "gross_margin": 0.3}))

    assert "highest-selling" in passage.read()
    assert "the same index by profit" in passage.definition.text


def test_costs_of_some_deals_are_not_enough() -> None:
    sales = years(december, cost=lambda month: 500)
    sales.connection.execute("UPDATE deals SET cost = NULL WHERE deal_id LIKE '2022%'")

    assert "known for 75.0% of the won deals" in st.seasons(replace(sales)).definition.text


def test_a_month_sold_at_a_loss_has_no_index_of_profit() -> None:
    passage = st.seasons(years(december, cost=lambda month: 1_200 if month == 6 else 600))

    assert "the gross profit was not above zero" in passage.read()
    assert months_of(passage)["height"].eq("unknown").all()


def test_months_whose_intervals_overlap_are_not_told_apart(demo_sales: st.SalesData) -> None:
    passage = st.seasons(replace(demo_sales, lang="en"))

    assert "No month is clearly the most profitable over 3 years" in passage.read()
    assert set(months_of(passage)["height"]) <= {"within", "lebaran_month"}
    assert "before Lebaran, clearly more is sold per business day" in passage.read()  # it is planted
    assert (
        "Not to be told apart from Lebaran, which fell in or near the month alike every year: April"
        in passage.definition.text
    )


@pytest.mark.parametrize(("months", "said"), [(20, "fewer than 24 full months"), (30, "indicative")])
def test_below_two_years_nothing_is_claimed_and_below_three_there_are_no_intervals(months: int, said: str) -> None:
    passage = st.seasons(years(december, months=months))

    assert said in passage.read()
    assert months_of(passage)["height"].eq("unknown").all()
    assert months_of(passage)["index"].notna().any() == (months >= 24)


def around_lebaran(before: int) -> st.SalesData:
    """A deal of 100 each day of three years, and so many on each of the 14 days before Lebaran."""
    feasts = [pd.Timestamp(day) for day in ("2023-04-22", "2024-04-10", "2025-03-31")]
    days = pd.date_range("2023-01-01", "2025-12-31")
    counts = [before if any(0 < (feast - day).days <= 14 for feast in feasts) else 1 for day in days]
    rows = [
        {"deal_id": f"{day:%Y%m%d}{i}", "status": "won", "closed_at": f"{day:%Y-%m-%d}", "amount": 100}
        for day, count in zip(days, counts, strict=True)
        for i in range(count)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2025-12-31", lang="en")


def test_the_days_before_lebaran_are_aligned_on_it_and_judged() -> None:
    sales = around_lebaran(before=4)
    passage = st.seasons(sales)
    row = passage.frame[passage.frame["kind"] == "before"].iloc[0]
    kpi = st.compute("monthly_sales.lebaran", sales).frame.iloc[0]

    assert (row["index"], row["index_lo"], row["index_hi"]) == pytest.approx((kpi["value"], kpi["lo"], kpi["hi"]))
    assert (row["years"], row["height"]) == (3, "high")
    assert "14 days before Lebaran, clearly more is sold per business day" in passage.read()


def test_one_lebaran_is_too_few_to_claim() -> None:
    passage = st.seasons(around_lebaran(before=4), start="2025-01-01")
    row = passage.frame[passage.frame["kind"] == "before"].iloc[0]

    assert (row["years"], row["height"]) == (1, "unknown")
    assert "14 days before Lebaran: too few deals or years to say." in passage.read()


def test_outside_indonesia_there_is_no_lebaran() -> None:
    passage = st.seasons(years(december))

    assert passage.frame["kind"].eq("month").all()
    assert "Lebaran" not in passage.read()
    axes = passage.plot().figure.axes[0]  # type: ignore[union-attr]
    assert not [found for found in axes.collections if str(found.get_gid()).startswith("occasion")]


def test_seasons_say_what_is_missing() -> None:
    nothing = st.load({"reps": pd.DataFrame([{"rep_id": "R1", "name": "Sari"}])}, as_of="2025-05-01", lang="en")

    assert "Not measurable" in st.seasons(nothing).read()


def test_maven_is_too_short_for_a_season(shared_data: Path) -> None:
    passage = st.seasons(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"))

    assert "fewer than 24 full months" in passage.read()
    assert passage.frame["height"].eq("unknown").all()
    assert not hasattr(passage.plot(), "png")


def test_seasons_read_and_draw_in_every_language(demo_sales: st.SalesData) -> None:
    for lang in st.languages():
        told = st.seasons(replace(demo_sales, lang=lang))
        assert "{" not in told.read() + told.definition.text
        assert len(told.table) == 14
        assert told.plot().png(50).startswith(b"\x89PNG")  # type: ignore[union-attr]


def test_the_figure_marks_the_windows_of_the_years_in_the_data(demo_sales: st.SalesData) -> None:
    axes = st.seasons(demo_sales).plot().figure.axes[0]  # type: ignore[union-attr]
    bars = {str(found.get_gid()): found.get_segments() for found in axes.collections if hasattr(found, "get_segments")}

    assert [len(bars[f"occasion-{name}"]) for name in ("thr", "lebaran", "harbolnas", "year_end")] == [3, 3, 6, 3]
    # Lebaran of 2023 to 2025: 22 and 10 April, 31 March (a month's middle stands at its number)
    starts = sorted(float(segment[0][0]) for segment in bars["occasion-lebaran"])
    assert starts == pytest.approx([2.5 + 30 / 31, 3.5 + 9 / 30, 3.5 + 21 / 30])


def test_the_figure_holds_each_month_that_has_an_interval(demo_sales: st.SalesData) -> None:
    passage = st.seasons(demo_sales)
    axes, known = passage.plot().figure.axes[0], months_of(passage).dropna(subset=["index_lo"])  # type: ignore[union-attr]
    drawn = [xy for dots in axes.collections if dots.get_gid() == "months" for xy in dots.get_offsets()]  # type: ignore[attr-defined]

    assert sorted(float(x) for x, _ in drawn) == known.index.tolist()
    assert sorted(float(y) for _, y in drawn) == pytest.approx(sorted(known["index"]))
