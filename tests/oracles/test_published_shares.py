"""Shares and counts against published intervals: each figure names its source."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from salestoolkit.estimate.interval.poisson_count import garwood
from salestoolkit.estimate.interval.shares import clopper_pearson, difference, wilson


@pytest.mark.parametrize(
    ("part", "whole", "score", "exact"),
    [  # Newcombe, Stat. Med. 17 (1998) 857-872, table I
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_one_share_as_newcombe_printed_it(
    part: int, whole: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    given = np.array([part], float), np.array([whole], float)

    for interval, printed in ((wilson, score), (clopper_pearson, exact)):
        value, lo, hi = (float(x[0]) for x in interval(*given))
        assert value == pytest.approx(part / whole)
        assert (lo, hi) == pytest.approx(printed, abs=6e-5)


def test_the_briefs_thirty_of_a_hundred() -> None:
    # as R: prop.test(30, 100, correct = FALSE)
    value, lo, hi = wilson(np.array([30.0]), np.array([100.0]))

    assert (value[0], lo[0], hi[0]) == pytest.approx((0.3, 0.218949, 0.395849), abs=5e-6)


def test_companies_that_answered_within_an_hour() -> None:
    # Oldroyd, McElheran and Elkington, HBR March 2011: 37 % of 2,241
    value, lo, hi = wilson(np.array([829.0]), np.array([2241.0]))

    assert (value[0], lo[0], hi[0]) == pytest.approx((0.3699, 0.3502, 0.3901), abs=6e-5)


@pytest.mark.parametrize(
    ("counts", "printed"),
    [  # Newcombe, Stat. Med. 17 (1998) 873-890, table II, method 10
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
    ],
)
def test_a_difference_as_newcombe_printed_it(counts: tuple[int, ...], printed: tuple[float, float]) -> None:
    value, lo, hi = difference(*counts)

    assert value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert (lo, hi) == pytest.approx(printed, abs=6e-5)


@pytest.mark.parametrize("counts", [(0, 0, 3, 10), (3, 10, 0, 0), (11, 10, 3, 10), (-1, 10, 3, 10)])
def test_a_difference_from_nothing_is_not_available(counts: tuple[int, ...]) -> None:
    assert np.isnan(difference(*counts)).all()


def test_exact_bounds_of_counts_as_the_tables_print_them() -> None:
    # Garwood, Biometrika 28 (1936) 437-442: a count of 0 may come from a mean of up to 3.689
    lo, hi = garwood(np.array([10, 0]))

    assert lo.tolist() == pytest.approx([4.7954, 0.0], abs=6e-5)
    assert hi.tolist() == pytest.approx([18.3904, 3.6889], abs=6e-5)
    assert [bound.shape for bound in garwood(np.array([0.0]))] == [(1,), (1,)]


def test_exact_bounds_of_counts_are_quantiles_of_chi_squared() -> None:
    # as Garwood gives them, of twice the count and of two more
    count = np.concatenate([np.arange(1.0, 400.0), np.geomspace(400, 1e7, 100).round()])
    lo, hi = garwood(count)

    np.testing.assert_allclose(lo, chi2.ppf(0.025, 2 * count) / 2, rtol=1e-12)
    np.testing.assert_allclose(hi, chi2.ppf(0.975, 2 * count + 2) / 2, rtol=1e-12)
