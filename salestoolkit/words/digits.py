"""The digits of numbers: rounding, signs, scales and units, before words are made of them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from salestoolkit.words.text import say

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
SIZES = {name: size for size, name in SPANS}
# Hours stay readable up to two days ("42 jam"); minutes and seconds change at one of the next.
DAYS_FROM, HOURS_FROM, MINUTES_FROM = 2 * 86400.0, 3600.0, 60.0


def with_minus(text: object) -> str:
    """A formatted number with the sign that no dash is taken for."""
    return str(text).replace("-", MINUS)


def rounded(x: float, digits: int) -> Decimal:
    """``x`` with so many decimals, half away from zero; never minus zero."""
    # Through the shortest decimal text: 2.675 means 2.675 to its reader, not 2.67499999999999982.
    result = Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return result or Decimal(0)


def significant(x: float) -> Decimal:
    """``x`` with the three digits that a scaled amount is read by."""
    return rounded(x, 0 if abs(x) >= 99.95 else 1 if abs(x) >= 9.995 else 2)


def pattern(digits: int) -> str:
    """The pattern by which babel writes so many decimals."""
    return "#,##0." + "0" * digits if digits else "#,##0"


def count_digits(x: float) -> int:
    """The decimals of a count: none, or one where it is an average."""
    return 0 if float(x).is_integer() else 1


def signed(amount: Decimal, lang: str, currency: str, shape: str) -> str:
    """An amount with its currency's sign, and a minus before that."""
    from babel.numbers import format_decimal, get_currency_symbol

    sign = SIGNS.get(currency) or get_currency_symbol(currency, locale=lang)
    space = "\u00a0" if sign == currency else ""
    return f"{MINUS * (amount < 0)}{sign}{space}{format_decimal(abs(amount), shape, locale=lang)}"


def scale_of(x: float, lang: str) -> tuple[float, str] | None:
    """The scale that an amount is written in and its word; None where it is written out."""
    # Compared after rounding, so that 999.9 million is written as one billion.
    for size, name in SCALES[:-1]:
        if significant(abs(x) / size) >= 1:
            return size, say(f"format.{name}", lang)
    # Indonesian writes thousands out; an English reader meets the word from a hundred thousand on.
    return (1e3, say("format.thousand", lang)) if lang != "id" and abs(x) >= 99_950 else None


def time_unit(seconds: float) -> tuple[float, str]:
    """Seconds in the unit that a duration reads best in, and the unit's name."""
    size = abs(seconds)
    if size == SPANS[0][0]:
        return SPANS[0]  # what was recorded by the day took one day, and not 24 hours
    starts = (DAYS_FROM, HOURS_FROM - 30, MINUTES_FROM - 0.5, 0.0)
    return next(span for span, start in zip(SPANS, starts, strict=True) if size >= start)


def cents(x: float, currency: str) -> int:
    """The decimals of an amount: the currency's, where there are any cents."""
    from babel.numbers import get_currency_precision

    digits = 0 if currency in WITHOUT_CENTS else int(get_currency_precision(currency))
    return digits if rounded(x, digits) != rounded(x, 0) else 0
