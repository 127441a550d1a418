"""Working time between two moments: published worked examples, hand-counted ones, and a second way of counting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import salestoolkit as st
from salestoolkit.engine.calendar.days import is_free
from salestoolkit.engine.preparing import fact

HOUR = 3_600
NINE_TO_FIVE = {"opens": "09:00", "closes": "17:00"}


def worked(spans: list[tuple[str, str]], office: str = "", as_of: str = "2026-12-01", **practice: Any) -> list[float]:
    """Working hours between each two moments (Asia/Jakarta unless they say so), at an office."""
    leads = [
        {"lead_id": f"{i:03}", "owner_id": "R1", "created_at": first, "first_response_at": last}
        for i, (first, last) in enumerate(spans)
    ]
    tables = {
        "leads": pd.DataFrame(leads),
        "reps": pd.DataFrame([{"rep_id": "R1", "name": "Sari", "timezone": office}]),
    }
    sales = st.load(tables, as_of=as_of, practice=practice)
    rows = fact(sales, "leads").sort("lead_id").collect("pandas").to_native()
    return [seconds / HOUR for seconds in rows["working_s"]]


def test_nights_and_weekends_do_not_count() -> None:
    # calculator7.snowdaycalculatornow.com, "lead response time within business hours", worked examples, Monday to
    # Friday 9 to 17: Tuesday 10:00-12:30; Friday 16:30 - Monday 9:30; Saturday 11:00 - Monday 10:00
    spans = [
        ("2026-02-03T10:00", "2026-02-03T12:30"),
        ("2026-02-06T16:30", "2026-02-09T09:30"),
        ("2026-02-07T11:00", "2026-02-09T10:00"),
    ]

    assert worked(spans, **NINE_TO_FIVE) == [2.5, 1.0, 1.0]


def test_the_leave_around_lebaran_does_not_count() -> None:
    # by hand, after the joint decree on leave in 2026: Tuesday 17 March 16:00 to Wednesday 25 March 10:00, with leave
    # from the 18th to the 24th, is an hour on either side; without holidays it would be 42 hours, by the calendar 186
    span = [("2026-03-17T16:00", "2026-03-25T10:00")]

    assert worked(span, **NINE_TO_FIVE) == [2.0]
    assert worked(span, country="", **NINE_TO_FIVE) == [42.0]


def test_the_clock_is_that_of_the_owners_office() -> None:
    # Friday 16:30 to Monday 9:30 in Jakarta is Friday 18:30, when Jayapura is closed, to Monday 11:30 there
    span = [("2026-02-06T16:30", "2026-02-09T09:30")]

    hours = [worked(span, zone, **NINE_TO_FIVE)[0] for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]

    assert hours == [1.0, 1.5, 2.5]


def test_who_has_no_office_works_in_the_business_zone() -> None:
    assert worked([("2026-02-06T16:30", "2026-02-09T09:30")], "", **NINE_TO_FIVE) == [1.0]


def test_hours_are_shorter_in_ramadan_where_that_is_declared() -> None:
    # Ramadan of 2026 had 30 days: from 19 February, a Thursday, to 20 March
    spans = [("2026-02-18T08:00", "2026-02-18T18:00"), ("2026-02-19T08:00", "2026-02-19T18:00")]
    after = [("2026-03-25T08:00", "2026-03-25T18:00")]

    assert worked(spans + after, ramadan_closes="15:00", **NINE_TO_FIVE) == [8.0, 6.0, 8.0]
    assert worked(spans + after, **NINE_TO_FIVE) == [8.0, 8.0, 8.0]


def test_working_days_are_those_declared() -> None:
    saturday = [("2026-02-07T09:00", "2026-02-07T12:00")]

    assert worked(saturday, working_days="mon tue wed thu fri sat") == [3.0]
    assert worked(saturday) == [0.0]


def test_an_office_whose_clocks_change_is_open_as_long_as_its_clocks_say() -> None:
    # New York, Sunday 8 March 2026: from 1:00 to 4:00 on the clock two hours pass
    span = [("2026-03-08T00:00-05:00", "2026-03-08T12:00-04:00")]

    assert worked(span, "America/New_York", opens="01:00", closes="04:00", working_days="sun", country="") == [2.0]


def test_what_is_still_waiting_has_worked_until_as_of() -> None:
    leads = pd.DataFrame(
        [
            {"lead_id": "1", "created_at": "2026-02-03T10:00", "first_response_at": "2026-02-03T11:00"},
            {"lead_id": "2", "created_at": "2026-02-03T10:00"},
        ]
    )
    rows = fact(st.load({"leads": leads}, as_of="2026-02-04T09:00"), "leads").sort("lead_id").collect("pandas")

    assert rows.to_native()["working_s"].tolist() == [1 * HOUR, 8 * HOUR]


DAYS = 60
START = datetime(2026, 2, 20, tzinfo=ZoneInfo("Asia/Jakarta"))
MINUTES = some.integers(0, DAYS * 24 * 60)


@pytest.fixture(scope="module")
def passed() -> np.ndarray:
    """Working minutes in Makassar until each minute from ``START`` on, counted one by one."""
    zone = ZoneInfo("Asia/Makassar")
    is_open = [_open((START + timedelta(minutes=i)).astimezone(zone)) for i in range(DAYS * 24 * 60)]
    return np.concatenate([[0], np.cumsum(is_open)])


def _open(local: datetime) -> bool:
    return local.weekday() < 5 and 8 <= local.hour < 17 and not is_free(local.date(), "ID")


@settings(max_examples=10, deadline=None)
@given(some.lists(some.tuples(MINUTES, MINUTES).map(sorted), min_size=1, max_size=20))
def test_the_clock_agrees_with_counting_minute_by_minute(passed: np.ndarray, spans: list[list[int]]) -> None:
    moments = [tuple((START + timedelta(minutes=minute)).isoformat() for minute in span) for span in spans]

    hours = worked(moments, "Asia/Makassar")  # type: ignore[arg-type]

    assert hours == pytest.approx([(passed[last] - passed[first]) / 60 for first, last in spans])
