"""Ramadan in Indonesia: from its first day, which no calendar of holidays names, until Lebaran."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from salestoolkit.engine.calendar.days import lebaran_days

LENGTHS = (29, 30)
"""Days that a month of the Islamic calendar may have."""

DECIDED = (
    *("2012-07-21", "2013-07-10", "2014-06-29", "2015-06-18", "2016-06-06", "2017-05-27", "2018-05-17", "2019-05-06"),
    *("2020-04-24", "2021-04-13", "2022-04-03", "2023-03-23", "2024-03-12", "2025-03-01", "2026-02-19"),
)
"""The first days of Ramadan that the Ministry of Religion announced (sidang isbat of 1433 to 1447 H)."""

_DECIDED = frozenset(map(date.fromisoformat, DECIDED))


def ramadans(years: Iterable[int]) -> list[tuple[date, date]]:
    """The first day of each Ramadan that ends in one of the years, and the Lebaran after it."""
    return [span for year in years for span in _ending_in(year)]


@cache
def _ending_in(year: int) -> tuple[tuple[date, date], ...]:
    return tuple((_began(lebaran), lebaran) for lebaran in lebaran_days((year,)))


def _began(lebaran: date) -> date:
    """As it was decided; else as Brunei, which sees the moon by the same criterion (MABIMS), keeps or expects it.

    Where neither names a day from which the month has one of its ``LENGTHS``, the shorter is taken.
    """
    shortest, longest = (lebaran - timedelta(days=length) for length in LENGTHS)
    for known in (_DECIDED, _in_brunei(longest.year)):
        if found := known & {shortest, longest}:
            return min(found)
    return shortest


@cache
def _in_brunei(year: int) -> frozenset[date]:
    import holidays

    named = holidays.country_holidays("BN", years=year, language="en_US").items()
    names = {"First Day of Ramadan", "First Day of Ramadan (estimated)"}
    return frozenset(day for day, name in named if names & set(name.split("; ")))
