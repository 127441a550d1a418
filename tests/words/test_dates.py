"""Dates, periods and spans of days in the reader's language."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salestoolkit.words import formats


@pytest.mark.parametrize(
    ("unit", "indonesian", "english", "short"),
    [
        ("day", "5 Maret 2026", "5 March 2026", "5 Mar"),
        ("week", "Pekan mulai 2 Maret 2026", "Week of 2 March 2026", "2 Mar"),
        ("month", "Maret 2026", "March 2026", "Mar 2026"),
        ("quarter", "Kuartal I 2026", "Q1 2026", "Q1 2026"),
        ("year", "2026", "2026", "2026"),
    ],
)
def test_period(unit: formats.Period, indonesian: str, english: str, short: str) -> None:
    day = Date(2026, 3, 5)
    assert formats.period(day, unit, "id") == indonesian
    assert formats.period(day, unit, "en") == english
    assert formats.period(day, unit, "id", short=True) == short


@given(some.dates(Date(2000, 1, 1), Date(2050, 1, 1)))
def test_a_week_begins_on_monday(day: Date) -> None:
    same = [other for k in range(-6, 7) if _week(other := Date.fromordinal(day.toordinal() + k)) == _week(day)]
    assert (len(same), same[0].isoweekday()) == (7, 1)


def _week(day: Date) -> str:
    return formats.period(day, "week", "id")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (Date(2026, 1, 1), Date(2027, 1, 1), "2026"),
        (Date(2026, 4, 1), Date(2026, 7, 1), "Kuartal II 2026"),
        (Date(2025, 12, 1), Date(2026, 1, 1), "Desember 2025"),
        (Date(2026, 2, 1), Date(2026, 5, 1), "1 Februari 2026 – 30 April 2026"),
        (Date(2026, 3, 5), Date(2026, 3, 6), "5 Maret 2026"),
        (Date(2026, 3, 5), None, "sejak 5 Maret 2026"),
        (None, Date(2026, 3, 6), "sampai 5 Maret 2026"),
        (None, None, ""),
    ],
)
def test_span_of_a_half_open_period(start: Date | None, end: Date | None, text: str) -> None:
    assert formats.span(start, end, "id") == text


def test_a_date_from_a_timestamp_is_its_day() -> None:
    assert formats.date(datetime(2026, 8, 5, 23, 59), "id") == "5 Agustus 2026"


def test_missing_dates_are_a_dash() -> None:
    assert formats.date(None, "id") == formats.period(None, "month", "id") == "–"


@pytest.mark.parametrize(
    ("name", "told"), [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"), ("UTC", "UTC")]
)
def test_indonesian_zones_have_the_name_that_people_use(name: str, told: str) -> None:
    assert formats.zone(name) == told
