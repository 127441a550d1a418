"""The trend of a share: its interval and its p value are of one hypothesis, and never deny each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from salestoolkit.estimate.series.share_trend import LEVEL, share_trend

MONTHS = some.lists(some.tuples(some.integers(0, 6), some.integers(0, 6)), min_size=3, max_size=12)


def trend(months: list[tuple[int, int]]) -> dict[str, float]:
    part, rest = np.array(months, float).T
    return share_trend(part, rest, 2025 + np.arange(len(months)) / 12)


def test_a_fall_that_may_be_chance_has_no_change_in_its_interval() -> None:
    """From 94 % to 2 % with 16 deals, p = 0.051: it said -139.6 to -82.3 points a year, and "no clear change"."""
    told = trend([(2, 0), (1, 0), (0, 0), (1, 2), (0, 1), (1, 1), (0, 0), (0, 3), (0, 3)])
    assert told["p"] > LEVEL
    assert told["lo"] < told["value"] < 0 < told["hi"]


@settings(max_examples=150)
@given(MONTHS)
def test_an_interval_holds_no_change_just_where_p_does_not_reject_it(months: list[tuple[int, int]]) -> None:
    told = trend(months)
    if np.isnan(told["value"]):
        return
    assert told["lo"] <= told["value"] <= told["hi"]
    assert (told["lo"] > 0 or told["hi"] < 0) == (told["p"] < LEVEL)
