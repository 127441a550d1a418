"""Each group against the rest, counted in one go, is the test of two groups that statsmodels makes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from salestoolkit.estimate.survival.kaplan_meier import each_against_rest, logrank

CASE = some.tuples(
    some.integers(0, 9), some.integers(0, 1), some.integers(1, 3), some.sampled_from(["a", "b", "c"])
)  # time, whether it ended, how many, whose


@settings(max_examples=60)
@given(some.lists(CASE, min_size=2, max_size=40))
def test_it_is_the_test_of_two_groups(cases: list[tuple[int, int, int, str]]) -> None:
    time, event, weight, group = (np.array(each) for each in zip(*cases, strict=True))
    wanted = np.array(["a", "b", "c"])

    found = each_against_rest(time.astype(float), event, weight.astype(float), group, wanted)

    theirs = [logrank(time.astype(float), event, weight.astype(float), group == who, early=True)[1] for who in wanted]
    assert found == pytest.approx(theirs, nan_ok=True, abs=1e-9)
