"""The heading of a figure: title, split, period, n and basis; imports as figures do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from salestoolkit.figures import theme
from salestoolkit.figures.rows import Row, whole_of
from salestoolkit.words import formats
from salestoolkit.words.periods import last_day
from salestoolkit.words.text import has, say


def title(result: Any) -> str:
    """The KPI's title in the reader's language."""
    return str(result.kpi.title_in(result.lang))


def subtitle(result: Any, rows: Sequence[Row], drawn: str, n: int | None = None) -> str:
    """Split, period, n and date basis in one line; where there are intervals, what they are ``drawn`` as.

    ``drawn`` is a key of the catalogues, ``figure.interval_line`` for one; empty when they are not drawn.
    """
    lang = result.lang
    whole = whole_of(result)
    count = n if n is not None else whole.n if whole else sum(row.n for row in rows)
    basis = f"basis.{result.kpi.basis}"
    parts = [
        split(result),
        period(result),
        say("figure.n", lang, n=formats.number(count, lang)),
        say(basis, lang) if has(basis, lang) else "",
        say(drawn, lang) if drawn and any(row.has_interval for row in rows) else "",
    ]
    text = theme.SEPARATOR.join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def split(result: Any) -> str:
    """``menurut tenaga penjualan dan bulan``; empty for the whole."""
    lang = result.lang
    if not result.by:
        return ""
    names = [say(f"dimension.{name}", lang) for name in result.by]
    return say(
        "figure.by",
        lang,
        dimension=reduce(lambda first, last: say("figure.and", lang, first=first, last=last), names),
    )


def period(result: Any) -> str:
    """The period in words, or all the data up to its date."""
    lang = result.lang
    words = formats.span(result.start, result.end, lang)
    return words or say("figure.all_data", lang, day=formats.date(last_day(result.as_of), lang))


def axis_title(result: Any, words: str) -> str:
    """What the axis shows and its unit in full words."""
    return in_unit(title(result), words, result.lang)


def in_unit(name: str, words: str, lang: str) -> str:
    """``Penjualan bulanan (juta rupiah)``; the name alone when the unit needs no words."""
    return say("figure.axis", lang, title=name, unit=words) if words else name
