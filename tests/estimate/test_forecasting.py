"""Rolling origins, bounds by rank, the choice between methods, and the Poisson regression: by hand and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.estimate.series.forecasting import (
    Trial,
    achieved,
    airline,
    better,
    bounds,
    by_work,
    mase,
    poisson_ridge,
    rolling,
    seasonal_naive,
)

SERIES = np.arange(1.0, 37.0)


def test_a_method_sees_only_what_lay_before_its_origin() -> None:
    seen: list[int] = []
    rolling("spy", lambda origin: np.full(2, float(seen.append(origin) or 0)), 36, range(30, 36), 2)

    assert seen == list(range(30, 36))


def test_errors_are_what_came_less_what_was_said() -> None:
    trial = rolling("last", lambda origin: np.full(3, SERIES[origin - 1]), 36, (10, 34), 3)
    errors = trial.errors(SERIES)

    assert errors[10].tolist() == [1, 2, 3]
    assert errors[34][:2].tolist() == [1, 2]
    assert np.isnan(errors[34][2])
    assert np.isnan(errors[11]).all()


def test_drift_adds_the_mean_yearly_change_for_each_year_ahead() -> None:
    assert seasonal_naive(SERIES, 13)[[0, 12]].tolist() == [25, 25]
    assert seasonal_naive(SERIES, 13, drift=True)[[0, 12]].tolist() == [37, 49]
    # of less than two years no change from year to year is known
    assert seasonal_naive(SERIES[:20], 2, drift=True).tolist() == [9, 10]


def test_nine_errors_bound_by_their_extremes() -> None:
    series = np.full(30, 100.0)
    series[-9:] = [90, 95, 98, 99, 101, 102, 104, 110, 120]
    trial = rolling("flat", lambda origin: np.array([100.0]), 30, range(21, 30), 1)

    assert bounds(trial, series, np.array([200.0]))[:, 0].tolist() == pytest.approx([180, 240])


def test_errors_of_one_origin_count_once() -> None:
    # over two months ahead only eight errors are known: those over one month and three join in, of nine origins
    series = np.full(30, 100.0) + np.arange(30)
    trial = rolling("flat", lambda origin: np.full(3, 100.0), 30, range(21, 30), 3)

    lo, hi = bounds(trial, series, np.full(3, 100.0))

    assert (lo[1], hi[1]) == pytest.approx((121, 129))
    assert (lo[0], hi[0]) == pytest.approx((121, 129))


def test_less_than_nine_errors_bound_nothing() -> None:
    trial = rolling("flat", lambda origin: np.array([100.0]), 30, range(22, 30), 1)

    assert np.isnan(bounds(trial, np.full(30, 100.0), np.array([200.0]))).all()


def test_forecasts_of_nothing_are_bounded_by_errors_as_they_are() -> None:
    series = np.tile([0.0, 5.0], 15)
    trial = rolling("none", lambda origin: np.array([0.0]), 30, range(12, 30), 1)

    assert bounds(trial, series, np.array([0.0]))[:, 0].tolist() == [0, 5]


@given(some.integers(0, 2**32 - 1))
def test_bounds_hold_four_in_five_of_months_that_are_alike(seed: int) -> None:
    # every error is a draw of its own: 19 of them, the 2nd and 18th bound a further one in 16 of 20 cases
    chance = np.random.default_rng(seed)
    came = 100 * np.exp(0.3 * chance.standard_normal((400, 20)))
    held = 0
    for series in came:
        trial = rolling("flat", lambda origin: np.array([100.0]), 19, range(19), 1)
        lo, hi = bounds(trial, series[:19], np.array([100.0]))[:, 0]
        held += lo <= series[19] <= hi

    assert 0.8 - 5 * 0.02 < held / 400 < 0.8 + 5 * 0.02


def test_the_smaller_error_on_common_ground_wins_and_a_tie_changes_nothing() -> None:
    def off(name: str, by: float, origins: range) -> Trial:
        return rolling(name, lambda origin: np.array([SERIES[origin] + by]), 36, origins, 1)

    good, bad, twin = off("good", 1, range(12, 36)), off("bad", 2, range(12, 36)), off("twin", -1, range(12, 36))
    late = off("late", 0.5, range(33, 36))

    assert better(bad, good, SERIES, 24) is good
    assert better(good, twin, SERIES, 24) is good
    assert better(good, late, SERIES, 24) is late
    assert better(good, off("never", 0, range(0)), SERIES, 24) is good


def test_achieved_counts_months_with_bounds_known_at_the_time() -> None:
    # errors are 1, 2, 1, 2 ...: nine of them are known from origin 21 on, and bound all that follows
    series = 100 + np.tile([1.0, 2.0], 18)
    trial = rolling("flat", lambda origin: np.array([100.0]), 36, range(12, 36), 1)

    assert achieved(trial, series) == (15, 15)
    series[35] = 200
    assert achieved(trial, series) == (14, 15)


def test_without_a_change_from_year_to_year_nothing_is_scaled() -> None:
    assert np.isnan(mase(np.array([1.0]), np.full(24, 7.0)))
    assert np.isnan(mase(np.array([np.nan]), SERIES))


def test_the_airline_model_learns_a_season_and_a_regressor() -> None:
    chance = np.random.default_rng(1)
    month = np.arange(60)
    moved = (month % 12 == (3 - month // 24) % 12).astype(float)
    line = 5 + 0.01 * month + 0.3 * np.sin(month * np.pi / 6) + 0.5 * moved + 0.02 * chance.standard_normal(60)
    series, known = np.exp(line), moved[:, None]

    said = airline(series[:54], 6, known[:54], known[54:])

    assert said == pytest.approx(series[54:], rel=0.15)


def test_sales_that_grow_by_the_month_go_on_growing() -> None:
    work = np.tile([1.0, 2.0, 0.5], 13)
    sales = (100 + 3 * np.arange(36)) * work[:36]

    assert by_work(sales, work).tolist() == pytest.approx([208, 422, 107])


def test_a_slope_that_may_be_chance_is_none() -> None:
    # up and down by turns: the regression's slope is far smaller than its error
    alternating = 100 + 10 * (-1.0) ** np.arange(36)
    recent = 0.5 ** (np.arange(36)[::-1] / 12)

    assert by_work(alternating, np.ones(38)).tolist() == pytest.approx([recent @ alternating / recent.sum()] * 2)


def test_of_less_than_two_years_the_younger_months_make_the_level() -> None:
    # 13 months: the first, twelve months older than the last, counts half as much
    alike = by_work(np.array([50.0] + [100.0] * 12), np.ones(14))
    weights = 0.5 ** (np.arange(13)[::-1] / 12)

    assert alike.tolist() == pytest.approx([100 - 50 * 0.5 / weights.sum()])


def test_sales_that_fall_end_at_nothing_and_not_below() -> None:
    falling = np.maximum(100 - 10 * np.arange(36.0), 0)

    assert by_work(falling, np.ones(42)).tolist() == [0] * 6
    assert by_work(np.zeros(36), np.zeros(39)).tolist() == [0] * 3


def test_the_poisson_regression_is_statsmodels_ridge() -> None:
    import statsmodels.api as sm

    chance = np.random.default_rng(2)
    effects = np.column_stack([np.ones(300), chance.random((300, 3)) < 0.3]).astype(float)
    counts = chance.poisson(np.exp(effects @ [0.2, 0.5, -0.7, 0.0])).astype(float)
    model = sm.GLM(counts, effects, family=sm.families.Poisson())
    theirs = model.fit_regularized(alpha=np.array([0, 0.5, 0.5, 0.5]) / 300, L1_wt=0.0).params

    assert poisson_ridge(effects, counts, 0.5) == pytest.approx(theirs, abs=1e-3)


def test_a_kind_of_day_that_never_sold_has_a_finite_effect() -> None:
    effects = np.column_stack([np.ones(100), np.arange(100) % 2])

    fitted = poisson_ridge(effects, np.tile([3.0, 0.0], 50), 0.5)

    assert np.isfinite(fitted).all()
    assert np.exp(fitted[0]) == pytest.approx(3, rel=0.05)
    assert np.exp(fitted.sum()) < 0.1
