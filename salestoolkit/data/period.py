"""Period: the days that a document is of, and the load as it stood when they ended.

Imports only its neighbours and words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from salestoolkit.data.intake.last_fact import FACTS, PLANS
from salestoolkit.data.intake_report import Intake, Note
from salestoolkit.data.mapping.values import name
from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.given import check_no_number
from salestoolkit.words.periods import last_day

Day = date | datetime | str | None
OWN_DATE = ("as_of_assumed", "last_facts_apart", "silent_before_as_of")
"""Notes of the source's own date: of no other day do they hold."""


def of_period(sales: SalesData, start: Day = None, end: Day = None) -> SalesData:
    """The load as a document of the half-open period ``[start, end)`` takes it: period and ``as_of`` end together.

    What happened from ``end`` on does not count, unless the caller gave an ``as_of``: a report of a quarter that is
    over says how its goals ended, not how those of today stand. Nothing is read again.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.
    start, end : date or ISO text, optional
        As in ``compute``; without ``end`` the load is given back as it is.

    Returns
    -------
    SalesData
        The same tables, with ``as_of`` at the end of the period.

    Raises
    ------
    UsageError
        For what is no date, a period that ends before it begins, or one in which nothing is recorded.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.of_period(st.demo(), "2024-10-01", "2025-01-01").as_of.isoformat()
    '2025-01-01T00:00:00+07:00'
    """
    first, last = bounds(start, end)
    if first or last:
        _check_facts(sales, first, last)
    return until(sales, last)


def until(sales: SalesData, end: date | None) -> SalesData:
    """The load as it stood when a period ended; as it is where none ends, or the caller gave an ``as_of``."""
    stood = sales if end is None or sales.as_of_given else sales.as_it_stood(end)
    return stood if stood is sales else replace(stood, intake=_noted(sales.intake, stood.local_as_of))


def bounds(start: Day, end: Day) -> tuple[date | None, date | None]:
    """The first day of a period and the first day after it, as dates.

    Raises
    ------
    UsageError
        For what is no date, or a period that ends before it begins.
    """
    first, last = _day("start", start), _day("end", end)
    if first and last and last <= first:
        raise UsageError(Told("period_ends", first=first, last=last))
    return first, last


def _day(name: str, value: Day) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10]) if value.strip() else None
        except ValueError:
            raise UsageError(Told("no_date", given=value, name=name)) from None
    if value is None or isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    check_no_number(name, value)
    raise UsageError(Told("no_date_text", given=repr(value), name=name))


def _noted(intake: Intake, as_of: datetime) -> Intake:
    """The intake of a load whose date is the period's: what was said of the source's own date holds no more."""
    kept = tuple(note for note in intake.remarks if note.code not in OWN_DATE)
    day = last_day(as_of)
    return replace(intake, remarks=(*kept, Note("as_of_followed", {"day": day})))


def _check_facts(sales: SalesData, start: date | None, end: date | None) -> None:
    """Refuses a period without a single fact: its report would be pages of dashes."""
    found = [_recorded(sales, place, start, end) for place in _DATED]
    if any(within for _, _, within in found):
        return
    days = [day for first, last, _ in found for day in (first, last) if day]
    known = Told("data_run", first=min(days), last=max(days)) if days else Told("never_dated")
    raise UsageError(Told("nothing_recorded", when=_spoken(start, end), known=known))


# What was agreed on a day is nothing that was sold, asked or spent; a meeting or a budget before as_of has been.
_DATED = {place: where for place, where in (FACTS | PLANS).items() if place != "follow_ups.raised_on"}


def _recorded(
    sales: SalesData, place: str, start: date | None, end: date | None
) -> tuple[date | None, date | None, bool]:
    """The first and last local day that a column holds before ``as_of``, and whether one lies in the period."""
    table, column = place.split(".")
    dated = TABLES[table].column(column).kind == "date"
    # Moments are compared as they are stored, and only the ends made days: a million of them would take seconds.
    day, cast = ("{}", "DATE") if dated else ("CAST(timezone($zone, {}) AS DATE)", "TIMESTAMPTZ")
    at, zone = name(column), ZoneInfo(sales.timezone)
    known = sales.local_as_of.date() if dated else sales.as_of
    days = {
        key: of if dated else datetime.combine(of, time(), zone) for key, of in (("start", start), ("end", end)) if of
    }
    values = {key: of.isoformat() for key, of in (days | {"as_of": known}).items()}
    within = [f"{at} {'>=' if key == 'start' else '<'} CAST(${key} AS {cast})" for key in days]
    query = (
        f"SELECT {day.format(f'min({at})')}, {day.format(f'max({at})')}, count(*) FILTER ({' AND '.join(within)}) "
        f"FROM {table} WHERE {at} < CAST($as_of AS {cast}) AND ({_DATED[place] or 'true'})"
    )
    values |= {} if dated else {"zone": sales.timezone}
    [(first, last, count)] = sales.connection.execute(query, values).fetchall()
    return first, last, bool(count)


def _spoken(start: date | None, end: date | None) -> Told:
    last = end and end - timedelta(days=1)
    if start and last:
        return Told("from_to", first=start, last=last)
    return Told("from_on", first=start) if start else Told("before", end=end)
