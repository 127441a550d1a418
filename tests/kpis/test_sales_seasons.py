"""Seasons and Lebaran in monthly sales: claimed from enough months, told apart, recovered where they are planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from months_of_sales import sales, study

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS, Lebaran
from salestoolkit.engine.preparing import fact


@pytest.mark.parametrize(("months", "reason"), [(23, "needs_24_months"), (24, ""), (35, ""), (36, "")])
def test_a_season_is_claimed_only_from_enough_months(months: int, reason: str) -> None:
    index = pd.date_range("2021-07-01", periods=months, freq="MS")
    data = sales(
        index,
        lambda month: 40 if month.month == 12 else 20 + month.month % 2,
        f"{index[-1] + pd.DateOffset(months=1):%Y-%m-%d}",
    )

    table = study("season", data, "month_of_year").set_index("month_of_year")

    assert set(table["reason"]) - {"lebaran_month"} == {reason}
    if reason:
        assert table["value"].isna().all()
        assert (table["average"] > 0).all()
        return
    assert table["indicative"].all() == (months < 36)
    assert bool(table.loc[12, "high_season"]) == (months >= 36)


def test_what_lebaran_does_is_not_called_the_season_of_a_month() -> None:
    # 2021 to 2025: Lebaran in May, May, April, April, March; sales rise only by the days before it in the month
    index = pd.date_range("2021-01-01", "2025-12-01", freq="MS")
    before = {
        "2021-04": 0,
        "2021-05": 0,
        "2022-04": 13,
        "2022-05": 1,
        "2023-04": 14,
        "2024-03": 5,
        "2024-04": 9,
        "2025-03": 14,
    }
    before |= {"2021-04": 2, "2021-05": 12}
    rng = np.random.default_rng(3)
    noise = dict(zip(index, rng.integers(-2, 3, len(index)), strict=True))
    data = sales(index, lambda month: int(30 + noise[month] + 30 * before.get(f"{month:%Y-%m}", 0) / 14), "2026-01-01")

    table = study("season", data, "month_of_year")

    raw = table.set_index("month_of_year")["average"]
    assert raw.idxmax() == 4
    assert raw[4] > 1.3 * raw[7]
    assert not table["high_season"].any()


def test_a_month_that_lebaran_always_touches_has_no_index(demo_sales: st.SalesData) -> None:
    # the seven days after Lebaran fell into April in 2023, 2024 and 2025: April and they are one
    table = study("season", demo_sales, "month_of_year").set_index("month_of_year")

    assert table.loc[4, "reason"] == "lebaran_month"
    assert np.isnan(table.loc[4, "value"])
    assert not table[["high_season", "low_season"]].any().any()


def test_the_demo_company_sells_more_before_lebaran(demo_sales: st.SalesData) -> None:
    row = study("lebaran", demo_sales).iloc[0]

    # truth 4 of docs/demo.md: 1.8 times on working days
    assert row["lo"] < 1.8 < row["hi"]
    assert row["on_leave"] == 0
    # four deals in the days after it: nothing is said of these
    assert np.isnan(row["after_value"])


@pytest.fixture(scope="module")
def large_company() -> st.SalesData:
    """Of a size for which ten deals close in the three business days after Lebaran of 2023."""
    return st.demo(leads_per_rep_month=150)


def planted(sales: st.SalesData, window: str, year: int | None = None) -> float:
    """The mean of the factors of docs/demo.md over the business days of a window of the study."""
    effect = TRUTHS.lebaran
    assert isinstance(effect, Lebaran)
    days = fact(sales, "days").collect("pandas").to_native()
    days = days[(days[window] == 1) & (days["business"] == 1) & (days["at"].dt.year.eq(year or days["at"].dt.year))]
    before, week = (days["from_lebaran"].between(*ends) for ends in (effect.before_days, effect.week_days))
    return float(np.select([before, week], [effect.before, effect.week], 1).mean())


def test_a_larger_company_recovers_what_is_planted_before_and_after_lebaran(large_company: st.SalesData) -> None:
    row = study("lebaran", large_company).iloc[0]

    before, after = planted(large_company, "pre_lebaran"), planted(large_company, "post_lebaran")
    # on the seventh day after Lebaran of 2024 nothing is planted, and it is one of five business days
    assert (before, after) == pytest.approx((1.8, (4 * 0.25 + 1) / 5))
    assert 1.5 < row["lo"] < before < row["hi"] < 2.1
    assert row["after_lo"] < after < row["after_hi"] < 1


def test_the_quarter_after_lebaran_is_recovered_in_the_year_whose_days_are_all_of_that_week(
    large_company: st.SalesData,
) -> None:
    years = study("lebaran", large_company, "year").set_index("year")
    row = years.loc["2023-01-01"]

    assert planted(large_company, "post_lebaran", 2023) == 0.25
    assert row["after_n"] >= 10
    assert row["after_lo"] < 0.25 < row["after_hi"] < 1


def test_a_rising_season_after_lebaran_does_not_hide_what_came_before_it() -> None:
    # 100 a business day until three weeks after Lebaran of 2024, 300 in the second half of the year
    days = pd.bdate_range("2024-01-02", "2024-12-31")
    before = days[(days >= "2024-03-27") & (days <= "2024-04-09")]
    rows = [
        {
            "deal_id": str(i),
            "status": "won",
            "closed_at": day,
            "amount": 180 if day in before else 300 if day.month > 6 else 100,
        }
        for i, day in enumerate(days)
    ]
    row = study("lebaran", st.load({"deals": pd.DataFrame(rows)}, as_of="2025-01-01", lang="en")).iloc[0]

    # against the rest of the year it would be 0.9, a fall
    assert row["value"] == pytest.approx(1.8, rel=0.25)


def test_days_usual_before_new_year_belong_to_the_lebaran_they_are_near_to() -> None:
    # Lebaran of 2026 was on 21 March: twelve weeks before it is still 2025
    rows = [
        {"deal_id": str(i), "status": "won", "closed_at": day, "amount": 100}
        for i, day in enumerate(pd.bdate_range("2025-06-02", "2026-03-31"))
    ]
    years = study("lebaran", st.load({"deals": pd.DataFrame(rows)}, as_of="2026-04-01", lang="en"), "year")

    assert years["year"].dt.year.tolist() == [2025, 2026]
    assert years["reason"].tolist() == ["no_lebaran", ""]
    until = st.load({"deals": pd.DataFrame(rows)}, as_of="2025-12-31", lang="en")
    assert study("lebaran", until, "year")["year"].dt.year.tolist() == [2025]
