"""The day of the last recorded fact, which as_of is where nobody declares it, and dates too far ahead to be facts.

Imports only its neighbours and words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.data.mapping.values import name, quoted
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import InputError, Told

if TYPE_CHECKING:
    import duckdb

HAPPENED = "coalesce(lower(outcome), '') NOT IN ('planned', 'scheduled', 'upcoming', 'terjadwal', 'direncanakan')"
FACTS = {
    "leads.created_at": "",
    "leads.first_response_at": "",
    "leads.converted_at": "",
    "leads.disqualified_at": "",
    "deals.created_at": "",
    # Many systems write into the close date of an open deal when it should close.
    "deals.closed_at": "status <> 'open'",
    "stage_history.entered_at": "",
    "stage_history.left_at": "",
    "stage_counts.period": "",
    "visits.date": "",
    # A meeting is put into the calendar before it is held, so its time alone says nothing.
    "activities.at": f"kind <> 'meeting' AND {HAPPENED}",
    "follow_ups.raised_on": "",
}
"""What happened, and which rows say so.

Plans (expected closes, due dates, goals, meetings ahead, budgets) say nothing about when the data end.
"""

PLANS = {"activities.at": "", "costs.date_from": ""}
"""What can be planned: it dates data in which nothing else is dated."""

NEVER = "DATE '9999-01-01'"
ENDS = ("leads.converted_at", "leads.disqualified_at", "stage_history.left_at")
"""Ends: some systems write the last days of the calendar into them for "never"."""

SUMMED = """
    -- Sums are dated by the first day of their period; of those alone, the costs of the last period say when it ends.
    SELECT max(date_to) AS day FROM costs, (
        SELECT max(period) AS last, coalesce(max(period - before), 31) AS length
        FROM (SELECT period, lag(period) OVER (ORDER BY period) AS before
              FROM (SELECT DISTINCT period FROM stage_counts))
    )
    WHERE date_from >= last AND date_to < last + CAST(length AS INTEGER)
      AND NOT EXISTS (FROM deals) AND EXISTS (FROM stage_counts)
"""

FEW, FEW_GAP, LEAST_GAP, TIMES = 20, 730, 180, 6
"""A gap before the last facts is too long if it is over half a year and six times any gap before it.

Where facts are of fewer than 20 days, their own gaps say little, so it must be over two years.
"""
MONTH = 31
FEW_ROWS, FEW_IN = 3, 100
"""Facts beyond such a gap are strays if they are three at most, or one in a hundred; more are a team's return."""


@dataclass(frozen=True)
class Latest:
    """One of the latest dates of a column, and where it stands."""

    place: str
    file: str
    column: str
    day: date
    row: int
    text: str


@dataclass(frozen=True)
class Stray:
    """A fact too far after the one before it to be one, and where it stands."""

    day: date
    before: date
    text: str
    file: str = ""
    row: int = 0
    column: str = ""


def last_day(connection: duckdb.DuckDBPyConnection, timezone: str, latest: Iterable[Latest]) -> date | None:
    """The local day of the last recorded fact; None when nothing is recorded.

    Raises
    ------
    InputError
        When a few facts lie so far after all others that their dates must be wrong; it names one.
    """
    days = _days(connection, timezone, FACTS) or _days(connection, timezone, PLANS)
    if not days:
        return None
    if far := _far(days, latest):
        raise _refused(far)
    [(ended,)] = connection.execute(SUMMED).fetchall()
    return max(days[-1][0], ended or days[-1][0])


def _days(connection: duckdb.DuckDBPyConnection, timezone: str, places: dict[str, str]) -> list[tuple[date, int]]:
    """The days on which something happened, in order, each with how many facts it has."""
    facts = " UNION ALL ".join(_dated(place, where, timezone) for place, where in places.items())
    query = f"SELECT day, count(*) FROM ({facts}) WHERE day IS NOT NULL GROUP BY day ORDER BY day"
    return connection.execute(query).fetchall()


def _dated(place: str, where: str, timezone: str) -> str:
    table, column = place.split(".")
    sql = name(column)
    local = sql if TABLES[table].column(column).kind == "date" else f"timezone({quoted(timezone)}, {sql})"
    day = f"CAST({local} AS DATE)"
    told = f"CASE WHEN {day} < {NEVER} THEN {day} END" if place in ENDS else day
    return f"SELECT {told} AS day FROM {table} WHERE {where or 'true'}"


def _stray(days: Sequence[tuple[date, int]]) -> int:
    """The place of the first of the last days that lies too far after the one before it; 0 when none does."""
    every = sum(count for _, count in days)
    gaps = [(later - earlier).days for (earlier, _), (later, _) in itertools.pairwise(days)]
    longest = [0, *itertools.accumulate(gaps, max)]
    beyond = 0
    for place in range(len(days) - 1, 0, -1):
        beyond += days[place][1]
        if beyond > min(max(FEW_ROWS, every // FEW_IN), every // 2):
            return 0
        if gaps[place - 1] > max(FEW_GAP if place < FEW else LEAST_GAP, TIMES * longest[place - 1]):
            return place
    return 0


def first_stray(connection: duckdb.DuckDBPyConnection, timezone: str, latest: Iterable[Latest]) -> Stray | None:
    """The first of the last facts that lies too far after the one before it, if one does."""
    return _far(_days(connection, timezone, FACTS), latest)


def silence(connection: duckdb.DuckDBPyConnection, timezone: str, until: date) -> tuple[date, int] | None:
    """The last fact before a declared day and how many days since are without one: over a month, and more than ever."""
    days = [day for day, _ in _days(connection, timezone, FACTS) if day <= until]
    if not days:
        return None
    [(ended,)] = connection.execute(SUMMED).fetchall()
    last = max(days[-1], ended or days[-1])
    longest = max((later - earlier).days for earlier, later in itertools.pairwise([days[0], *days]))
    return (last, (until - last).days) if (until - last).days > max(MONTH, longest) else None


def apart(connection: duckdb.DuckDBPyConnection, timezone: str) -> tuple[date, date, int] | None:
    """The day before a few last facts, the first of their days and how many they are; too near to be called strays.

    They lie over a month after it, and further than any others from one another.
    """
    days = _days(connection, timezone, FACTS)
    gaps = [(later - earlier).days for (earlier, _), (later, _) in itertools.pairwise(days)]
    few = max(FEW_ROWS, sum(count for _, count in days) // FEW_IN)
    for place in range(len(days) - 1, FEW - 1, -1):
        beyond = sum(count for _, count in days[place:])
        if beyond > few:
            return None
        if gaps[place - 1] > max(MONTH, *gaps[: place - 1]):
            return days[place - 1][0], days[place][0], beyond
    return None


def _far(days: Sequence[tuple[date, int]], latest: Iterable[Latest]) -> Stray | None:
    stray = _stray(days)
    if not stray:
        return None
    before, first = days[stray - 1][0], days[stray][0]
    seen = min((one for one in latest if one.day >= first), key=lambda one: one.day, default=None)
    if seen is None:
        return Stray(first, before, str(first))
    return Stray(first, before, seen.text, seen.file, seen.row, seen.column)


def _refused(far: Stray) -> InputError:
    fact = Told("far", shown=far.text, days=(far.day - far.before).days, before=str(far.before))
    return InputError(fact, file=far.file, row=far.row or None, column=far.column)
