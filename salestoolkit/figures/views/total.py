"""The view "total": one value for the whole, large, over its interval; imports as figures do."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from salestoolkit.figures import heading, marks, theme, ticks
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.rows import Row, read
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.text import say

BODY, BIG = 0.45, 26.0


def draw(result: Any, focus: str | None = None) -> Picture:
    """The one row of a result without a split; ``focus`` has nothing to point out here.

    Raises
    ------
    UsageError
        When the result is split.
    """
    if result.by:
        raise UsageError(Told("view_total"))
    rows = read(result)
    with theme.themed():
        notes = _notes(rows[0] if rows else None, result)
        body = BODY + 0.6
        subtitle = heading.subtitle(result, rows, "figure.interval_line")
        figure, axes = theme.sheet(heading.title(result), subtitle, notes, body, 0.3, 0.3)
        place = axes.get_position()
        axes.set_position((place.x0, place.y0, place.width, place.height * BODY / body))
        value = _value(rows[0] if rows else None, result)
        high = place.y0 + place.height * (1.12 - 0.35 / body)
        figure.text(theme.EDGE / theme.WIDTH, high, value, fontsize=BIG, va="center", color=theme.INK, gid="total")
        _strip(axes, rows, result)
    return Picture(figure, _alt(rows[0] if rows else None, result))


def _value(row: Row | None, result: Any) -> str:
    value = row.value if row else None
    return formats.value(value, result.kpi.unit, result.lang, result.currency, compact=True)


def _interval(row: Row, result: Any) -> str:
    return formats.interval(row.lo, row.hi, result.kpi.unit, result.lang, result.currency, compact=True)


def _notes(row: Row | None, result: Any) -> list[str]:
    if row is None or row.standing == "none":
        return [say("figure.none_note", result.lang)]
    interval = _interval(row, result)
    return [f"{say('column.interval', result.lang)}: {interval}"] if interval else []


def _strip(axes: Axes, rows: list[Row], result: Any) -> None:
    if all(row.standing == "none" for row in rows):
        axes.set_axis_off()
        return
    ends = ticks.limits(rows, result.kpi.unit)
    words = ticks.value_axis(axes.xaxis, ends, result.kpi.unit, result.lang, result.currency)
    axes.set_xlabel(heading.axis_title(result, words))
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    placed = [(0.0, row) for row in rows]
    hollow = any(row.standing == "few" for row in rows)
    marks.intervals(axes, placed, theme.MAIN, pale=hollow)
    marks.dots(axes, placed, theme.MAIN, hollow=hollow)


def _alt(row: Row | None, result: Any) -> str:
    lang = result.lang
    texts = {"title": heading.title(result), "period": heading.period(result)}
    if row is None or row.standing == "none":
        return say("figure.alt_total_none", lang, **texts)
    interval = _interval(row, result)
    texts |= {"value": _value(row, result), "n": formats.number(row.n, lang)}
    return (
        say("figure.alt_total", lang, **texts, interval=interval)
        if interval
        else say("figure.alt_total_plain", lang, **texts)
    )
