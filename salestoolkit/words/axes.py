"""The scale, the unit and the labels of an axis in the reader's language; may import only words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.words.digits import SCALES, SPANS, time_unit
from salestoolkit.words.formats import Unit, number, percent
from salestoolkit.words.text import has, say


@dataclass(frozen=True)
class Scale:
    """One scale for a whole axis: what to divide by, and its unit in full words (empty for ratios)."""

    divisor: float
    words: str


def scale_for(largest: float, unit: Unit, lang: str, currency: str = "IDR") -> Scale:
    """The scale that keeps ticks up to ``largest`` short: ``juta rupiah``, ``jam``, ``persen``."""
    if unit == "percent":
        return Scale(0.01, say("format.percent", lang))
    if unit == "points":
        return Scale(0.01, say("format.points", lang))
    if unit == "duration":
        size, name = time_unit(largest) if largest else SPANS[2]
        return Scale(size, say(f"format.{name}s", lang))
    if unit == "money":
        return _money_scale(largest, lang, currency)
    divisor, word = next(((size, name) for size, name in SCALES if abs(largest) >= 10 * size), (1.0, ""))
    return Scale(divisor, say(f"format.{word}", lang) if word else "")


def tick_labels(values: Sequence[float], unit: Unit, lang: str, currency: str = "IDR") -> tuple[list[str], str]:
    """Labels of ticks at ``values`` on one common scale, and the unit's words for the axis title.

    Returns
    -------
    tuple of list of str and str
        ``(["0", "50", "100"], "juta rupiah")``; as many decimals on every label as the finest needs.
        Percent labels carry their sign: ``(["0%", "25%"], "persen")``.
    """
    finite = [abs(v) for v in values if math.isfinite(v)]
    chosen = scale_for(max(finite, default=0.0), unit, lang, currency)
    scaled = [v / chosen.divisor for v in values]
    digits = next((n for n in range(6) if all(_fits(v, n) for v in scaled)), 6)
    if unit == "percent":
        return [percent(round(v, 9), lang, digits) for v in values], chosen.words
    return [number(v, lang, digits) for v in scaled], chosen.words


def currency_words(currency: str, lang: str) -> str:
    """The currency's everyday name: ``rupiah``, ``dolar AS``; CLDR's where the catalogue has none."""
    from babel.numbers import get_currency_name

    key = f"format.currency_{currency}"
    return say(key, lang) if has(key, lang) else str(get_currency_name(currency, count=5, locale=lang))


def _money_scale(largest: float, lang: str, currency: str) -> Scale:
    name = currency_words(currency, lang)
    for size, word in SCALES:
        if abs(largest) >= size * (10 if word == "thousand" else 1):
            words = say("format.scaled_money", lang, scale=say(f"format.{word}", lang), currency=name)
            return Scale(size, words)
    return Scale(1.0, name)


def _fits(x: float, digits: int) -> bool:
    return not math.isfinite(x) or math.isclose(x, round(x, digits), rel_tol=1e-9, abs_tol=1e-9)
