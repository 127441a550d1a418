"""Formats of numbers, money and durations in the reader's language; may import only words.

Those of dates, periods and places are in ``dates``, and known by this name too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal, get_args

from salestoolkit.words.columns import Shape, shape_of, sizes_of, suits
from salestoolkit.words.dates import Period, country, date, days, month_of_year, period, span, zone
from salestoolkit.words.digits import (
    MINUS,
    NOTHING,
    SIZES,
    cents,
    count_digits,
    pattern,
    rounded,
    scale_of,
    signed,
    significant,
    time_unit,
    with_minus,
)
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import say

__all__ = ["NOTHING", "Period", "Time", "Unit"]
__all__ += ["country", "date", "days", "month_of_year", "period", "span", "zone"]
__all__ += [
    "column",
    "duration",
    "interval",
    "money",
    "money_in_all",
    "names",
    "number",
    "number_range",
    "percent",
    "value",
]

Time = Literal["second", "minute", "hour", "day"]
"""The units of a duration that is written like those beside it (``columns.unit_of``)."""
Unit = Literal["percent", "points", "money", "duration", "ratio", "count"]

_DIGITS = re.compile(r"\d(?:.*\d)?")


def number(x: float | None, lang: str, digits: int = 0) -> str:
    """``x`` with exactly ``digits`` decimals, rounded half up: ``1.250`` (id), ``1,250`` (en)."""
    from babel.numbers import format_decimal

    if x is None or not math.isfinite(x):
        return NOTHING
    return with_minus(format_decimal(rounded(x, digits), pattern(digits), locale=lang))


def percent(x: float | None, lang: str, digits: int = 1) -> str:
    """A share as percent: 0.305 is ``30,5%`` (id), ``30.5%`` (en).

    A share that is not quite 0 or 1 is not shown as such: it gets the decimals it needs (``0,04%``).
    """
    from babel.numbers import format_percent

    if x is None or not math.isfinite(x):
        return NOTHING
    shown = next((n for n in range(digits, 6) if x in (0, 1) or rounded(x, n + 2) not in (0, 1)), digits)
    return with_minus(format_percent(rounded(x, shown + 2), f"{pattern(shown)}%", locale=lang))


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
    if compact and (scale := scale_of(x, lang)) is not None:
        divisor, word = scale
        scaled = significant(x / divisor)
        return f"{signed(scaled, lang, currency, '#,##0.##')} {word}"
    digits = cents(x, currency)
    return signed(rounded(x, digits), lang, currency, pattern(digits))


def money_in_all(x: float | None, lang: str, currency: str, whole: bool) -> str:
    """A sum of money, compact: the least that it can be where it is not ``whole``, an amount of it is not known."""
    said = money(x, lang, currency, compact=True)
    return said if whole or not x else say("format.at_least", lang, value=said)


def duration(seconds: float | None, lang: str, unit: str = "") -> str:
    """A duration in the unit that reads best: ``42 menit``, ``3,5 jam``, ``2,1 hari`` (days from two on); or in one."""
    from babel.units import format_unit

    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    size, name = (SIZES[unit], unit) if unit else time_unit(seconds)
    digits = 0 if size < 3600 and abs(seconds) >= 10 * size else 1
    amount = rounded(seconds / size, digits)
    # CLDR's plural of 1.0 is not that of 1.
    whole = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
    return with_minus(format_unit(whole, f"duration-{name}", "long", "#,##0.#", locale=lang))


def names(told: Iterable[str]) -> str:
    """Names in a row; parted by semicolons where one of them holds a comma, as ``Tan, Mei`` does."""
    every = list(told)
    return ("; " if any("," in name for name in every) else ", ").join(every)


def value(
    x: float | str | None, unit: Unit | Time | Literal["days"], lang: str, currency: str = "IDR", compact: bool = False
) -> str:
    """``x`` in a KPI's unit; missing is an en dash, infinite (a median that is not reached) is said in words.

    Raises
    ------
    UnknownName
        When the unit is not one of percent, points, money, duration (or second to day), ratio, count.
    """
    if isinstance(x, str) and unit == "days":
        return days(x, lang) or NOTHING
    if unit not in (*get_args(Unit), *SIZES):
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
    if unit == "duration" or unit in SIZES:
        return duration(x, lang, "" if unit == "duration" else unit)
    return number(x, lang, 2 if unit == "ratio" else count_digits(x))


def column(
    values: Iterable[float | str | None],
    unit: Unit | Time | Literal["days"],
    lang: str,
    currency: str = "IDR",
    compact: bool = False,
) -> list[str]:
    """Each of ``values`` in a KPI's unit, on one scale and with as many decimals, to be compared down a column.

    ``Rp0,80 juta`` stands above ``Rp3,61 juta`` and ``2,0 jam`` above ``1,9 jam``. Where no scale suits both the
    smallest and the largest, each has its own as in ``value``.
    """
    found = list(values)
    shape = shape_of(sizes_of(found), unit, compact)
    if shape is None:
        return [value(x, unit, lang, currency, compact) for x in found]
    return [
        _shaped(x, shape, unit, lang, currency) if sizes_of([x]) else value(x, unit, lang, currency, compact)
        for x in found
    ]


def _shaped(x: Any, shape: Shape, unit: str, lang: str, currency: str) -> str:
    from babel.units import format_unit

    amount, form = rounded(x / shape.size, shape.digits), pattern(shape.digits)
    if unit == "money":
        return f"{signed(amount, lang, currency, form)} {say(f'format.{shape.name}', lang)}"
    if unit == "duration" or unit in SIZES:
        return with_minus(format_unit(amount, f"duration-{shape.name}", "long", form, locale=lang))
    return number(x, lang, shape.digits)


def interval(
    lo: float | None, hi: float | None, unit: Unit | Time, lang: str, currency: str = "IDR", compact: bool = False
) -> str:
    """``28,1–33,0%``; empty when an end is missing, "at least" when the upper end is infinite.

    The unit stands once. Where the ends have different units or one is below zero, a word stands between them:
    ``−26,5% sampai −13,7%``, since a dash between signs cannot be read.
    """
    if lo is None or hi is None or math.isnan(lo) or math.isnan(hi) or math.isinf(lo):
        return ""
    if unit in SIZES and not (suits(lo, unit) and (math.isinf(hi) or suits(hi, unit))):
        unit = "duration"
    if unit == "points" and not math.isinf(hi):
        return say("format.in_points", lang, points=number_range(100 * lo, 100 * hi, lang, 1))
    if math.isinf(hi):
        return say("format.at_least", lang, value=value(lo, unit, lang, currency, compact))
    if not _of_one_unit(lo, hi, unit, lang):
        low, high = (value(x, unit, lang, currency, compact) for x in (lo, hi))
        return _between(low, high, lang)
    low, high = column([lo, hi], unit, lang, currency, compact)
    return _between(low, high, lang, alike=unit == "duration" or unit in SIZES)


def _of_one_unit(lo: float, hi: float, unit: str, lang: str) -> bool:
    """Whether each end alone would have the same unit or scale."""
    if unit == "duration":
        return lo == 0 or time_unit(lo) == time_unit(hi)  # none is none in every unit
    return unit != "money" or scale_of(lo, lang) == scale_of(hi, lang)


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
