"""Periods of the calendar: where one begins and ends, the one before, the last day of data. Imports nothing of ours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Cycle = Literal["month", "quarter"]
CYCLES: tuple[Cycle, ...] = ("month", "quarter")

MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""The periods that last whole months, and how many."""
DAYS = {"day": 1, "week": 7}
"""Those that last so many days."""

CODES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""What pandas calls a period; weeks begin on Monday."""
STARTS = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}
"""What pandas calls the days on which one begins."""


def began(day: date, period: str) -> date:
    """The first day of the period that ``day`` lies in; weeks begin on Monday."""
    if period in DAYS:
        return day - timedelta(days=day.weekday() if period == "week" else 0)
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def before(start: date, period: str) -> date:
    """The beginning of the period before."""
    return _on(start, -MONTHS[period])


def end_of(start: date, period: str) -> date:
    """The first day after the period that begins on ``start``."""
    return start + timedelta(days=DAYS[period]) if period in DAYS else _on(start, MONTHS[period])


def over_at(starts: Any, period: str) -> Any:
    """When periods that begin at these moments of pandas (one or a series) are over."""
    import pandas as pd

    return starts + (pd.DateOffset(days=DAYS[period]) if period in DAYS else pd.DateOffset(months=MONTHS[period]))


def is_running(until: pd.Timestamp | None) -> bool:
    """Whether a month is not over at this moment."""
    return until is not None and until != until.to_period(CODES["month"]).start_time


def last_day(as_of: datetime) -> date:
    """The last day of data whose facts count up to before ``as_of``: midnight belongs to the day that ends with it."""
    return (as_of - timedelta(microseconds=1)).date()


def _on(start: date, months: int) -> date:
    place = start.year * 12 + start.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
