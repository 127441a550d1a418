"""What holds for every data: bounds hold the value, order does not matter, more data says more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from salestoolkit.estimate.groups.association import e_value, mantel_haenszel
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.funnel_limits import funnel_limits
from salestoolkit.estimate.groups.rank import ranks
from salestoolkit.estimate.groups.shrinkage import beta_binomial, normal_normal
from salestoolkit.estimate.interval.daily_proportion import quasi_binomial
from salestoolkit.estimate.interval.mean import bootstrap_t, modified_cox
from salestoolkit.estimate.interval.poisson_count import garwood
from salestoolkit.estimate.interval.ratio import joint_bootstrap
from salestoolkit.estimate.interval.shares import clopper_pearson, difference, wilson
from salestoolkit.estimate.series.control_chart import p_chart
from salestoolkit.estimate.survival.incidence import incidence
from salestoolkit.estimate.survival.kaplan_meier import logrank, restricted_mean, share_within

quick = settings(max_examples=40, deadline=None, derandomize=True)

shares = some.integers(1, 400).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n)))
groups = some.lists(
    some.integers(1, 60).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))), min_size=3, max_size=8
)
amounts = some.lists(some.floats(0.01, 1e6), min_size=5, max_size=30).map(np.array)
cases = some.lists(
    some.tuples(some.integers(1, 12), some.sampled_from([0, 1, 2]), some.integers(1, 9)), min_size=1, max_size=20
)

Case = tuple[int, int, int]


def columns(rows: list[Case]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time, outcome and weight of the cases."""
    time, outcome, weight = np.array(rows).T
    return time.astype(float), outcome, weight.astype(float)


@quick
@given(shares)
def test_a_share_lies_within_its_bounds_and_the_exact_ones_are_wider(share: tuple[int, int]) -> None:
    part, whole = (np.array([x], float) for x in share)

    for interval in (wilson, clopper_pearson):
        value, lo, hi = (x[0] for x in interval(part, whole))
        assert -1e-12 <= lo <= value + 1e-12
        assert value <= hi + 1e-12 <= 1 + 2e-12
    assert np.diff(clopper_pearson(part, whole)[1:], axis=0) > np.diff(wilson(part, whole)[1:], axis=0) - 0.01


@quick
@given(shares, some.sampled_from([wilson, clopper_pearson]))
def test_twice_the_data_says_more(share: tuple[int, int], interval: object) -> None:
    once, twice = (interval(k * np.array([share[0]], float), k * np.array([share[1]], float)) for k in (1, 2))  # type: ignore[operator]

    assert twice[2] - twice[1] < once[2] - once[1]


@quick
@given(shares, shares)
def test_a_difference_turns_its_sign_with_the_order(a: tuple[int, int], b: tuple[int, int]) -> None:
    value, lo, hi = difference(*a, *b)

    assert -1 <= lo <= value + 1e-12
    assert value <= hi + 1e-12 <= 1 + 2e-12
    assert difference(*b, *a) == pytest.approx((-value, -hi, -lo), abs=1e-9)


@quick
@given(
    some.lists(
        some.integers(1, 200).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))), min_size=2, max_size=20
    )
)
def test_days_are_never_narrower_than_wilson_and_their_order_does_not_matter(days: list[tuple[int, int]]) -> None:
    part, whole = np.array(days, float).T
    value, lo, hi, phi = quasi_binomial(part, whole)
    _, low, high = wilson(part.sum()[None], whole.sum()[None])

    assert phi >= 1
    assert lo <= low[0] + 1e-9
    assert high[0] <= hi + 1e-9
    assert quasi_binomial(part[::-1], whole[::-1]) == pytest.approx((value, lo, hi, phi))


@quick
@given(some.integers(0, 10_000))
def test_a_count_lies_within_its_bounds(count: int) -> None:
    lo, hi = garwood(np.array([count, 2 * count]))

    assert lo[0] <= count <= hi[0]
    assert hi[1] / 2 - lo[1] / 2 <= hi[0] - lo[0]


@quick
@given(cases, some.integers(1, 12))
def test_incidence_holds_its_value_and_grows_with_the_horizon(rows: list[Case], horizon: int) -> None:
    data = columns(rows)
    value, lo, hi = incidence(*data, horizon)
    if np.isnan(value):
        assert data[0].max() < horizon
        return

    assert 0 <= lo <= value + 1e-12
    assert value <= hi + 1e-12 <= 1 + 2e-12
    assert value >= incidence(*data, horizon - 1)[0]
    assert incidence(*columns(rows[::-1]), horizon) == pytest.approx((value, lo, hi))


@quick
@given(cases, some.integers(1, 12))
def test_won_and_lost_and_still_open_make_up_the_whole(rows: list[Case], horizon: int) -> None:
    time, outcome, weight = columns(rows)
    won, lost = (incidence(time, code, weight, horizon)[0] for code in (outcome, np.array([0, 2, 1])[outcome]))
    ended = share_within(time, (outcome > 0).astype(int), weight, horizon)[0]

    assert won + lost == pytest.approx(ended, nan_ok=True)


@quick
@given(cases, some.integers(1, 12))
def test_a_weight_is_so_many_cases(rows: list[Case], horizon: int) -> None:
    time, outcome, weight = columns(rows)
    each = [np.repeat(x, weight.astype(int)) for x in (time, outcome)]
    event = outcome == 1
    ones = np.ones(len(each[0]))

    assert incidence(*each, ones, horizon) == pytest.approx(incidence(time, outcome, weight, horizon), nan_ok=True)
    one_by_one = restricted_mean(each[0], np.repeat(event, weight.astype(int)), ones, horizon)
    assert one_by_one == pytest.approx(restricted_mean(time, event, weight, horizon), nan_ok=True)


