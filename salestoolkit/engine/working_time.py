"""Working time as a prepared fact: when each office is open, and how long it had been open until then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salestoolkit.data.practice import Practice
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.calendar import is_free, lebaran_days

if TYPE_CHECKING:
    import pyarrow as pa

RAMADAN_DAYS = 29
"""Days before Lebaran that are Ramadan in every year.

A thirtieth, before these, is Ramadan in some years only. The calendar of holidays names Lebaran but not the day the
fast begins, so that one day keeps the usual hours.
"""


def office_hours(sales: SalesData) -> pa.Table:
    """Every office's opening on every working day, from the first lead until ``as_of``.

    Columns: ``office`` (IANA zone), ``opens_s`` (seconds since 1970), ``open_s`` (seconds until it closes) and
    ``before_s`` (seconds that it had been open earlier). The working seconds until a moment t are thus
    ``before_s + min(t - opens_s, open_s)`` of the last opening at or before t: a piecewise linear clock.
    """
    import pyarrow as pa

    rows = [(office, *opening) for office in _offices(sales) for opening in _openings(office, sales)]
    names = ("office", "opens_s", "open_s", "before_s")
    kinds = (pa.string(), *(pa.float64(),) * 3)
    columns = [pa.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
    return pa.table(dict(zip(names, columns, strict=True)))


def _offices(sales: SalesData) -> list[str]:
    found = sales.connection.execute("SELECT DISTINCT timezone FROM reps WHERE timezone IS NOT NULL").fetchall()
    return sorted({sales.timezone, *(zone for (zone,) in found)})


def _openings(office: str, sales: SalesData) -> Iterator[tuple[float, float, float]]:
    """Opening, seconds open and seconds open before, of each working day."""
    zone = _zone(office, sales.timezone)
    spans = [span for day in _days(sales) if (span := _span(day, zone, sales.practice))]
    before = accumulate((open_s for _, open_s in spans), initial=0.0)
    return ((opens_s, open_s, earlier) for (opens_s, open_s), earlier in zip(spans, before, strict=False))


def _zone(office: str, business: str) -> ZoneInfo:
    """The office's zone; a name that is none counts as the business zone."""
    try:
        return ZoneInfo(office)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(business)


def _days(sales: SalesData) -> list[date]:
    """The days of all zones between the first lead and ``as_of``."""
    [(first,)] = sales.connection.execute("SELECT CAST(min(created_at) AS DATE) FROM leads").fetchall()
    last = sales.local_as_of.date() + timedelta(days=1)
    begin = first - timedelta(days=1) if first else last
    return [begin + timedelta(days=i) for i in range((last - begin).days + 1)]


def _span(day: date, zone: ZoneInfo, practice: Practice) -> tuple[float, float] | None:
    """When the office opens on the day, in seconds since 1970, and for how many; None where it stays closed."""
    if day.weekday() not in practice.weekdays or is_free(day, practice.country):
        return None
    opens, closes = (datetime.combine(day, at, zone).timestamp() for at in _hours(day, practice))
    return (opens, closes - opens) if closes > opens else None


def _hours(day: date, practice: Practice) -> tuple[time, time]:
    opens, closes = practice.opens, practice.closes
    if (practice.ramadan_opens or practice.ramadan_closes) and _in_ramadan(day):
        opens, closes = practice.ramadan_opens or opens, practice.ramadan_closes or closes
    return time.fromisoformat(opens), time.fromisoformat(closes)


@cache
def _in_ramadan(day: date) -> bool:
    # Lebaran at the beginning of January ends a Ramadan of December
    ends = lebaran_days((day.year, day.year + 1))
    return any(0 < (lebaran - day).days <= RAMADAN_DAYS for lebaran in ends)
