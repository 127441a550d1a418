"""Cycle length: days of won deals by close, and of a cohort when half of its wins have come."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from small_sales import check_example, deal, loaded, row_of

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS
from salestoolkit.estimate.interval.median import median_bounds
from salestoolkit.estimate.survival.cohort import half_time

DAY = 86_400


def test_the_example_of_the_cohort_gives_the_answer_worked_by_hand() -> None:
    check_example("cycle_length.cohort")


def test_days_are_local_dates_and_a_win_on_the_day_of_creation_took_none() -> None:
    # 23:30 and 00:30 in Jakarta are two days, though both are the same day in UTC
    late, early = "2025-03-01T23:30+07:00", "2025-03-02T00:30+07:00"
    deals = [deal(f"a{i}", "won", late, early) for i in range(3)] + [
        deal(f"b{i}", "won", early, early) for i in range(2)
    ]

    row = row_of("cycle_length", deals=deals)

    assert (row["value"], row["n"]) == (DAY, 5)


def test_a_minute_of_clock_skew_is_no_time_and_more_is_told_as_impossible() -> None:
    deals = [deal(str(i), "won", "2025-03-02T00:00:30+07:00", "2025-03-01T23:59:50+07:00") for i in range(5)]
    deals += [
        deal("x", "won", "2025-03-05T10:00+07:00", "2025-03-01T10:00+07:00"),
        deal("u", "won", None, "2025-03-05"),
        deal("slow", "won", "2025-03-01", "2025-03-05"),
    ]

    result = st.compute("cycle_length", loaded("2025-05-01", deals=deals))
    row = result.frame.iloc[0]

    assert (row["value"], row["n"], row["impossible"], row["undated"]) == (0, 6, 1, 1)
    assert "without a creation date, left out: 1" in result.definition.text


def test_lost_and_open_deals_are_in_no_cycle() -> None:
    row = row_of("cycle_length", deals=[deal("l", "lost", "2025-01-01", "2025-02-01"), deal("o", "open", "2025-01-01")])

    assert (row["n"], row["reason"]) == (0, "no_data")


@given(some.lists(some.integers(0, 400), min_size=1, max_size=60))
def test_the_bounds_are_values_that_hold_the_median(values: list[int]) -> None:
    ordered = np.sort(np.array(values, float))
    lo, hi = median_bounds(ordered)

    assert np.isnan(lo) == (len(values) < 6)
    if len(values) >= 6:
        assert lo <= np.median(ordered) <= hi
        assert {lo, hi} <= set(ordered)


@pytest.mark.parametrize(("n", "places"), [(6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33))])
def test_the_bounds_are_the_order_statistics_of_the_tables(n: int, places: tuple[int, int]) -> None:
    # Conover, Practical Nonparametric Statistics, table of the binomial: the widest pair that leaves 2.5 % on each side
    assert median_bounds(np.arange(1, n + 1, dtype=float)) == places


def test_without_open_deals_the_cohorts_half_is_the_median_of_its_wins() -> None:
    days, outcome = np.array([1.0, 2.0, 4.0, 8.0, 9.0]), np.array([1, 1, 1, 2, 1])

    value, eventual = half_time(days, outcome, np.ones((1, 5)))

    assert (value[0], eventual[0]) == (2.0, pytest.approx(0.8))


def test_open_deals_let_slow_wins_count_for_more_than_the_wins_alone_say() -> None:
    # 10 deals each: an old cohort won half at 60 days; of the young one, seen for 20 days, only fast wins show
    fast = [deal(f"f{i}", "won", "2025-01-01", "2025-01-11") for i in range(6)]
    slow = [deal(f"s{i}", "won", "2025-01-01", "2025-03-02") for i in range(6)]
    young = [
        deal(f"y{i}", "won" if i < 6 else "open", "2025-04-10", "2025-04-20" if i < 6 else None) for i in range(12)
    ]
    lost = deal("lost", "lost", "2025-01-01", "2025-03-02")
    sales = loaded("2025-05-01T00:00", deals=[*fast, *slow, *young, lost])

    by_close, cohort = (st.compute(spec, sales).frame.iloc[0] for spec in ("cycle_length", "cycle_length.cohort"))

    assert by_close["value"] == 10 * DAY
    assert cohort["eventual"] > 0.9  # the open ones go the way of those that were followed
    assert not cohort["mature"]


def test_no_rep_differs_and_the_newcomer_is_not_ranked(demo_sales: st.SalesData) -> None:
    frame = st.compute("cycle_length", demo_sales, by="rep").frame.set_index("rep_id")
    whole = st.compute("cycle_length", demo_sales).frame["value"].item()

    assert frame.at[TRUTHS.newcomer.rep, "reason"] == "too_few"
    others = frame.drop(TRUTHS.newcomer.rep)
    assert ((others["lo"] <= whole) & (whole <= others["hi"])).mean() >= 0.9


def test_deals_that_were_already_open_when_the_data_begin_are_told() -> None:
    # ten deals of January, and nothing closes before March, though ten days are enough for any later one
    early = [deal(f"e{i}", "won", f"2025-01-{i + 1:02}", f"2025-03-{i + 1:02}") for i in range(10)]
    later = [deal(f"l{i}", "won", "2025-04-01", "2025-04-11") for i in range(30)]

    row = row_of("cycle_length", deals=early + later)
    said = st.compute("cycle_length", loaded("2025-05-01", deals=early + later)).definition.text

    # created 1 to 10 January: 50 to 59 days before the first close, in which three quarters of all 40 had ended
    assert (row["before_first_close"], row["due_before"]) == (10, pytest.approx(7.5))
    assert (row["first_cycle"], row["last_cycle"]) == (59 * DAY, 10 * DAY)
    assert "10 were created before the first close" in said
    assert "falls from 59 days in the first month to 10 days in the last" in said
    assert "faster team" not in said  # of the newest none is open


def test_a_team_that_has_just_begun_is_not_said_to_have_been_cut_off() -> None:
    deals = [deal(f"d{i}", "won", f"2025-03-{i % 28 + 1:02}", f"2025-04-{i % 28 + 1:02}") for i in range(28)]
    deals += [deal("quick", "won", "2025-03-02", "2025-03-04")]

    result = st.compute("cycle_length", loaded("2025-05-01", deals=deals))

    assert result.frame.iloc[0]["due_before"] < 5
    assert "already open" not in result.definition.text
    assert "falls from" not in result.definition.text  # one month of creation is no fall


def _by_month(cycles: list[int], open_at_last: int = 0) -> str:
    """What is said of six wins a month that took so many days, a third of them longer, and of deals still open."""
    deals = []
    for month, days in enumerate(cycles, 1):
        for i in range(6):
            ends = date(2025, month, 1) + timedelta(days=days + 10 * (i % 3))
            deals.append(deal(f"{month}-{i}", "won", f"2025-{month:02}-01", str(ends)))
    deals += [deal(f"o{i}", "open", f"2025-{len(cycles):02}-02") for i in range(open_at_last)]
    return str(st.compute("cycle_length", loaded("2026-05-01", deals=deals)).definition.text)


def test_months_that_go_up_and_down_are_no_fall() -> None:
    assert "falls from" not in _by_month([50, 20, 60, 15, 45, 55, 40])


@pytest.mark.parametrize("open_at_last", [0, 3])
def test_a_fall_is_put_down_to_deals_still_open_only_where_there_are_some(open_at_last: int) -> None:
    said = _by_month([70, 60, 50, 40, 30, 20], open_at_last)

    assert "falls from 80 days in the first month to 30 days in the last" in said
    assert ("33.3% of the deals of that last month are still open" in said) == (open_at_last > 0)


@pytest.mark.parametrize("by", ["rep", "quarter"])
def test_the_window_is_that_of_all_the_data_however_it_is_split(demo_sales: st.SalesData, by: str) -> None:
    whole = st.compute("cycle_length", demo_sales).frame.iloc[0]
    split = st.compute("cycle_length", demo_sales, by=by).frame

    for name in ("before_first_close", "due_before", "first_cycle", "last_cycle", "cycle_trend", "last_open"):
        assert set(split[name].dropna()) == {whole[name]}
