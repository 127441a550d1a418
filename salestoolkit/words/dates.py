"""Dates, periods and places in the reader's language; may import only words."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime, timedelta
from typing import Literal

from salestoolkit.words.digits import NOTHING
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.periods import began, end_of
from salestoolkit.words.text import say

Period = Literal["day", "week", "month", "quarter", "year"]

ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
"""What Indonesia's zones are called by those who live in them."""
DAYS_TOLD = 3
"""So many spans of days are named."""


def zone(name: str) -> str:
    """A time zone as its people call it: ``WIB``; another by its place."""
    return ZONES.get(name, name)


def country(code: str, lang: str) -> str:
    """A country by its name, with the code that declares it: ``Amerika Serikat (US)``."""
    from babel import Locale

    return f"{Locale.parse(lang).territories.get(code, code)} ({code})"


def date(d: Date | datetime | None, lang: str) -> str:
    """A day in full: ``5 Maret 2026``."""
    return NOTHING if _absent(d) else _dated(d, "d MMMM y", lang)


def period(d: Date | datetime | None, unit: Period, lang: str, short: bool = False) -> str:
    """The period of ``unit`` that holds ``d``: ``Maret 2026``, ``Kuartal I 2026``; weeks begin on Monday.

    ``short`` gives the form for ticks: ``Mar 2026``, ``Q1 2026``, ``2 Mar``.
    """
    if d is None or _absent(d):
        return NOTHING
    if unit == "week":
        monday = began(d, "week")
        return _dated(monday, "d MMM", lang) if short else say("format.week", lang, monday=date(monday, lang))
    if unit == "quarter":
        quarter = (d.month + 2) // 3
        return say("format.quarter_short" if short else f"format.quarter_{quarter}", lang, quarter=quarter, year=d.year)
    patterns = {"day": ("d MMMM y", "d MMM"), "month": ("MMMM y", "MMM y"), "year": ("y", "y")}
    if unit not in patterns:
        raise UnknownName("period", unit, (*patterns, "week", "quarter"))
    return _dated(d, patterns[unit][short], lang)


def month_of_year(number: int, lang: str) -> str:
    """The name of a calendar month, 1 to 12: ``Maret``."""
    return _dated(Date(2000, int(number), 1), "LLLL", lang)


def span(start: Date | None, end: Date | None, lang: str) -> str:
    """The half-open period from ``start`` to before ``end`` in words: a calendar period has its name.

    An open side is said (``sejak 1 Maret 2026``); both open give an empty text.
    """
    if start is None and end is None:
        return ""
    if end is None:
        return say("format.since", lang, day=date(start, lang))
    last = end - timedelta(days=1)
    if start is None:
        return say("format.until", lang, day=date(last, lang))
    for unit in ("year", "quarter", "month"):
        if _is_calendar(start, end, unit):
            return period(start, unit, lang)
    return date(start, lang) if last == start else f"{date(start, lang)} – {date(last, lang)}"


def days(spans: str, lang: str) -> str:
    """Spans of days, ``2025-04-01/2025-06-01 …``, as periods: the first ``DAYS_TOLD``, and how many more there are."""
    ends = [[Date.fromisoformat(day) for day in each.split("/")] for each in spans.split()]
    told = ", ".join(span(first, end, lang) for first, end in ends[:DAYS_TOLD])
    return say("format.and_more", lang, told=told, count=len(ends) - DAYS_TOLD) if len(ends) > DAYS_TOLD else told


def _absent(d: Date | datetime | None) -> bool:
    # NaT is not equal to itself, and asking for its class would import pandas.
    return d is None or d != d


def _dated(d: Date | datetime | None, pattern: str, lang: str) -> str:
    from babel.dates import format_date

    return str(format_date(d, pattern, locale=lang))


def _is_calendar(start: Date, end: Date, unit: str) -> bool:
    first = began(start, unit)
    ends = ((start, first), (end, end_of(first, unit)))
    return all((a.year, a.month, a.day) == (b.year, b.month, b.day) for a, b in ends)
