"""The mean of amounts above 0: its interval lies above 0, however few and uneven they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.estimate.interval.mean import bootstrap_t


@settings(max_examples=60)
@given(some.lists(some.floats(0.5, 1e6), min_size=5, max_size=14, unique=True))
def test_its_bounds_lie_above_zero_and_about_the_mean(amounts: list[float]) -> None:
    """Five deals of Rp12.3 million on average had an interval from Rp0 on."""
    lo, hi = bootstrap_t(np.sort(amounts))
    assert 0 < lo < np.mean(amounts) < hi


def test_a_bound_that_was_above_zero_is_the_same_and_a_mean_with_zeros_may_reach_it() -> None:
    uneven, zeros = np.array([1.0, 1.2, 1.5, 2.0, 40.0]), np.array([0.0, 0.0, 1.0, 1.2, 40.0])
    lo, hi = bootstrap_t(np.array([80.0, 90.0, 100.0, 110.0, 120.0]))
    assert (lo, hi) == pytest.approx((71.7157287525381, 140.4145188432738))
    assert bootstrap_t(zeros)[0] == 0
    assert 0 < bootstrap_t(uneven)[0] < uneven.mean()


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_reader_is_told_that_deals_with_amounts_may_bring_nothing(lang: str) -> None:
    won = [
        deal(f"D{i}", "won", "2026-07-01", f"2026-07-{i + 2:02}", amount=amount)
        for i, amount in enumerate((1_000_000, 1_200_000, 1_500_000, 2_000_000, 40_000_000))
    ]
    said = st.compute("average_deal_size", loaded("2026-08-01", deals=won)).to(lang).read()
    assert "Rp9" in said
    assert "Rp0" not in said
