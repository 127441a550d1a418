"""The view "steps": what moved on, waits and leaked at each stage, in order; imports as figures do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.figures import heading, theme, ticks
from salestoolkit.figures.label import fitted, width
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.rows import Row, read, text_of
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.text import say

PARTS: tuple[tuple[str, str, str], ...] = (
    ("moved_on", theme.MAIN, ""),
    ("in_progress", theme.FAINT, ""),
    ("leaked", theme.FOCUS, "////"),
)
"""Columns of counts from left to right with colour and hatching: told apart in grey print too."""

NEEDED = ("stage", "entered", *(name for name, _, _ in PARTS))
BAR_INCHES = 0.52
LABEL_INCHES = 1.9


def draw(result: Any, focus: str | None = None) -> Picture:
    """A bar per stage in the frame's order; ``focus`` is a stage to point out.

    Raises
    ------
    UsageError
        When the result is not one row per stage with its counts.
    """
    if result.by != ("stage",) or not set(NEEDED) <= set(result.frame.columns):
        raise UsageError(Told("view_steps"))
    rows = read(result, focus)
    counts = {name: result.frame[name].fillna(0).to_numpy(dtype=float) for name in NEEDED[1:]}
    with theme.themed():
        axes = _sheet(result, rows, counts["entered"])
        _axes(axes, rows, result)
        _bars(axes, counts, result.lang)
        _rates(axes, rows, result)
    return Picture(axes.figure, _alt(result, rows))  # type: ignore[arg-type]


def _sheet(result: Any, rows: Sequence[Row], entered: np.ndarray[Any, Any]) -> Axes:
    names = max((width(row.text, theme.TEXT) for row in rows), default=0.5)
    left = theme.EDGE + min(names, LABEL_INCHES) + 0.15
    texts = [text for row in rows for text in _rate(row, result)]
    right = 0.35 + max((width(text, theme.TEXT) for text in texts), default=0.6)
    body = max(len(rows), 2) * BAR_INCHES + 0.1
    notes = [say("figure.steps_note", result.lang)] if rows else [say("reason.no_data", result.lang)]
    subtitle = heading.subtitle(result, rows, "figure.interval", n=int(max(entered, default=0)))
    return theme.sheet(heading.title(result), subtitle, notes, body, left, right)[1]


def _axes(axes: Axes, rows: Sequence[Row], result: Any) -> None:
    most = max((float(n) for n in result.frame["entered"].fillna(0)), default=0.0) or 1.0
    words = ticks.value_axis(axes.xaxis, (0.0, most * 1.02), "count", result.lang, result.currency)
    axes.set_xlabel(heading.in_unit(say("figure.entered", result.lang), words, result.lang))
    axes.set_ylim(max(len(rows), 2) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [fitted(row.text, theme.TEXT, LABEL_INCHES) for row in rows])
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set(color=theme.FOCUS if row.focused else theme.INK, fontweight="bold" if row.focused else "normal")
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def _bars(axes: Axes, counts: dict[str, np.ndarray[Any, Any]], lang: str) -> None:
    places = np.arange(len(counts["entered"]))
    start = np.zeros(len(places))
    for name, color, hatch in PARTS:
        text = say(f"figure.{name}", lang)
        axes.barh(places, counts[name], left=start, height=0.62, color=color, hatch=hatch, label=text, lw=0)
        start = start + counts[name]
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, frameon=False, borderaxespad=0.1)


def _rates(axes: Axes, rows: Sequence[Row], result: Any) -> None:
    for k, row in enumerate(rows):
        shift = 6 if all(_rate(row, result)) else 0
        for text, offset, size, color in zip(
            _rate(row, result), (shift, -7), (theme.TEXT, theme.SMALL), (theme.INK, theme.QUIET), strict=True
        ):
            axes.annotate(
                text,
                (1.0, k),
                (8, offset),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                va="center",
                fontsize=size,
                color=color,
                gid="rate",
            )


def _rate(row: Row, result: Any) -> tuple[str, str]:
    unit, lang, currency = result.kpi.unit, result.lang, result.currency
    if row.standing == "none":
        return formats.NOTHING, ""
    interval = formats.interval(row.lo, row.hi, unit, lang, currency, compact=True)
    return say("figure.leak_rate", lang, value=text_of(row, unit, lang, currency)), interval


def _alt(result: Any, rows: Sequence[Row]) -> str:
    lang = result.lang
    known = sorted((row for row in rows if row.standing == "ranked"), key=lambda row: row.value)
    texts = {
        "title": heading.title(result),
        "count": formats.number(len(rows), lang),
        "period": heading.period(result),
    }
    if not known:
        return say("figure.alt_steps_none", lang, **texts)
    if len(known) > 1 and _rate(known[0], result)[0] == _rate(known[-1], result)[0]:
        return say(
            "figure.alt_steps_alike", lang, **texts, value=text_of(known[0], result.kpi.unit, lang, result.currency)
        )
    last, first = (
        f"{row.text} ({text_of(row, result.kpi.unit, lang, result.currency)})" for row in (known[0], known[-1])
    )
    return say("figure.alt_steps", lang, **texts, largest=first, smallest=last)
