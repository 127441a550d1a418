"""The team's band: from six reps on, and nobody's value can be read from it or worked out of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.stats import beta
from scipy.stats.mstats import hdquantiles

from salestoolkit.reports.rep.bands import MEMBERS, band

RATES = some.lists(some.integers(1, 10_000), min_size=14, max_size=40, unique=True)
SPREAD = pd.Series([31.0, 140.0, 42.0, 11.0, 65.0, 88.0, 25.0, 52.0, 17.0, 230.0])


def test_the_quartiles_are_those_of_harrell_and_davis_rounded_to_what_they_are_good_for() -> None:
    def worked(p: float) -> float:
        n, law = len(SPREAD), beta((len(SPREAD) + 1) * p, (len(SPREAD) + 1) * (1 - p))
        ordered = SPREAD.sort_values()
        return sum(x * (law.cdf((i + 1) / n) - law.cdf(i / n)) for i, x in enumerate(ordered))

    exact = [worked(p) for p in (0.25, 0.5, 0.75)]
    assert exact == pytest.approx(list(hdquantiles(SPREAD.to_numpy(), (0.25, 0.5, 0.75))))
    assert band(SPREAD) == {"q1": round(exact[0], -1), "median": round(exact[1], -1), "q3": round(exact[2], -1)} | {
        "members": 10
    }


@pytest.mark.parametrize("members", range(MEMBERS))
def test_of_fewer_than_six_there_is_none(members: int) -> None:
    assert band(pd.Series([float(i) for i in range(members)] + [None] * 3)) == {}


@pytest.mark.parametrize("values", [[1.0] * 6, [0.1 + 0.2] * 7, [0.3] * 999 + [0.4]])
def test_where_all_are_the_same_there_is_none_since_it_would_tell_everybodys(values: list[float]) -> None:
    assert band(pd.Series(values)) == {}


@given(RATES)
@settings(max_examples=60)
def test_the_quartiles_stand_in_order_within_the_values(values: list[int]) -> None:
    if not (found := band(pd.Series(values))):
        return
    step = found["q3"] - found["q1"] or 1
    assert found["q1"] <= found["median"] <= found["q3"]
    assert min(values) - step <= found["q1"] <= found["q3"] <= max(values) + step


def test_who_knows_all_values_but_one_cannot_work_it_out() -> None:
    """More than any reader knows; still, as a rule, other values of that one rep give the very same band."""
    random = np.random.default_rng(7)
    hidden = []
    for values in random.lognormal(size=(20, 12)):
        found = band(pd.Series(values))
        step = (found["q3"] - found["q1"]) / 50
        for who in range(1, 12, 3):
            moved = [values + move * step * (np.arange(12) == who) for move in (-1, 1)]
            hidden.append(found in [band(pd.Series(other)) for other in moved])
    assert np.mean(hidden) > 0.95


def test_the_usual_quartiles_of_seven_would_be_three_peoples_values() -> None:
    values = pd.Series([317.0, 154.0, 1423.0, 448.0, 816.0, 629.0, 2401.0])
    assert set(values) & set(values.quantile([0.25, 0.5, 0.75]))
    assert not set(values) & set(band(values).values())
