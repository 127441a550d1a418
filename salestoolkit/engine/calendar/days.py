"""The calendar as a prepared fact: one row per local day of the data, with what kind of day it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from salestoolkit.data.sales import SalesData
from salestoolkit.words.periods import last_day

if TYPE_CHECKING:
    import pyarrow as pa

BEFORE_LEBARAN, AFTER_LEBARAN = 14, 7
"""Days before Lebaran in which people buy, and days after it in which business is slow to return."""

_FIRST_DAY = """
SELECT min(day) FROM (
    SELECT min(CAST(timezone($zone, created_at) AS DATE)) AS day FROM leads
    UNION ALL SELECT min(least(CAST(timezone($zone, created_at) AS DATE), CAST(timezone($zone, closed_at) AS DATE))) FROM deals
    UNION ALL SELECT min(date) FROM visits
    UNION ALL SELECT min(date_from) FROM costs
    UNION ALL SELECT min(period) FROM stage_counts
)
"""  # noqa: E501


def days(sales: SalesData) -> pa.Table:
    """Every local day from the first recorded fact until ``as_of``.

    Columns: ``at`` (midnight), ``day`` and ``business`` (1 each, 0 on a free day), ``lebaran`` (1 in Indonesia from
    14 days before Lebaran to 7 after it), ``pre_lebaran``, ``leave`` and ``post_lebaran`` (the 14 days before, the
    free days around it, the 7 days after; a day of leave before Lebaran is both), and ``pre_lebaran_share``,
    ``leave_share`` and ``post_lebaran_share``: what part of such days of that Lebaran the day is, so that their
    sum over a month is the part that falls into it. ``from_lebaran``: how many days after the nearest Lebaran it
    is, below 0 before it (0 in a country that does not keep it).
    """
    import pyarrow as pa

    rows = [_row(day, sales) for day in _days_of(sales)]
    flags = ("at", "day", "business", "lebaran", *_WINDOWS)
    names = (*flags, *(f"{window}_share" for window in _WINDOWS), "from_lebaran")
    kinds = (pa.timestamp("us"), *(pa.int32(),) * 6, *(pa.float64(),) * 3, pa.int32())
    columns = [pa.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
    return pa.table(dict(zip(names, columns, strict=True)))


_WINDOWS = ("pre_lebaran", "leave", "post_lebaran")


def _days_of(sales: SalesData) -> list[date]:
    [(first,)] = sales.connection.execute(_FIRST_DAY, {"zone": sales.timezone}).fetchall()
    last = last_day(sales.local_as_of)
    return [first + timedelta(days=i) for i in range((last - first).days + 1)] if first else []


def _row(day: date, sales: SalesData) -> tuple[Any, ...]:
    practice = sales.practice
    business = day.weekday() in practice.weekdays and not is_free(day, practice.country)
    windows = _around_lebaran(day.year) if practice.country == "ID" else ((),) * 3
    within = [day in window for window in windows]
    shares = [inside / max(len(window), 1) for inside, window in zip(within, windows, strict=True)]
    away = _from_lebaran(day) if practice.country == "ID" else 0
    return (datetime(day.year, day.month, day.day), *map(int, (True, business, any(within), *within)), *shares, away)


def _from_lebaran(day: date) -> int:
    return min(((day - one).days for one in _firsts_about(day.year)), key=abs)


@cache
def _firsts_about(year: int) -> tuple[date, ...]:
    """The (first) Lebaran of a year and of the years beside it."""
    return tuple(lebaran_days((near,))[0] for near in (year - 1, year, year + 1))


@cache
def _around_lebaran(year: int) -> tuple[tuple[date, ...], ...]:
    """The days before the (first) Lebaran of a year, of leave within a week of it, and after it."""
    [lebaran, *_] = lebaran_days((year,))
    before = tuple(lebaran - timedelta(days=i) for i in range(1, BEFORE_LEBARAN + 1))
    after = tuple(lebaran + timedelta(days=i) for i in range(1, AFTER_LEBARAN + 1))
    leave = tuple(day for day in (*before[:AFTER_LEBARAN], lebaran, *after) if is_free(day, "ID"))
    return before, leave, after


def is_free(day: date, country: str) -> bool:
    """Whether a public holiday, or in Indonesia collective leave (cuti bersama), falls on the day."""
    return bool(country) and day in _free_days(country, day.year)


@cache
def _free_days(country: str, year: int) -> dict[date, str]:
    import holidays

    wanted = ("public", "government") if country == "ID" else ("public",)
    made: dict[date, str] = dict(holidays.country_holidays(country, years=year, categories=wanted, language="en_US"))
    return made


def lebaran_days(years: Iterable[int]) -> list[date]:
    """The first day of Idul Fitri (1 Syawal) in each of the years, by the Indonesian government's calendar.

    Of years to come the package's estimate.
    """
    named = (item for year in years for item in _free_days("ID", year).items())
    names = {"Eid al-Fitr", "Eid al-Fitr (estimated)"}
    return sorted(day for day, name in named if names & set(name.split("; ")))
