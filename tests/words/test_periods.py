"""Periods of the calendar: each begins where the one before ends, and pandas agrees."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.words.periods import CODES, DAYS, MONTHS, STARTS, before, began, end_of, is_running, last_day, over_at

UNITS = tuple(CODES)
LONG = some.dates(date(1999, 1, 1), date(2040, 12, 31))


@given(LONG, some.sampled_from(UNITS))
def test_a_period_is_the_one_that_pandas_has(day: date, unit: str) -> None:
    of_pandas = pd.Timestamp(day).to_period(CODES[unit])
    assert began(day, unit) == of_pandas.start_time.date()
    assert end_of(began(day, unit), unit) == (of_pandas + 1).start_time.date()
    assert over_at(pd.Timestamp(began(day, unit)), unit) == (of_pandas + 1).start_time
    assert pd.Timestamp(began(day, unit)) in pd.date_range(began(day, unit), periods=1, freq=STARTS[unit])


@given(LONG, some.sampled_from(tuple(MONTHS)))
def test_the_period_before_ends_where_this_one_begins(day: date, unit: str) -> None:
    start = began(day, unit)
    assert end_of(before(start, unit), unit) == start


def test_of_a_series_each_is_over_at_its_own_end_and_none_has_none() -> None:
    starts = pd.Series(pd.to_datetime(["2024-02-01", None, "2024-12-01"]))
    assert over_at(starts, "month").tolist() == [pd.Timestamp("2024-03-01"), pd.NaT, pd.Timestamp("2025-01-01")]
    assert DAYS.keys() | MONTHS.keys() == CODES.keys() == STARTS.keys()


@pytest.mark.parametrize(
    ("as_of", "last"),
    [("2025-07-01T00:00", "2025-06-30"), ("2025-07-01T00:00:01", "2025-07-01"), ("2025-06-30T23:59", "2025-06-30")],
)
def test_midnight_belongs_to_the_day_that_ends_with_it(as_of: str, last: str) -> None:
    assert last_day(datetime.fromisoformat(as_of)) == date.fromisoformat(last)


def test_a_month_runs_until_its_last_moment_has_passed() -> None:
    assert is_running(pd.Timestamp("2025-07-01") - timedelta(seconds=1))
    assert not is_running(pd.Timestamp("2025-07-01"))
    assert not is_running(None)
