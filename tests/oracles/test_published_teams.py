"""Many groups at once against published posteriors, funnel plots and p values: each figure names its source."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.funnel_limits import exact_p, funnel_limits, overdispersion, scores
from salestoolkit.estimate.groups.rank import ranks
from salestoolkit.estimate.groups.shrinkage import FLAT_DEVIATION, beta_binomial, normal_normal

# Tarone 1982, in Gelman et al., Bayesian Data Analysis, 3rd ed., table 5.1: tumours in 71 groups of rats
TUMOURS = np.array(
    [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4, 4, 10]
    + [4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
)  # fmt: skip
RATS = np.array(
    [20] * 7 + [19] * 4 + [18, 18, 17] + [20] * 4 + [19, 19, 18, 18, 25, 24, 23] + [20] * 6
    + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
    + [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]
)  # fmt: skip

# WinBUGS examples, volume I, "Surgical": deaths and operations in 12 hospitals
DEATHS = np.array([0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24])
OPERATIONS = np.array([47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360])

# Efron and Morris, Scientific American 236(5), 1977: hits in the first 45 at bats, and the rest of the season
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
SEASON = np.array([346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 285, 316, 200]) / 1_000


def test_the_rat_tumours_have_the_posterior_of_the_book() -> None:
    # BDA3, section 5.3: E(alpha) = 2.4, E(beta) = 14.3
    assert beta_binomial(TUMOURS, RATS, power=FLAT_DEVIATION).spread == pytest.approx((2.4, 14.3), abs=0.05)


def test_a_prior_that_is_known_gives_the_beta_posterior() -> None:
    # BDA3, section 5.1: the 70 earlier groups' moments, 1.356 and 8.615 (printed 1.4 and 8.6), and 4 of 14
    current = beta_binomial(np.array([4]), np.array([14]), prior=(1.356, 8.615), draws=40_000)

    assert current.value[0] == pytest.approx(0.223, abs=6e-4)
    assert current.draws.std() == pytest.approx(0.083, abs=1e-3)


def test_batting_averages_under_robinsons_prior() -> None:
    # Robinson, Understanding empirical Bayes estimation (varianceexplained.org, 2015)
    career = beta_binomial(np.array([300, 4]), np.array([1000, 10]), prior=(101.4, 287.3))

    assert career.value == pytest.approx([0.289, 0.264], abs=6e-4)


def test_hospitals_that_have_nothing_in_common() -> None:
    # WinBUGS "Surgical", fixed effects: posterior means and standard deviations of the first ten
    each = beta_binomial(DEATHS, OPERATIONS, prior=(1, 1), draws=40_000)

    means = [0.02032, 0.1267, 0.07441, 0.0579, 0.0421, 0.07082, 0.06681, 0.1475, 0.07181, 0.09129]
    deviations = [0.01989, 0.02674, 0.02414, 0.008179, 0.01378, 0.01805, 0.02036, 0.02409, 0.01781, 0.02921]
    assert each.value[:10] == pytest.approx(means, abs=1e-3)
    assert each.draws.std(axis=0)[:10] == pytest.approx(deviations, abs=1e-3)


def test_hospitals_that_are_alike_lean_on_each_other() -> None:
    # WinBUGS "Surgical", random effects. Its rates are logistic-normal and ours are beta, so the means agree to
    # seven deaths in a thousand and no closer; they lie well within our intervals.
    fit = beta_binomial(DEATHS, OPERATIONS, power=FLAT_DEVIATION)
    chosen, theirs = [0, 1, 3, 7, 10], np.array([0.053, 0.103, 0.059, 0.123, 0.102])

    assert fit.value[chosen] == pytest.approx(theirs, abs=0.007)
    assert np.all((fit.lo[chosen] < theirs) & (theirs < fit.hi[chosen]))
    alpha, beta = fit.spread
    assert alpha / (alpha + beta) == pytest.approx(0.073, abs=0.006)


def test_batters_come_out_nearer_to_their_season_than_their_own_average() -> None:
    # Efron and Morris shrink by c = 0.212, plugged in: Clemente .400 becomes .294, Alvis .156 becomes .242, and the
    # squared error falls 3.5 times. Integrating over what c might be comes to the same here, and has intervals too.
    raw = HITS / 45
    fit = normal_normal(raw, np.full(18, np.sqrt(0.2654 * 0.7346 / 45)))

    ratio = np.sum((raw - SEASON) ** 2) / np.sum((fit.value - SEASON) ** 2)
    assert fit.spread[0] == pytest.approx(0.265, abs=6e-4)
    assert fit.value[[0, -1]] == pytest.approx([0.294, 0.242], abs=1e-3)
    assert ratio == pytest.approx(3.5, abs=0.05)
    assert ((fit.lo < SEASON) & (fit.hi > SEASON)).sum() == 17


def test_eight_schools() -> None:
    # BDA3, table 5.3 (posterior medians from 200 draws); Stan's reference posterior: mean of mu 8, of tau 6.6
    effects, errors = np.array([28, 8, -3, 7, -1, 1, 18, 12.0]), np.array([15, 10, 16, 11, 9, 11, 10, 18.0])

    fit = normal_normal(effects, errors)

    assert np.median(fit.draws, axis=0) == pytest.approx([10, 8, 7, 8, 5, 6, 10, 8], abs=1)
    assert fit.spread == pytest.approx((8, 6.6), abs=0.15)


def test_two_groups_do_not_say_how_groups_differ() -> None:
    fit = normal_normal(np.array([1.0, 3.0]), np.array([0.5, 0.5]))

    assert fit.value.tolist() == [1, 3]
    assert np.isnan(fit.spread[1])
    assert fit.hi - fit.value == pytest.approx([0.98, 0.98], abs=0.05)


def test_the_funnel_plot_of_the_hospitals() -> None:
    # From the formulas of Spiegelhalter, Stat. Med. 24 (2005) 1185-1202
    center = DEATHS.sum() / OPERATIONS.sum()
    z = scores(DEATHS, OPERATIONS)

    assert center == pytest.approx(0.07392, abs=6e-5)
    assert z[[0, 1, 4, 7, 10]] == pytest.approx([-1.937, 2.218, -1.999, 3.938, 2.407], abs=6e-4)
    assert (abs(z) > 1.96).sum() == 4
    assert overdispersion(z, winsorized=0) == pytest.approx(3.213, abs=6e-4)
    assert (q_values(exact_p(DEATHS, OPERATIONS, center)) < 0.05).sum() == 1


@pytest.mark.parametrize(("size", "level"), [(7, 0.95), (40, 0.95), (40, 0.998), (300, 0.998)])
def test_outside_the_limits_is_what_hardly_happens_by_chance(size: int, level: float) -> None:
    counts, sizes = np.arange(size + 1), np.full(size + 1, size)

    lo, hi = funnel_limits(0.3, sizes, level)

    outside = (counts / size < lo) | (counts / size > hi)
    assert outside.tolist() == (exact_p(counts, sizes, 0.3) < 1 - level).tolist()
    assert outside.any()


def test_a_limit_worked_by_hand() -> None:
    # n = 2 and a true half: P(0) = 1/4. A tail of 1/10 is cut off within the count 0: 0 - (1/4 - 1/10) / (1/4) < 0.
    # A tail of 3/8 within the count 1: 1 - (3/4 - 3/8) / (1/2) = 1/4, a share of 1/8; the upper limit mirrors it.
    two = np.array([2])

    assert np.concatenate(funnel_limits(0.5, two, level=0.8)).tolist() == [0, 1]
    assert np.concatenate(funnel_limits(0.5, two, level=0.25)) == pytest.approx([1 / 8, 7 / 8])


def test_limits_stretch_with_overdispersion_and_stay_within_0_and_1() -> None:
    sizes = np.array([5, 50, 500, 0])

    lo, hi = funnel_limits(0.1, sizes)
    low, high = funnel_limits(0.1, sizes, phi=4)

    assert lo[0] == 0
    assert np.isnan([lo[3], hi[3]]).all()
    assert np.all(low[:3] <= lo[:3])
    assert high[1:3] - 0.1 == pytest.approx(2 * (hi[1:3] - 0.1))
    assert funnel_limits(0.1, sizes, phi=0.5)[1] == pytest.approx(hi, nan_ok=True)


def test_fifteen_p_values_of_benjamini_and_hochberg() -> None:
    # JRSS B 57 (1995) 289-300, section 3.2: Bonferroni rejects three, theirs four
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p = np.array([*small, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000])

    q = q_values(p)

    assert (p < 0.05 / 15).sum() == 3
    assert (q < 0.05).sum() == 4
    assert q[0] == pytest.approx(0.0015)


def test_a_comparison_that_was_not_made_is_not_one_of_the_family() -> None:
    assert q_values(np.array([0.02, np.nan, 0.5])) == pytest.approx([0.04, np.nan, 0.5], nan_ok=True)
    assert np.isnan(q_values(np.array([np.nan]))).all()


def test_hospitals_are_ranked_with_intervals_and_words() -> None:
    # WinBUGS "Surgical" ranks hospital 8 highest (its interval reaches the top) and 4 among the lowest
    found = ranks(beta_binomial(DEATHS, OPERATIONS).draws, OPERATIONS)

    assert (found.lo[7], found.hi[7]) == (1, 4)
    assert found.p_best.sum() == pytest.approx(1)
    assert found.p_best.argmax() == 7
    assert found.p_top_quarter.sum() == pytest.approx(3)
    assert (found.tier[7], found.tier[3], found.tier[8]) == ("clearly_above", "clearly_below", "within")


def test_who_has_few_cases_is_not_ranked() -> None:
    draws = np.array([[0.9, 0.5, 0.1]] * 40)  # the team: (9 x 0.9 + 10 x 0.5 + 10 x 0.1) / 29 = 0.486

    found = ranks(draws, np.array([9, 10, 10]), better="lower")

    assert found.tier == ("too_few", "clearly_above", "clearly_below")
    assert found.lo == pytest.approx([np.nan, 2, 1], nan_ok=True)
    assert found.p_best == pytest.approx([np.nan, 0, 1], nan_ok=True)


def test_a_team_of_nobody_with_enough_cases_has_no_ranks() -> None:
    found = ranks(np.array([[0.1, 0.2]]), np.array([3, 4]))

    assert found.tier == ("too_few", "too_few")
    assert np.isnan(found.lo).all()
