"""Why one mean differs from another: the parts add up, whatever the deals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.estimate.interval.mean import RESAMPLES, ratio_of_means
from salestoolkit.estimate.sales.mix import decompose

DEALS = st.lists(st.tuples(st.sampled_from("PQRS"), st.floats(1, 1e6)), min_size=1, max_size=30)


def split(deals: list[tuple[str, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([kind for kind, _ in deals]), np.array([amount for _, amount in deals])


@given(DEALS, DEALS)
def test_mix_and_size_add_up_to_the_difference_of_the_means(
    own: list[tuple[str, float]], base: list[tuple[str, float]]
) -> None:
    mix, size = decompose(*split(own), *split(base))

    difference = split(own)[1].mean() - split(base)[1].mean()
    assert mix + size == pytest.approx(difference, rel=1e-9, abs=1e-6)


@given(DEALS)
def test_the_same_deals_differ_in_nothing(deals: list[tuple[str, float]]) -> None:
    assert decompose(*split(deals), *split(deals)) == pytest.approx((0, 0), abs=1e-6)


def test_the_parts_worked_by_hand() -> None:
    own = [("P", 100.0), *[("Q", 300.0)] * 4]
    base = [*own, *[("P", 100.0)] * 4, ("Q", 350.0)]  # P 100; Q 310 on average; half of each

    assert decompose(*split(own), *split(base)) == pytest.approx((0.3 * 210, 0.8 * -10))


def test_a_kind_that_is_new_is_all_mix() -> None:
    mix, size = decompose(*split([("P", 100), ("N", 900)]), *split([("P", 100), ("P", 100)]))

    assert (mix, size) == (400, 0)


def test_many_deals_are_not_drawn_one_by_one() -> None:
    chance = np.random.default_rng(1)
    few, many = chance.lognormal(0.3, 1, 40), chance.lognormal(0, 1, 200_000)

    ratio, lo, hi = ratio_of_means(few, many)  # drawn one by one this would take three gigabytes

    alone = [few[chance.integers(0, 40, 40)].mean() for _ in range(RESAMPLES)]
    assert lo < ratio < hi
    assert hi > np.quantile(alone, 0.95) / many.mean()  # the few carry the doubt