@quick
@given(cases, some.integers(1, 12))
def test_a_restricted_mean_lies_between_0_and_tau(rows: list[Case], tau: int) -> None:
    time, outcome, weight = columns(rows)
    mean, lo, hi = restricted_mean(time, outcome == 1, weight, tau)

    if not np.isnan(mean):
        assert 0 <= lo <= mean <= hi + 1e-12 <= tau + 1e-9


@quick
@given(cases)
def test_the_names_of_groups_do_not_matter_to_the_log_rank_test(rows: list[Case]) -> None:
    time, outcome, weight = columns(rows)
    event = (outcome == 1).astype(int)
    group = np.arange(len(rows)) % 2
    tested = logrank(time, event, weight, group)

    assert logrank(time, event, weight, 1 - group) == pytest.approx(tested, nan_ok=True)


@quick
@given(amounts)
def test_means_and_ratios_lie_within_their_bounds_and_follow_the_unit(values: np.ndarray) -> None:
    lo, hi = bootstrap_t(values)
    if not np.isnan(lo):
        assert 0 <= lo <= hi
    total, low, high = joint_bootstrap(values, 100.0)
    assert low <= total <= high
    assert joint_bootstrap(1_000 * values, 100.0) == pytest.approx((1_000 * total, 1_000 * low, 1_000 * high))
    if np.ptp(values) > 0:
        assert np.array(modified_cox(1_000 * values)) == pytest.approx(1_000 * np.array(modified_cox(values)))


@quick
@given(groups)
def test_a_shrunk_rate_lies_within_its_bounds_and_the_order_of_groups_does_not_matter(
    team: list[tuple[int, int]],
) -> None:
    won, n = np.array(team).T
    fit = beta_binomial(won, n, draws=1_000)

    assert np.all((fit.lo >= 0) & (fit.lo < fit.value) & (fit.value < fit.hi) & (fit.hi <= 1))
    other_way = beta_binomial(won[::-1], n[::-1], draws=1_000).value[::-1]
    assert other_way == pytest.approx(fit.value)


@quick
@given(some.lists(some.integers(0, 30), min_size=3, max_size=8, unique=True))
def test_of_two_groups_of_one_size_the_better_stays_ahead_and_both_move_inwards(won: list[int]) -> None:
    raw = np.sort(won) / 30
    fit = beta_binomial(np.sort(won), np.full(len(won), 30), draws=1_000)

    assert np.all(np.diff(fit.value) > 0)
    assert np.ptp(fit.value) < np.ptp(raw)


@quick
@given(some.lists(some.tuples(some.floats(-5, 5), some.floats(0.1, 3)), min_size=3, max_size=8))
def test_estimates_shrink_to_between_the_extremes(team: list[tuple[float, float]]) -> None:
    y, errors = np.array(team).T
    fit = normal_normal(y, errors, draws=1_000)

    assert np.all((y.min() - 1e-9 <= fit.value) & (fit.value <= y.max() + 1e-9))
    assert np.all((fit.lo < fit.value) & (fit.value < fit.hi))
    assert normal_normal(y + 7, errors, draws=1_000).value == pytest.approx(fit.value + 7)


@quick
@given(groups)
def test_someone_is_the_best_and_a_quarter_is_the_first_quarter(team: list[tuple[int, int]]) -> None:
    won, n = np.array(team).T + 10
    found = ranks(beta_binomial(won, n, draws=1_000).draws, n)

    assert found.p_best.sum() == pytest.approx(1)
    assert found.p_top_quarter.sum() == pytest.approx(np.ceil(len(team) / 4))
    assert np.all((found.lo >= 1) & (found.lo <= found.hi) & (found.hi <= len(team)))


@quick
@given(some.floats(0.02, 0.98), some.integers(1, 500))
def test_stricter_limits_are_wider(center: float, size: int) -> None:
    n = np.array([size])
    (lo, hi), (low, high) = funnel_limits(center, n, 0.95), funnel_limits(center, n, 0.998)

    assert 0 <= low[0] <= lo[0] + 1e-12
    assert hi[0] <= high[0] + 1e-12 <= 1 + 2e-12
    assert lo[0] <= center <= hi[0]


@quick
@given(some.lists(some.floats(0, 1), min_size=1, max_size=20))
def test_q_values_are_no_smaller_than_p_values_and_keep_their_order(p: list[float]) -> None:
    p_values = np.array(p)
    q = q_values(p_values)

    assert np.all((q >= p_values - 1e-12) & (q <= 1))
    assert np.all(np.diff(q[np.argsort(p_values)]) >= -1e-12)


@quick
@given(groups)
def test_limits_of_a_chart_of_shares_hold_its_centre(samples: list[tuple[int, int]]) -> None:
    part, whole = np.array(samples).T
    chart = p_chart(part, whole)

    assert np.all((chart.lo >= 0) & (chart.lo <= chart.center) & (chart.center <= chart.hi) & (chart.hi <= 1))


@quick
@given(some.lists(some.lists(some.integers(1, 50), min_size=4, max_size=4), min_size=1, max_size=5))
def test_exchanging_exposed_and_not_turns_the_odds_over(strata: list[list[int]]) -> None:
    tables = np.array(strata).reshape(-1, 2, 2)
    one, other = mantel_haenszel(tables), mantel_haenszel(tables[:, ::-1])

    assert one.lo <= one.value <= one.hi
    assert (1 / other.value, 1 / other.hi, 1 / other.lo) == pytest.approx((one.value, one.lo, one.hi))
    assert e_value(one.value) >= 1
