"""Working time as a prepared fact: when each office is open, and how long it had been open until then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salestoolkit.data.practice.practice import Practice
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.calendar.days import is_free
from salestoolkit.engine.calendar.ramadan import ramadans

if TYPE_CHECKING:
    import pyarrow as pa


def office_hours(sales: SalesData) -> pa.Table:
    """Every day of every office, from the first lead until ``as_of``.

    Columns: ``office`` (IANA zone), ``day`` (its own date), ``opens_s`` (seconds since 1970), ``open_s`` (seconds until
    it closes; 0 on a free day) and ``before_s`` (seconds that it had been open on earlier days). The working seconds
    until a moment t of the day are ``before_s + min(max(t - opens_s, 0), open_s)``: a piecewise linear clock, so that
    the time between two moments is one subtraction.
    """
    import pyarrow as pa

    rows = [(office, *row) for office in _offices(sales) for row in _days_of(office, sales)]
    names = ("office", "day", "opens_s", "open_s", "before_s")
    kinds = (pa.string(), pa.date32(), *(pa.float64(),) * 3)
    columns = [pa.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
    return pa.table(dict(zip(names, columns, strict=True)))


def _offices(sales: SalesData) -> list[str]:
    """The business zone and those of the reps; a name that is no zone is no office."""
    known = "SELECT DISTINCT r.timezone FROM reps r JOIN pg_timezone_names() z ON z.name = r.timezone"
    named = sales.connection.execute(known).fetchall()
    return sorted({sales.timezone, *(zone for (zone,) in named if _is_zone(zone))})


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _days_of(office: str, sales: SalesData) -> Iterator[tuple[date, float, float, float]]:
    """Each day with when the office opens, for how many seconds, and how many it had been open before."""
    zone, days = ZoneInfo(office), _days(sales)
    spans = [_span(day, zone, sales.practice) for day in days]
    before = accumulate((open_s for _, open_s in spans), initial=0.0)
    return ((day, *span, earlier) for day, span, earlier in zip(days, spans, before, strict=False))


def _days(sales: SalesData) -> list[date]:
    """The days of all zones between the first lead and ``as_of``."""
    [(first,)] = sales.connection.execute("SELECT CAST(min(created_at) AS DATE) FROM leads").fetchall()
    last = sales.local_as_of.date() + timedelta(days=1)
    begin = first - timedelta(days=1) if first else last
    return [begin + timedelta(days=i) for i in range((last - begin).days + 1)]


@cache
def _span(day: date, zone: ZoneInfo, practice: Practice) -> tuple[float, float]:
    """When the office opens on the day, in seconds since 1970, and for how many."""
    opens, closes = (datetime.combine(day, at, zone).timestamp() for at in _hours(day, practice))
    works = day.weekday() in practice.weekdays and not is_free(day, practice.country)
    return opens, max(closes - opens, 0.0) if works else 0.0


def _hours(day: date, practice: Practice) -> tuple[time, time]:
    opens, closes = practice.opens, practice.closes
    if (practice.ramadan_opens or practice.ramadan_closes) and _in_ramadan(day):
        opens, closes = practice.ramadan_hours
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _in_ramadan(day: date) -> bool:
    # Lebaran at the beginning of January ends a Ramadan of December
    return any(first <= day < lebaran for first, lebaran in ramadans((day.year, day.year + 1)))
