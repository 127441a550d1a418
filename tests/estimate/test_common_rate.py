"""The common rate: what most groups share, found although a few are apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.estimate.groups.common_rate import common_rate
from salestoolkit.estimate.groups.funnel_limits import SIGNAL


def test_one_group_that_leaks_does_not_make_the_others_seem_good() -> None:
    part, whole = np.array([67.0, 66, 68, 35]) * 7, np.full(4, 700.0)

    rate, p = common_rate(part, whole)

    assert rate == pytest.approx(0.67)
    assert (p < 1 - SIGNAL).tolist() == [False, False, False, True]
    # held against the rate of all together, 59 %, all four would lie outside
    assert part.sum() / whole.sum() == pytest.approx(0.59)


def test_without_anybody_apart_it_is_the_rate_of_all_together() -> None:
    rate, p = common_rate(np.array([48.0, 52, 55]), np.full(3, 100.0))

    assert rate == pytest.approx(155 / 300)
    assert (p > 0.2).all()


def test_of_two_groups_neither_is_taken_out() -> None:
    rate, _ = common_rate(np.array([350.0, 670]), np.full(2, 1000.0))

    assert rate == pytest.approx(0.51)


def test_groups_that_are_not_judged_count_for_nothing() -> None:
    rate, p = common_rate(np.array([5.0, 50, 0]), np.array([np.nan, 100, 0]))

    assert rate == 0.5
    assert np.isnan(p).tolist() == [True, False, True]
    nothing, none = common_rate(np.array([0.0]), np.array([0.0]))
    assert np.isnan(nothing)
    assert np.isnan(none).all()


@given(some.lists(some.integers(0, 100), min_size=1, max_size=12))
def test_it_lies_between_the_groups(counts: list[int]) -> None:
    part, whole = np.array(counts, float), np.full(len(counts), 100.0)

    rate, _ = common_rate(part, whole)

    share = part / 100
    assert share.min() - 1e-12 <= rate <= share.max() + 1e-12
