"""Monthly sales and its studies: months that are not over, of unequal length, with Lebaran moving about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS, Lebaran
from salestoolkit.engine.preparing import fact


def sales(
    months: pd.DatetimeIndex, deals: Callable[[pd.Timestamp], int], as_of: str, amount: float = 100
) -> st.SalesData:
    """So many deals in the middle of each month."""
    rows = [
        {"deal_id": f"{month:%Y%m}{i}", "status": "won", "closed_at": month + pd.Timedelta(days=14), "amount": amount}
        for month in months
        for i in range(deals(month))
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of=as_of, lang="en")


YEARS = pd.date_range("2022-01-01", "2024-12-01", freq="MS")


def study(name: str, data: st.SalesData, by: str | None = None, **asked: str) -> pd.DataFrame:
    return st.compute(f"monthly_sales.{name}", data, by=by, **asked).frame


def test_a_month_that_is_not_over_is_flagged_and_not_compared() -> None:
    data = sales(YEARS, lambda month: 4 if month == YEARS[-1] else 10, as_of="2024-12-20")

    main = st.compute("monthly_sales", data, by="month")
    growth = study("growth", data, "month")

    assert main.frame["partial"].tolist() == [False] * 35 + [True]
    assert "not over" in main.definition.text
    assert "Lowest: December 2024" not in main.read()
    assert growth.iloc[-1]["reason"] == "partial"
    assert np.isnan(growth.iloc[-1]["value"])
    assert study("growth", data).iloc[0]["months"] == 35


def test_twelve_months_are_held_against_the_twelve_before_worked_by_hand() -> None:
    row = study("growth", sales(YEARS, lambda month: 15 if month.year == 2024 else 10, "2025-01-01")).iloc[0]

    # 180 deals against 120, of 100 each: log-ratio variance 1/180 + 1/120
    half = 1.959964 * (1 / 180 + 1 / 120) ** 0.5
    assert (row["value"], row["lo"], row["hi"]) == pytest.approx((0.5, 1.5 * np.exp(-half) - 1, 1.5 * np.exp(half) - 1))
    assert row["cagr"] == pytest.approx(1.5**0.5 - 1)


def test_thirty_one_days_against_twenty_eight_are_no_growth_per_business_day() -> None:
    data = st.load(
        {
            "deals": pd.DataFrame(
                {"deal_id": str(i), "status": "won", "closed_at": day, "amount": 100}
                for i, day in enumerate(np.repeat(pd.bdate_range("2023-01-02", "2023-03-31"), 2))
            )
        },
        as_of="2023-03-31",
        practice={"country": ""},
        lang="en",
    )

    march = study("growth", data, "month").iloc[2]

    # 23 business days in March, 20 in February: the naive answer is a rise of 15 %
    assert march["previous"] == pytest.approx(23 / 20 - 1)
    assert march["previous_per_day"] == pytest.approx(0)
    assert study("per_business_day", data, "month")["value"].tolist() == pytest.approx([200.0] * 3, rel=0.05)


def test_no_growth_from_nothing_and_none_of_few() -> None:
    counts = {2022: 0, 2023: 3, 2024: 20}
    months = study(
        "growth", sales(YEARS, lambda month: counts[month.year] or int(month.month == 1), "2025-01-01"), "month"
    )
    reasons = months.set_index("month")["reason"]

    assert reasons["2023-02-01"] == "base_not_positive"
    assert reasons["2024-02-01"] == "too_few"
    assert reasons["2022-02-01"] == "no_base"


def test_february_to_may_say_that_lebaran_moves() -> None:
    months = study("growth", sales(YEARS, lambda month: 10, "2025-01-01"), "month")

    flagged = months.loc[months["lebaran_moved"], "month"].dt.month
    assert set(flagged) == {2, 3, 4, 5}


def test_the_month_to_date_is_held_against_as_many_business_days() -> None:
    rows = [
        {"deal_id": str(i), "status": "won", "closed_at": day, "amount": 100}
        for i, day in enumerate(pd.bdate_range("2023-01-02", "2023-06-14"))
    ]
    data = st.load({"deals": pd.DataFrame(rows)}, as_of="2023-06-14", practice={"country": ""}, lang="en")

    row = study("to_date", data).iloc[0]
    months = study("to_date", data, "month")

    assert (row["value"], row["business"], row["median"], row["months"]) == (1000, 10, 1000, 5)
    assert months["value"].tolist() == [1000.0] * 6


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


def test_a_trend_needs_twelve_full_months_above_zero() -> None:
    short = study("trend", sales(YEARS[:11], lambda month: 10, "2022-12-01")).iloc[0]
    gap = study("trend", sales(YEARS, lambda month: 0 if month.month == 8 else 10, "2025-01-01")).iloc[0]

    assert (short["reason"], gap["reason"]) == ("needs_12_months", "not_positive")


def test_a_planted_rise_is_within_the_trends_interval() -> None:
    rng = np.random.default_rng(5)
    data = sales(
        YEARS, lambda month: int(rng.poisson(100 * 1.2 ** ((month.year - 2022) + month.month / 12))), "2025-01-01"
    )

    row = study("trend", data).iloc[0]

    assert 0 < row["lo"] < 0.2 < row["hi"]


def test_a_step_is_found_with_its_month_and_the_levels_on_both_sides() -> None:
    rng = np.random.default_rng(2)
    data = sales(
        YEARS, lambda month: int((40 if month < pd.Timestamp("2023-07-01") else 80) + rng.integers(-3, 4)), "2025-01-01"
    )

    months, row = study("shifts", data, "month"), study("shifts", data).iloc[0]

    assert months.loc[months["shifted"], "month"].tolist() == [pd.Timestamp("2023-07-01")]
    assert (row["shifts"], row["months"]) == (1, 18)
    assert row["before"] < 6000 < row["value"]


@pytest.mark.parametrize("name", ["growth", "per_business_day", "to_date", "trend", "season", "lebaran", "shifts"])
def test_every_study_speaks_both_languages(name: str, demo_sales: st.SalesData) -> None:
    for by in (None, *[split for split in st.definition(f"monthly_sales.{name}").splits if split in ("rep", "month")]):
        result = st.compute(f"monthly_sales.{name}", demo_sales, by=by)
        for lang in st.languages():
            assert "{" not in result.read(lang) + result.to(lang).definition.text
        assert len(result.table) == len(result.frame)


def test_what_was_before_or_after_is_told_only_where_it_is_known() -> None:
    """They said "before that –" and "The seven days after: – times"."""
    level = [
        {"deal_id": str(i), "status": "won", "closed_at": f"{2022 + i // 12}-{i % 12 + 1:02}-10"} for i in range(36)
    ]
    flat, risen = (
        st.load(
            {
                "deals": pd.DataFrame(
                    deal | {"amount": (100 if i < shift else 300) + i * 37 % 11} for i, deal in enumerate(level)
                )
            },
            as_of="2025-01-01",
            lang="en",
        )
        for shift in (99, 18)
    )

    assert st.compute("monthly_sales.shifts", flat).read().endswith("shifts found: 0.")
    assert "shifts found: 1. Before that it was Rp10" in st.compute("monthly_sales.shifts", risen).read()
    assert "–" not in st.compute("monthly_sales.lebaran", flat).read().partition("interval")[0]
    assert "– times" not in st.compute("monthly_sales.lebaran", flat).read()
