"""Quarter end: two kinds of months, and an interval that knows how much months of one kind differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.estimate.interval.daily_proportion import quasi_binomial
from salestoolkit.estimate.series.quarter_end import QuarterEnd, quarter_end

MONTHS = pd.date_range("2025-01-01", periods=12, freq="MS")
ENDS = np.array([month.month % 3 == 0 for month in MONTHS])


def judged(part: list[float], rest: list[float]) -> pd.Series:
    counts = pd.DataFrame({"month": MONTHS[: len(part)], "won": part, "lost": rest})
    return QuarterEnd("won", "lost")(counts, []).iloc[0]


def test_shares_sizes_and_months_are_those_of_each_kind() -> None:
    row = judged([6.0, 4.0, 8.0] * 4, [4.0, 6.0, 2.0] * 4)

    assert (row["at_end"], row["elsewhere"], row["value"]) == pytest.approx((0.8, 0.5, 0.3))
    assert (row["n_end"], row["n_elsewhere"], row["n"]) == (40, 80, 120)
    assert (row["part_end"], row["rest_end"], row["part_elsewhere"], row["rest_elsewhere"]) == (8, 2, 5, 5)


def test_the_interval_joins_those_of_both_sides() -> None:
    part, rest = np.array([6.0, 4.0, 8.0] * 4), np.array([4.0, 6.0, 2.0] * 4)
    found = quarter_end(part, rest, ENDS)

    end, low, high, _ = quasi_binomial(part[ENDS], (part + rest)[ENDS])
    other, least, most, _ = quasi_binomial(part[~ENDS], (part + rest)[~ENDS])
    assert found["lo"] == pytest.approx(0.3 - ((end - low) ** 2 + (most - other) ** 2) ** 0.5)
    assert found["hi"] == pytest.approx(0.3 + ((high - end) ** 2 + (other - least) ** 2) ** 0.5)


def test_months_that_differ_say_less_than_as_many_deals_of_equal_months() -> None:
    equal = judged([50.0, 50.0, 80.0] * 4, [50.0, 50.0, 20.0] * 4)
    unequal = judged([20.0, 80.0, 80.0] * 4, [80.0, 20.0, 20.0] * 4)

    assert equal["value"] == unequal["value"]
    assert unequal["hi"] - unequal["lo"] > 1.5 * (equal["hi"] - equal["lo"])


@pytest.mark.parametrize("months", [0, 1, 3, 5])
def test_one_quarter_end_says_nothing_of_quarter_ends(months: int) -> None:
    row = judged([6.0] * months, [4.0] * months)

    assert np.isnan(row["value"])
    assert row["reason"] == ("no_quarter_ends" if months else "no_data")


@given(
    some.lists(some.integers(0, 40), min_size=12, max_size=12),
    some.lists(some.integers(0, 40), min_size=12, max_size=12),
)
def test_the_interval_holds_the_difference_and_stays_within_one(part: list[int], rest: list[int]) -> None:
    row = judged([float(x) for x in part], [float(x) for x in rest])

    if row["reason"] == "":
        assert -1 <= row["lo"] <= row["value"] <= row["hi"] <= 1
