"""Response estimators: what they have in common with the simpler ones, and where withdrawn waits make them differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from salestoolkit.estimate.survival.kaplan_meier import Survival
from salestoolkit.estimate.survival.response_time import ANSWERED, WAITING, WITHDRAWN, ResponseShare, ResponseTime

WAITS = some.lists(some.tuples(some.integers(0, 99), some.sampled_from([WAITING, ANSWERED, WITHDRAWN])), min_size=5)


def counted(waits: list[tuple[int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(waits, columns=["seconds", "outcome"])
    return frame.assign(leads=1, answered=(frame["outcome"] == ANSWERED).astype(int))


def share(waits: list[tuple[int, int]], after: float, unanswered: bool = False) -> pd.Series:
    judge = ResponseShare("seconds", "outcome", count="leads", after=after, unanswered=unanswered)
    return judge(counted(waits), []).iloc[0]


@settings(deadline=None, max_examples=50)
@given(WAITS)
def test_the_median_is_kaplan_meiers_whoever_withdrew(waits: list[tuple[int, int]]) -> None:
    counts = counted(waits)
    ours = ResponseTime("seconds", "outcome", count="leads")(counts, [])
    plain = Survival("seconds", "answered", count="leads")(counts, [])

    pd.testing.assert_frame_equal(
        ours[["value", "lo", "hi", "n", "reason"]], plain[["value", "lo", "hi", "n", "reason"]]
    )


@settings(deadline=None, max_examples=50)
@given(WAITS, some.integers(1, 99))
def test_answered_and_unanswered_are_the_whole(waits: list[tuple[int, int]], after: int) -> None:
    answered, unanswered = share(waits, after), share(waits, after, unanswered=True)

    if not np.isnan(answered["value"]):
        assert answered["value"] + unanswered["value"] == pytest.approx(1)
        assert answered["lo"] + unanswered["hi"] == pytest.approx(1)
    assert answered["n"] + answered["too_young"] == len(waits)
    assert answered["by_then"] + unanswered["by_then"] == answered["n"]


@settings(deadline=None, max_examples=50)
@given(WAITS, some.integers(1, 99))
def test_an_interval_holds_its_share_and_stays_a_share(waits: list[tuple[int, int]], after: int) -> None:
    row = share(waits, after)

    if not np.isnan(row["value"]):
        assert 0 <= row["lo"] <= row["value"] + 1e-12
        assert row["value"] - 1e-12 <= row["hi"] <= 1


def test_a_wait_seen_exactly_so_long_is_known_to_be_unanswered() -> None:
    row = share([(60, WAITING)] * 5 + [(60, ANSWERED)] * 5, after=60)

    assert (row["value"], row["n"], row["too_young"]) == (0.5, 10, 0)


def test_withdrawn_waits_are_never_answered_where_kaplan_meier_would_still_expect_an_answer() -> None:
    waits = [(10, ANSWERED), (20, WITHDRAWN), (30, WITHDRAWN), (40, ANSWERED), (90, WAITING), (5, WAITING)]
    row = share(waits, after=60)

    # one of 6 was too young; of the other 5 all are known after it left: 2 of 5 answered
    assert row["value"] == pytest.approx(2 / 5)
    # with the withdrawn censored, as if they might still be answered: 1 - 4/5 x 1/2
    assert row["value"] < 1 - 4 / 5 * 1 / 2


def test_a_share_after_a_time_that_nobody_was_watched_for_is_immature() -> None:
    row = share([(5, ANSWERED)] * 5 + [(10, WAITING)], after=3_600)

    assert (row["reason"], row["n"]) == ("immature", 5)
    assert np.isnan(row["value"])
    assert share([(10, WAITING)] * 9, after=3_600)["reason"] == "immature"
