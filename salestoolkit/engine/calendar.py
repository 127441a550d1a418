"""The calendar as a prepared fact: one row per local day of the data, with what kind of day it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from salestoolkit.data.sales import SalesData

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

    Columns: ``at`` (midnight), ``day`` and ``business`` (1 each, 0 on a free day), ``lebaran`` (1 in Indonesia in
    the days from 14 before Lebaran to 7 after it), ``pre_lebaran``, ``leave`` and ``post_lebaran`` (which of them).
    """
    import pyarrow as pa

    rows = [_row(day, sales) for day in _days_of(sales)]
    names = ("at", "day", "business", "lebaran", "pre_lebaran", "leave", "post_lebaran")
    kinds = (pa.timestamp("us"), *(pa.int32(),) * 6)
    columns = [pa.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
    return pa.table(dict(zip(names, columns, strict=True)))


def _days_of(sales: SalesData) -> list[date]:
    [(first,)] = sales.connection.execute(_FIRST_DAY, {"zone": sales.timezone}).fetchall()
    last = (sales.local_as_of - timedelta(microseconds=1)).date()
    return [first + timedelta(days=i) for i in range((last - first).days + 1)] if first else []


def _row(day: date, sales: SalesData) -> tuple[Any, ...]:
    practice = sales.practice
    free = is_free(day, practice.country)
    business = day.weekday() in practice.weekdays and not free
    away = _from_lebaran(day) if practice.country == "ID" else None
    before = away is not None and -BEFORE_LEBARAN <= away < 0
    leave = away is not None and -3 <= away <= AFTER_LEBARAN and free
    after = away is not None and 0 <= away <= AFTER_LEBARAN and not leave
    flags = (True, business, before or leave or after, before and not leave, leave, after)
    return (datetime(day.year, day.month, day.day), *map(int, flags))


def _from_lebaran(day: date) -> int | None:
    """Days since the nearest Lebaran of that year; None where none is near."""
    gaps = [(day - lebaran).days for lebaran in lebaran_days((day.year,))]
    return min(gaps, key=abs, default=None)


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
    """The first day of Idul Fitri (1 Syawal) in each of the years, by the Indonesian government's calendar."""
    named = (item for year in years for item in _free_days("ID", year).items())
    return sorted(day for day, name in named if "Eid al-Fitr" in name.split("; "))
