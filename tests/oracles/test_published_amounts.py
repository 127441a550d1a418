"""Means and ratios of skewed amounts against published intervals: each figure names its source."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.estimate.interval.mean import bootstrap_t, log_normal, modified_cox, ratio_of_means
from salestoolkit.estimate.interval.ratio import joint_bootstrap

# Efron and Tibshirani, An Introduction to the Bootstrap, 1993, table 2.1: survival of mice in days
TREATED = np.array([94, 197, 16, 38, 99, 141, 23.0])
CONTROLS = np.array([52, 104, 146, 10, 51, 30, 40, 27, 46.0])

# Davison and Hinkley, Bootstrap Methods and their Application, 1997, table 1.2: hours between failures
HOURS = np.array([3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487.0])

# Olsson, Journal of Statistics Education 13(1), 2005: carbon monoxide
CO = np.array([12.5, 20, 4, 20, 25, 170, 15, 20, 15])


def test_the_mean_of_a_log_normal_as_olsson_has_it() -> None:
    assert CO.mean() == 33.5
    assert modified_cox(CO) == pytest.approx((12.30929, 78.72254), abs=6e-6)


def test_amounts_that_are_not_log_normal_say_so() -> None:
    # Shapiro and Wilk's test on logs: p = 0.049 for the carbon monoxide, 0.33 for the hours
    assert not log_normal(CO)
    assert log_normal(HOURS)
    assert not log_normal(np.array([0, 1, 2, 3, 4.0]))
    assert not log_normal(HOURS[:4])
    assert np.isnan(modified_cox(np.array([0, 1, 2.0]))).all()
    assert np.isnan(modified_cox(HOURS[:1])).all()


def test_the_hours_between_failures() -> None:
    # The exact interval under the exponential model is 65.9 to 209.2, R's boot.ci gives 57.2 to 227.2 (BCa); the
    # studentised bootstrap reaches further out, as a nearly fivefold larger last value lets it.
    # arch 8.0.0, IIDBootstrap.conf_int(method="studentized", reps=20_000), four seeds: 47.8 ... 51.5 to 281 ... 287.
    lo, hi = bootstrap_t(HOURS, expanded=False)
    wider = bootstrap_t(HOURS)

    assert wider[0] < lo < hi < wider[1]
    assert HOURS.mean() == pytest.approx(108.083, abs=6e-4)
    assert (lo, hi) == pytest.approx((49.4, 284.7), abs=8)


def test_treated_mice_live_one_and_a_half_times_as_long_and_it_may_be_chance() -> None:
    # Means 86.86 and 56.22, difference 30.63 with standard error 28.93: nothing certain
    ratio, lo, hi = ratio_of_means(TREATED, CONTROLS)

    assert ratio == pytest.approx(86.86 / 56.22, abs=2e-4)
    assert lo < 1 < hi


def test_the_spread_of_a_total_at_a_fixed_number_of_mice_is_the_bootstraps() -> None:
    # Table 2.2: the bootstrap standard error of the treated mean at infinitely many samples is 23.36. A ratio of
    # sums of seven drawn jointly with their number is that mean, and its interval is as wide as t allows.
    value, lo, hi = joint_bootstrap(TREATED, np.ones(7))

    assert value == pytest.approx(86.857, abs=1e-3)
    assert lo < value - 23.36 < value + 23.36 < hi


def test_a_fixed_cost_only_divides() -> None:
    alone, halved = joint_bootstrap(HOURS, 1.0), joint_bootstrap(HOURS, 2.0)

    assert alone[0] == HOURS.sum()
    assert np.array(halved) * 2 == pytest.approx(np.array(alone))


def test_customers_all_worth_the_same_vary_in_number_only() -> None:
    # 50 customers of 1: the total is a Poisson count, whose exact interval (Garwood) is 37.1 to 65.9
    value, lo, hi = joint_bootstrap(np.ones(50), 1.0)

    assert (value, lo, hi) == pytest.approx((50, 37.1, 65.9), abs=2.5)


def test_what_is_proportional_does_not_vary() -> None:
    value, lo, hi = joint_bootstrap(3 * HOURS, HOURS)

    assert value == 3
    assert np.isnan([lo, hi]).all()


def test_from_many_customers_on_the_normal_distribution_serves() -> None:
    amounts = np.random.default_rng(3).gamma(0.7, 1, 6_000)

    value, lo, hi = joint_bootstrap(amounts, 1.0)

    assert hi - value == pytest.approx(1.959964 * np.sqrt(np.sum(amounts**2)))
    assert value - lo == pytest.approx(hi - value)


@pytest.mark.parametrize(("amounts", "cost"), [(HOURS, 0.0), (HOURS, -1.0), (np.array([]), 0.0)])
def test_nothing_spent_is_no_ratio(amounts: np.ndarray, cost: float) -> None:
    assert np.isnan(joint_bootstrap(amounts, cost)).all()


def test_four_values_have_no_interval() -> None:
    assert np.isnan(joint_bootstrap(HOURS[:4], 1.0)[1:]).all()
    assert np.isnan(ratio_of_means(HOURS[:4], HOURS)[1:]).all()
    assert np.isnan(ratio_of_means(-HOURS, HOURS)).all()
    assert np.isnan(ratio_of_means(np.array([]), HOURS)).all()
