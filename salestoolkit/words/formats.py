"""Formats of numbers, money, durations and dates in the reader's language; may import only words."""

from __future__ import annotations

import math
import re
from datetime import date as Date
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import say

Unit = Literal["percent", "points", "money", "duration", "ratio", "count"]
Period = Literal["day", "week", "month", "quarter", "year"]

NOTHING = "–"
"""What stands where there is no number: an en dash, never 0 and never a blank."""
MINUS = "−"
"""The sign before a number below zero; a hyphen is taken for a dash."""

# CLDR gives the rupiah two decimals, and nobody has paid sen since the 1960s.
WITHOUT_CENTS = frozenset({"IDR"})
# CLDR writes IDR in English; the reader of both languages should meet one sign.
SIGNS = {"IDR": "Rp"}

SCALES: tuple[tuple[float, str], ...] = (
    (1e12, "trillion"),
    (1e9, "billion"),
    (1e6, "million"),
    (1e3, "thousand"),
)
SPANS: tuple[tuple[float, str], ...] = ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute"), (1.0, "second"))
# Hours stay readable up to two days ("42 jam"); minutes and seconds change at one of the next.
DAYS_FROM, HOURS_FROM, MINUTES_FROM = 2 * 86400.0, 3600.0, 60.0

ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
"""What Indonesia's zones are called by those who live in them."""
DAYS_TOLD = 3
"""So many spans of days are named."""

_DIGITS = re.compile(r"\d(?:.*\d)?")


def number(x: float | None, lang: str, digits: int = 0) -> str:
    """``x`` with exactly ``digits`` decimals, rounded half up: ``1.250`` (id), ``1,250`` (en)."""
    from babel.numbers import format_decimal

    if x is None or not math.isfinite(x):
        return NOTHING
    return _with_minus(format_decimal(_rounded(x, digits), _pattern(digits), locale=lang))


def percent(x: float | None, lang: str, digits: int = 1) -> str:
    """A share as percent: 0.305 is ``30,5%`` (id), ``30.5%`` (en).

    A share that is not quite 0 or 1 is not shown as such: it gets the decimals it needs (``0,04%``).
    """
    from babel.numbers import format_percent

    if x is None or not math.isfinite(x):
        return NOTHING
    shown = next((n for n in range(digits, 6) if x in (0, 1) or _rounded(x, n + 2) not in (0, 1)), digits)
    return _with_minus(format_percent(_rounded(x, shown + 2), f"{_pattern(shown)}%", locale=lang))


def money(x: float | None, lang: str, currency: str, compact: bool = False) -> str:
    """Money: the rupiah in whole units (``Rp1.250.000``), others with cents if there are any (``$2,360.91``).

    Parameters
    ----------
    x : float or None
        Amount in units of ``currency``.
    compact : bool
        Three significant digits and the scale in full words: ``Rp1,25 juta``, ``$2.5 billion``. Never a
        bare M, which means *miliar* in Indonesian and a million in English.
    """
    if x is None or not math.isfinite(x):
        return NOTHING
    if compact and (scale := _compact(x, lang)) is not None:
        divisor, word = scale
        scaled = _significant(x / divisor)
        return f"{_signed(scaled, lang, currency, '#,##0.##')} {word}"
    digits = _cents(x, currency)
    return _signed(_rounded(x, digits), lang, currency, _pattern(digits))


def duration(seconds: float | None, lang: str) -> str:
    """A duration in the unit that reads best: ``42 menit``, ``3,5 jam``, ``2,1 hari`` (days from two on)."""
    from babel.units import format_unit

    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    size, name = time_unit(seconds)
    digits = 0 if size < 3600 and abs(seconds) >= 10 * size else 1
    amount = _rounded(seconds / size, digits)
    # CLDR's plural of 1.0 is not that of 1.
    whole = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
    return _with_minus(format_unit(whole, f"duration-{name}", "long", "#,##0.#", locale=lang))


def zone(name: str) -> str:
    """A time zone as its people call it: ``WIB``; another by its place."""
    return ZONES.get(name, name)


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
        monday = d - timedelta(days=d.weekday())
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
    for unit, months in (("year", 12), ("quarter", 3), ("month", 1)):
        if _is_calendar(start, end, months):
            return period(start, unit, lang)  # type: ignore[arg-type]
    return date(start, lang) if last == start else f"{date(start, lang)} – {date(last, lang)}"


def days(spans: str, lang: str) -> str:
    """Spans of days, ``2025-04-01/2025-06-01 …``, as periods: the first ``DAYS_TOLD``, and how many more there are."""
    ends = [[Date.fromisoformat(day) for day in each.split("/")] for each in spans.split()]
    told = ", ".join(span(first, end, lang) for first, end in ends[:DAYS_TOLD])
    return say("format.and_more", lang, told=told, count=len(ends) - DAYS_TOLD) if len(ends) > DAYS_TOLD else told


