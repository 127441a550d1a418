"""Periods of the calendar: where a month or quarter begins, and the one before. Imports nothing of ours."""

from __future__ import annotations

from datetime import date
from typing import Literal

Cycle = Literal["month", "quarter"]
CYCLES: tuple[Cycle, ...] = ("month", "quarter")


def began(day: date, cycle: Cycle) -> date:
    """The first day of the cycle that ``day`` lies in."""
    month = day.month if cycle == "month" else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def before(start: date, period: str) -> date:
    """The beginning of the period before."""
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    place = start.year * 12 + start.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)
