"""What stands out on a rep's page: the own interval clear of the band beside it, or a run beside the own median."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from salestoolkit.reports.rep.noticed import with_noticed
from salestoolkit.reports.rep.piece import Piece
from salestoolkit.review.one_to_one.rep_rows import Matters

TODAY = date(2025, 9, 1)
MONTHS = [f"2025-{month:02}-01" for month in range(1, 9)]
BAND = {"q1": 0.4, "median": 0.5, "q3": 0.6, "members": 12}
CLEAR, NEAR = (0.1, 0.05, 0.15), (0.35, 0.25, 0.45)


def piece(values: list[tuple[float, float, float]], *, banded: bool = True, n: int = 40, **more: Any) -> Piece:
    series = [
        {"at": at, "value": value, "lo": lo, "hi": hi, "n": n}
        for at, (value, lo, hi) in zip(MONTHS, values, strict=False)
    ]
    bands = [BAND | {"at": at} for at in MONTHS] if banded else []
    return Piece("win_rate", own={"n": n * len(values)}, series=series, bands=bands, **more)


def states(*pieces: Piece, today: date = TODAY) -> list[tuple[str, str, str]]:
    found = with_noticed(Matters(), pieces, today).findings
    return [(row["state"], row["side"], row["rule"]) for row in found]


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ([NEAR] * 8, []),
        ([NEAR] * 7 + [CLEAR], [("new", "below", "band")]),
        ([NEAR] * 5 + [CLEAR, NEAR, CLEAR], [("recurring", "below", "band")]),
        ([NEAR] * 4 + [CLEAR, CLEAR, NEAR, NEAR], [("resolved", "below", "band")]),
        ([NEAR] * 6 + [CLEAR, NEAR], [("paused", "below", "band")]),
        ([CLEAR] + [NEAR] * 7, []),
        ([NEAR] * 7 + [(0.9, 0.85, 0.95)], [("new", "above", "band")]),
    ],
)
def test_what_lies_clear_of_the_band_is_new_recurring_or_over(
    months: list[tuple[float, float, float]], told: list[tuple[str, str, str]]
) -> None:
    assert states(piece(months)) == told


def test_an_interval_of_95_percent_is_stretched_before_it_is_held_against_the_band() -> None:
    barely = (0.25, 0.15, 0.39)
    assert states(piece([NEAR] * 7 + [barely])) == []


def test_few_cases_and_a_month_that_is_not_over_are_not_named() -> None:
    assert states(piece([NEAR] * 7 + [CLEAR], n=9)) == []
    assert states(piece([NEAR] * 7 + [CLEAR]), today=date(2025, 8, 31)) == []


def test_a_run_beside_the_own_median_needs_no_band_and_no_others() -> None:
    low, high = [(0.50 - i / 1000, 0.4, 0.6) for i in range(1)], [(0.52, 0.42, 0.62)] * 7
    months = [(0.30, 0.2, 0.4)] * 8 + low + high
    later = [f"2024-{month:02}-01" for month in range(1, 13)] + [f"2025-{month:02}-01" for month in range(1, 5)]
    series = [
        {"at": at, "value": value, "lo": lo, "hi": hi, "n": 40}
        for at, (value, lo, hi) in zip(later, months, strict=True)
    ]
    found = with_noticed(Matters(), [Piece("win_rate", series=series)], TODAY).findings
    assert [(row["side"], row["rule"], row["good"], row["code"]) for row in found] == [("above", "run", True, None)]


def test_where_nothing_of_the_team_is_told_it_says_so() -> None:
    assert with_noticed(Matters(), [piece([NEAR] * 8, banded=False)], TODAY).why_no_findings == "no_band"
    assert with_noticed(Matters(), [piece([NEAR] * 8)], TODAY).why_no_findings == ""
    assert with_noticed(Matters(), [], TODAY).why_no_findings == "too_short"


def test_what_cannot_be_measured_has_not_just_begun() -> None:
    """It said "no period is completed" of eleven months in which nothing of this could be measured."""
    lacking = {"columns": ["deals.closed_at"]}
    unmeasured, young = Piece("win_rate", missing=lacking), piece([NEAR] * 8)

    assert with_noticed(Matters(), [unmeasured], TODAY).why_no_findings == "unmeasured"
    assert with_noticed(Matters(), [unmeasured, young], date(2025, 1, 20)).why_no_findings == "too_short"


def test_the_whole_period_stands_out_where_no_month_does_and_is_not_told_twice() -> None:
    own = {"value": 0.2, "lo": 0.17, "hi": 0.23, "n": 320}
    quiet, loud = ([NEAR] * 7 + [last] for last in (NEAR, CLEAR))
    whole = replace(piece(quiet), own=own, band=BAND)
    assert states(whole) == [("standing", "below", "band")]
    assert states(replace(whole, own=own | {"n": 9})) == []
    assert states(replace(whole, band={})) == []
    assert states(replace(piece(loud), own=own, band=BAND)) == [("new", "below", "band")]


def test_a_goal_that_can_be_reached_and_too_few_deals_are_suggestions() -> None:
    behind = Matters(goals=[{"stands": "short"}], items=3)
    few = Piece("win_rate", own={"n": 4})
    told = with_noticed(behind, [few], TODAY).suggested
    assert told == [{"code": "recover", "n": 3, "over": False}, {"code": "check_in", "n": 4}]
    ended = with_noticed(Matters(goals=[{"stands": "missed"}], items=3), [piece([NEAR] * 8)], TODAY)
    assert ended.suggested == [{"code": "recover", "n": 3, "over": True}]
    reached = with_noticed(Matters(goals=[{"stands": "reached"}], items=3), [piece([NEAR] * 8)], TODAY)
    assert reached.suggested == []