def value(
    x: float | str | None, unit: Unit | Literal["days"], lang: str, currency: str = "IDR", compact: bool = False
) -> str:
    """``x`` in a KPI's unit; missing is an en dash, infinite (a median that is not reached) is said in words.

    Raises
    ------
    UnknownName
        When the unit is not one of percent, points, money, duration, ratio, count.
    """
    if isinstance(x, str) and unit == "days":
        return days(x, lang) or NOTHING
    if unit not in get_args(Unit):
        raise UnknownName("unit", unit, get_args(Unit))
    if x is None or isinstance(x, str) or math.isnan(x):
        return NOTHING
    if math.isinf(x):
        return say("format.not_reached", lang)
    if unit == "money":
        return money(x, lang, currency, compact)
    if unit == "percent":
        return percent(x, lang)
    if unit == "points":
        return say("format.in_points", lang, points=number(100 * x, lang, 1))
    if unit == "duration":
        return duration(x, lang)
    return number(x, lang, 2 if unit == "ratio" else _count_digits(x))


def interval(
    lo: float | None, hi: float | None, unit: Unit, lang: str, currency: str = "IDR", compact: bool = False
) -> str:
    """``28,1–33,0%``; empty when an end is missing, "at least" when the upper end is infinite.

    The unit stands once. Where the ends have different units or one is below zero, a word stands between them:
    ``−26,5% sampai −13,7%``, since a dash between signs cannot be read.
    """
    if lo is None or hi is None or math.isnan(lo) or math.isnan(hi) or math.isinf(lo):
        return ""
    if unit == "points" and not math.isinf(hi):
        return say("format.in_points", lang, points=number_range(100 * lo, 100 * hi, lang, 1))
    low = value(lo, unit, lang, currency, compact)
    if math.isinf(hi):
        return say("format.at_least", lang, value=low)
    alike = unit == "duration" and time_unit(lo) == time_unit(hi)
    return _between(low, value(hi, unit, lang, currency, compact), lang, alike)


def number_range(lo: float, hi: float, lang: str, digits: int = 0) -> str:
    """``13,7–26,5``, or ``−26,5 sampai 13,7`` where an end is below zero; one number where both ends read the same."""
    low, high = number(lo, lang, digits), number(hi, lang, digits)
    return low if low == high else _between(low, high, lang)


def _between(low: str, high: str, lang: str, alike: bool = False) -> str:
    """Two formatted ends as one range; ``alike`` says that their units are one although their words differ."""
    (before, first, unit), (same, last, of) = (_parted(text) for text in (low, high))
    if before == same and MINUS not in before and (unit == of or alike):
        return f"{before}{first}–{last}{of}"
    return say("format.from_to", lang, low=low, high=high)


def _parted(text: str) -> tuple[str, str, str]:
    digits = _DIGITS.search(text)
    return (text[: digits.start()], digits[0], text[digits.end() :]) if digits else (text, "", "")


def _with_minus(text: object) -> str:
    return str(text).replace("-", MINUS)


def _rounded(x: float, digits: int) -> Decimal:
    # Through the shortest decimal text: 2.675 means 2.675 to its reader, not 2.67499999999999982.
    result = Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return result or Decimal(0)


def _significant(x: float) -> Decimal:
    return _rounded(x, 0 if abs(x) >= 99.95 else 1 if abs(x) >= 9.995 else 2)


def _pattern(digits: int) -> str:
    return "#,##0." + "0" * digits if digits else "#,##0"


def _count_digits(x: float) -> int:
    return 0 if float(x).is_integer() else 1


def _cents(x: float, currency: str) -> int:
    from babel.numbers import get_currency_precision

    digits = 0 if currency in WITHOUT_CENTS else int(get_currency_precision(currency))
    return digits if _rounded(x, digits) != _rounded(x, 0) else 0


def _signed(amount: Decimal, lang: str, currency: str, pattern: str) -> str:
    from babel.numbers import format_decimal, get_currency_symbol

    sign = SIGNS.get(currency) or get_currency_symbol(currency, locale=lang)
    space = "\u00a0" if sign == currency else ""
    return f"{MINUS * (amount < 0)}{sign}{space}{format_decimal(abs(amount), pattern, locale=lang)}"


def _compact(x: float, lang: str) -> tuple[float, str] | None:
    # Compared after rounding, so that 999.9 million is written as one billion.
    for size, name in SCALES[:-1]:
        if _significant(abs(x) / size) >= 1:
            return size, say(f"format.{name}", lang)
    # Indonesian writes thousands out; an English reader meets the word from a hundred thousand on.
    return (1e3, say("format.thousand", lang)) if lang != "id" and abs(x) >= 99_950 else None


def time_unit(seconds: float) -> tuple[float, str]:
    """Seconds in the unit that a duration reads best in, and the unit's name."""
    size = abs(seconds)
    starts = (DAYS_FROM, HOURS_FROM - 30, MINUTES_FROM - 0.5, 0.0)
    return next(span for span, start in zip(SPANS, starts, strict=True) if size >= start)


def _absent(d: Date | datetime | None) -> bool:
    # NaT is not equal to itself, and asking for its class would import pandas.
    return d is None or d != d


def _dated(d: Date | datetime | None, pattern: str, lang: str) -> str:
    from babel.dates import format_date

    return str(format_date(d, pattern, locale=lang))


def _is_calendar(start: Date, end: Date, months: int) -> bool:
    if start.day != 1 or (start.month - 1) % months:
        return False
    after = start.month - 1 + months
    return (end.year, end.month, end.day) == (start.year + after // 12, after % 12 + 1, 1)
