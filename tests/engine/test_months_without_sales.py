"""Months without a sale within what is recorded are months of 0; one of which only a part is recorded is no end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from small_sales import deal, loaded

import salestoolkit as st

AS_OF = "2026-09-01T00:00"


def closed(months: dict[int, int], first: str = "2026-01-02") -> st.SalesData:
    """A deal closed in each month on its 16th: won for its amount, or lost where that is 0."""
    rows = [
        deal(f"D{month}", "won" if amount else "lost", first, f"2026-{month:02}-16", amount=amount or 7)
        for month, amount in months.items()
    ]
    goal = {"scope": "team", "kpi": "monthly_sales", "period": "year", "period_start": "2026-01-01", "target": 1000}
    return loaded(AS_OF, deals=rows, goals=[goal])


def every_third_day(first: str) -> st.SalesData:
    """A deal won for 5 on every third day until the end of August."""
    days = pd.date_range(first, "2026-08-31", freq="3D")
    return loaded(AS_OF, deals=[deal(f"D{day:%m%d}", "won", None, f"{day:%Y-%m-%d}", amount=5) for day in days])


def test_a_month_before_the_first_sale_is_the_lowest_like_its_quota() -> None:
    """It said "Lowest: March" of a year in which nothing was won in January, whose quota was reached to 0 %."""
    sales = closed({1: 0, 2: 90, 3: 30, 4: 60, 6: 50})
    result = st.compute("monthly_sales", sales, by="month")

    assert result.frame["value"].tolist() == [0, 90, 30, 60, 0, 50, 0, 0]
    assert result.read() == ("Highest: February 2026, Rp90. Lowest: 4 that share Rp0. Last: August 2026, Rp0.")
    quota = st.compute("quota_attainment", sales, by="month").frame
    known = quota[quota["month"] < pd.Timestamp("2026-09-01")]
    assert known["month"].tolist() == result.frame["month"].tolist()
    assert known["closed"].tolist() == result.frame["value"].tolist()


def test_what_was_created_long_before_says_nothing_of_the_months_until_the_first_close() -> None:
    """An export of the deals closed this year has those that were created in the year before."""
    sales = closed({3: 90, 4: 30}, first="2025-06-01")
    assert st.compute("monthly_sales", sales, by="month").frame["month"].min() == pd.Timestamp("2026-03-01")


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "Covered only in part, and so left out of these: January 2026, Rp15."),
    ("id", "Hanya tercakup sebagian, dan karena itu tidak ikut dibandingkan: Januari 2026, Rp15."),
])  # fmt: skip
def test_a_month_in_which_the_data_begin_is_not_the_lowest(lang: str, said: str) -> None:
    begun = replace(every_third_day("2026-01-23"), lang=lang)
    result = st.compute("monthly_sales", begun, by="month")

    assert said in result.read()
    assert ("Lowest: 6 that share Rp50" if lang == "en" else "Terendah: 6 yang sama-sama Rp50") in result.read()
    assert result.frame["partial"].tolist() == [True, *[False] * 7]
    early = st.compute("monthly_sales", every_third_day("2026-01-07"), by="month")
    assert "Lowest: January 2026, February 2026, each Rp45." in early.read()
    # who sells once a month, on the 16th, has not begun late
    assert not st.compute("monthly_sales", closed({1: 5, 2: 9, 3: 9}, "2026-01-16"), by="month").frame["partial"].any()


def test_where_no_period_is_covered_whole_none_is_an_end() -> None:
    begun = replace(every_third_day("2026-05-23"), lang="en")
    result = st.compute("monthly_sales", begun, by="quarter")

    assert result.frame["partial"].tolist() == [True, True]
    assert result.read() == (
        "No quarter is covered whole, so none is called the highest or the lowest. Last: Q3 2026, Rp105."
    )
    assert "No period is covered whole. The largest value so far is Rp105 (Q3 2026)" in result.plot("trend").alt


def test_months_that_are_all_alike_leave_the_one_that_runs_apart() -> None:
    sales = loaded("2026-04-11T00:00", deals=[
        deal(f"D{month}", "won", "2026-01-02", f"2026-{month:02}-05", amount=amount)
        for month, amount in ((1, 20), (2, 20), (3, 20), (4, 5))
    ])  # fmt: skip
    assert st.compute("monthly_sales", sales, by="month").read() == (
        "All 3 months share the same value, Rp20. Still running, and so left out of these: April 2026, Rp5."
    )


@settings(max_examples=20)
@given(
    some.dictionaries(some.integers(1, 8), some.sampled_from([0, 5, 9]), min_size=2),
    some.sampled_from(["month", "quarter"]),
)
def test_the_periods_are_those_from_the_first_close_on_and_add_up_to_the_whole(months: dict[int, int], by: str) -> None:
    months |= {5: 9}
    frame = st.compute("monthly_sales", closed(months), by=by).frame
    first = pd.Timestamp(date(2026, min(months), 1)).to_period("M" if by == "month" else "Q").start_time

    assert frame[by].tolist() == pd.date_range(first, "2026-08-31", freq="MS" if by == "month" else "QS").tolist()
    assert frame["value"].sum() == sum(months.values())
