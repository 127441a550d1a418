"""Ramadan: its first day as Indonesia decided it, of 29 days or 30, and the hours declared for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

import salestoolkit as st
from salestoolkit.data.practice.practice import practice_of
from salestoolkit.engine.calendar.days import lebaran_days
from salestoolkit.engine.calendar.ramadan import DECIDED, LENGTHS, ramadans
from salestoolkit.engine.calendar.working_time import _in_ramadan

THIRTY = {2016, 2019, 2020, 2021, 2023, 2025, 2026, 2027, 2028, 2029}
"""Years to 2030 whose month had (of years to come: by the criterion of MABIMS, will have) 30 days; the others 29."""


@pytest.mark.parametrize("year", range(2012, 2031))
def test_the_month_has_as_many_days_as_it_had(year: int) -> None:
    [(first, lebaran)] = ramadans((year,))
    assert (lebaran - first).days == (30 if year in THIRTY else 29)
    assert str(first) in DECIDED or year > 2026


def test_every_day_that_was_decided_is_one_of_a_month_that_can_be() -> None:
    """A typing error in the table would make a month of 28 or 31 days."""
    firsts = [first for first, _ in ramadans(range(2012, 2027))]
    assert [str(day) for day in firsts] == list(DECIDED)


@given(some.integers(2005, 2060))
def test_of_any_year_it_is_whole_and_ends_with_lebaran(year: int) -> None:
    assert [lebaran for _, lebaran in ramadans((year,))] == lebaran_days((year,))
    for first, lebaran in ramadans((year,)):
        assert (lebaran - first).days in LENGTHS
        inside = [_in_ramadan(first + timedelta(days=i)) for i in range(-1, (lebaran - first).days + 1)]
        assert inside == [False, *[True] * (lebaran - first).days, False]


def test_a_ramadan_of_december_ends_in_january() -> None:
    assert _in_ramadan(date(2030, 12, 26))
    assert not _in_ramadan(date(2030, 12, 25))
    assert [first.year for first, _ in ramadans((2033,))] == [2032, 2033]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"ramadan_opens": "15:00", "ramadan_closes": "08:00"}, "ramadan_closes is '08:00'. It must be after 15:00"),
        ({"ramadan_closes": "07:30"}, "ramadan_closes is '07:30'. It must be after 08:00"),
        ({"ramadan_opens": "17:00"}, "ramadan_opens is '17:00'. It must be before 17:00"),
    ],
)
def test_an_office_cannot_close_before_it_opens(declared: dict[str, str], said: str) -> None:
    with pytest.raises(st.InputError) as refused:
        practice_of(declared)
    assert said in str(refused.value)
