"""Monthly sales and its studies: months that are not over, of unequal length, with Lebaran moving about."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from months_of_sales import sales, study

import salestoolkit as st

YEARS = pd.date_range("2022-01-01", "2024-12-01", freq="MS")


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
