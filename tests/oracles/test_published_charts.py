"""Control charts against the handbooks that print them."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.estimate.series.control_chart import p_chart, runs, xmr

# Montgomery, Introduction to Statistical Quality Control, chapter 7; NIST e-Handbook 6.3.3.2: 30 samples of 50 cans
CANS = np.array(
    [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
)


def test_single_values_as_the_nist_handbook_charts_them() -> None:
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2
    chart = xmr(np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]))

    assert (chart.center, chart.lo, chart.hi) == pytest.approx((50.81, 45.8159, 55.8041), abs=6e-5)


def test_one_value_has_no_limits() -> None:
    assert xmr(np.array([3.0])).center == 3
    assert np.isnan([xmr(np.array([3.0])).lo, xmr(np.array([])).center]).all()


def test_shares_as_montgomery_charts_them() -> None:
    whole = np.full(30, 50)
    chart = p_chart(CANS, whole)
    alarms = (CANS / whole > chart.hi) | (CANS / whole < chart.lo)
    revised = p_chart(CANS[~alarms], whole[~alarms])

    assert (chart.center, chart.lo[0], chart.hi[0]) == pytest.approx((0.2313, 0.0524, 0.4102), abs=6e-5)
    assert (np.flatnonzero(alarms) + 1).tolist() == [15, 23]
    assert (revised.center, revised.lo[0], revised.hi[0]) == pytest.approx((0.2150, 0.0407, 0.3893), abs=6e-5)


def test_limits_of_shares_widen_for_small_samples_and_stay_within_0_and_1() -> None:
    chart = p_chart(np.array([1, 10, 0]), np.array([4, 100, 0]))

    assert chart.lo[0] == 0
    assert chart.hi[0] > chart.hi[1]
    assert np.isnan(chart.hi[2])
    assert np.isnan(p_chart(np.zeros(2), np.zeros(2)).center)


def test_eight_in_a_row_on_one_side_are_a_run() -> None:
    values = np.array([1] * 9 + [-1] * 7 + [0] + [-1] * 8 + [np.nan, 1])

    assert np.flatnonzero(runs(values, 0)).tolist() == [7, 8, 24]
