"""The view "ranking": a dot and its interval per group, best first; imports as figures do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes

from salestoolkit.figures import heading, marks, theme, ticks
from salestoolkit.figures.label import fitted, width
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.rows import RANKED_FROM, Row, comparable, read, text_of, texts_of, whole_of
from salestoolkit.kpi import ORDERED
from salestoolkit.words import formats
from salestoolkit.words.text import say

MOST = 40
LABEL_INCHES = 2.4
ROW_INCHES = 0.29

Line = Row | str
"""One line of the figure from top to bottom: a group, or a caption between groups."""


def draw(result: Any, focus: str | None = None) -> Picture:
    """One line per group of ``result``; the group ``focus`` in colour and the others grey.

    Stages and months of the year stand in their own order, all other groups the best first.
    """
    rows = read(result, focus)
    ordered = set(result.by) & set(ORDERED)
    lines, left_out = (
        (list(rows[:MOST]), len(rows[MOST:])) if ordered else arrange(rows, result.kpi.better, result.lang)
    )
    with theme.themed():
        figure, axes = _sheet(result, rows, lines, left_out)
        _axes(axes, lines, result)
        _marks(axes, lines, focused=focus is not None)
        _columns(axes, lines, result)
        _reference(axes, lines, result)
    return Picture(figure, _alt(result, rows))


def arrange(rows: Sequence[Row], better: str, lang: str) -> tuple[list[Line], int]:
    """The lines from top to bottom with captions between, and how many groups are left out.

    Groups with ten facts or more come best first; then, by name and not ranked, those with fewer; then those
    without a value. Of more than forty, the top, the bottom and whoever is in focus stay.
    """
    sign = -1 if better == "higher" else 1
    ranked = sorted((row for row in rows if row.standing == "ranked"), key=lambda row: (sign * row.value, row.text))
    few = sorted((row for row in rows if row.standing == "few"), key=lambda row: row.text)
    none = sorted((row for row in rows if row.standing == "none"), key=lambda row: row.text)
    tail = [*few, *none]
    room = MOST if len(rows) > MOST else len(rows)
    kept_tail = _first(tail, max(room - len(ranked), room // 4))
    kept = _ends(ranked, room - len(kept_tail))
    lines = _with_gaps(ranked, kept, lang)
    if kept_tail:
        lines += [say("figure.too_few", lang, limit=RANKED_FROM), *kept_tail]
    return lines, len(rows) - len(kept) - len(kept_tail)


def _first(rows: list[Row], count: int) -> list[Row]:
    return [row for k, row in enumerate(rows) if k < count or row.focused]


def _ends(rows: list[Row], count: int) -> list[int]:
    """Places of the first and last rows, ``count`` together, and of those in focus."""
    low = len(rows) - count // 2
    return [k for k, row in enumerate(rows) if k < count - count // 2 or k >= low or row.focused]


def _with_gaps(rows: list[Row], kept: list[int], lang: str) -> list[Line]:
    lines: list[Line] = []
    for before, k in pairwise([-1, *kept]):
        if k > before + 1:
            lines.append(say("figure.between", lang, count=formats.number(k - before - 1, lang)))
        lines.append(rows[k])
    return lines


def _sheet(result: Any, rows: Sequence[Row], lines: Sequence[Line], left_out: int) -> Any:
    shown = [line for line in lines if isinstance(line, Row)]
    names = max((width(row.text, theme.TEXT) for row in shown), default=0.5)
    left = theme.EDGE + min(names, LABEL_INCHES) + 0.15
    body = max(len(lines), 3) * ROW_INCHES + 0.1
    notes = _notes(result, rows, left_out)
    right = 0.3 + sum(_column_widths(result, shown))
    return theme.sheet(
        heading.title(result),
        heading.subtitle(result, rows, "figure.interval_line"),
        notes,
        body,
        left,
        right,
    )


def _notes(result: Any, rows: Sequence[Row], left_out: int) -> list[str]:
    lang, notes = result.lang, []
    if whole := whole_of(result):
        text = text_of(whole, result.kpi.unit, lang, result.currency)
        notes.append(say(f"figure.{_whole(result)}_note", lang, value=text))
    if any(row.standing == "few" for row in rows):
        notes.append(say("figure.few_note", lang, limit=RANKED_FROM))
    if left_out:
        notes.append(say("figure.left_out", lang, count=formats.number(left_out, lang)))
    if not rows:
        notes.append(say("reason.no_data", lang))
    return notes


def _column_widths(result: Any, rows: Sequence[Row]) -> tuple[float, float]:
    values = texts_of(rows, result)
    counts = [formats.number(row.n, result.lang) for row in rows]
    heads = say("column.value", result.lang), say("column.n", result.lang)
    value, count = (
        max(width(text, theme.TEXT) for text in [*texts, head])
        for texts, head in zip((values, counts), heads, strict=True)
    )
    return value + 0.1, count + 0.2


def _axes(axes: Axes, lines: Sequence[Line], result: Any) -> None:
    rows = [line for line in lines if isinstance(line, Row)]
    ends = ticks.limits(rows, result.kpi.unit)
    words = ticks.value_axis(axes.xaxis, ends, result.kpi.unit, result.lang, result.currency)
    axes.set_xlabel(heading.axis_title(result, words))
    axes.set_ylim(max(len(lines), 3) - 0.4, -0.6)
    places = [k for k, line in enumerate(lines) if isinstance(line, Row)]
    axes.set_yticks(places, [fitted(row.text, theme.TEXT, LABEL_INCHES) for row in rows])
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set(color=_ink(row), fontweight="bold" if row.focused else "normal")
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    for k, line in enumerate(lines):
        if isinstance(line, str):
            axes.text(0.0, k, line, transform=axes.get_yaxis_transform(), va="center", **_CAPTION)


_CAPTION: dict[str, Any] = {
    "fontsize": theme.SMALL,
    "fontstyle": "italic",
    "color": theme.QUIET,
    "gid": "caption",
    "zorder": 4,
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.0},
}


def _marks(axes: Axes, lines: Sequence[Line], focused: bool) -> None:
    for standing in ("ranked", "few"):
        for lit in (False, True):
            placed = [
                (k, line)
                for k, line in enumerate(lines)
                if isinstance(line, Row) and line.standing == standing and line.focused == lit
            ]
            color = theme.FOCUS if lit else theme.OTHERS if focused else theme.MAIN
            marks.intervals(axes, placed, color, pale=standing == "few")
            marks.dots(axes, placed, color, hollow=standing == "few")


def _columns(axes: Axes, lines: Sequence[Line], result: Any) -> None:
    rows = [line for line in lines if isinstance(line, Row)]
    inches = axes.get_position().width * theme.WIDTH
    value, count = _column_widths(result, rows)
    ends = 1 + (0.1 + value) / inches, 1 + (0.1 + value + count) / inches
    heads = say("column.value", result.lang), say("column.n", result.lang)
    for x, head in zip(ends, heads, strict=True):
        axes.annotate(
            head,
            (x, 1.0),
            (0, 4),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            fontsize=theme.SMALL,
            color=theme.QUIET,
        )
    values = iter(texts_of(rows, result))
    for k, line in enumerate(lines):
        if isinstance(line, Row):
            for x, text in zip(ends, (next(values), formats.number(line.n, result.lang)), strict=True):
                axes.text(
                    x,
                    k,
                    text,
                    transform=axes.get_yaxis_transform(),
                    ha="right",
                    va="center",
                    fontsize=theme.TEXT,
                    color=_ink(line),
                )


def _reference(axes: Axes, lines: Sequence[Line], result: Any) -> None:
    whole = whole_of(result)
    low, high = axes.get_xlim()
    if whole is None or not comparable(result, whole, [line for line in lines if isinstance(line, Row)]):
        return
    axes.axvline(whole.value, color=theme.INK, lw=1.0, ls=(0, (4, 3)), zorder=1, gid="whole")
    share = (whole.value - low) / (high - low)
    axes.annotate(
        say(f"figure.{_whole(result)}", result.lang),
        (whole.value, 1.0),
        (0, 4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="left" if share < 0.15 else "right" if share > 0.85 else "center",
        fontsize=theme.SMALL,
        color=theme.INK,
    )


def _whole(result: Any) -> str:
    return "people" if getattr(result, "of_people", False) else "whole"


def _ink(row: Row) -> str:
    if row.focused:
        return theme.FOCUS
    return theme.INK if row.standing == "ranked" else theme.QUIET


def _alt(result: Any, rows: Sequence[Row]) -> str:
    lang = result.lang
    ranked = sorted((row for row in rows if row.standing == "ranked"), key=lambda row: row.value)
    texts = {
        "title": heading.title(result),
        "split": heading.split(result),
        "count": formats.number(len(rows), lang),
        "period": heading.period(result),
    }
    if not ranked:
        return say("figure.alt_ranking_none", lang, **texts, limit=RANKED_FROM)
    if len(ranked) == 1:
        only = f"{ranked[0].text} ({_exact(result, ranked[0])})"
        return say("figure.alt_ranking_one", lang, **texts, only=only, limit=RANKED_FROM)
    if _exact(result, ranked[0]) == _exact(result, ranked[-1]):
        return say("figure.alt_ranking_alike", lang, **texts, value=_exact(result, ranked[0]), limit=RANKED_FROM)
    (first, last) = (f"{row.text} ({_exact(result, row)})" for row in (ranked[-1], ranked[0]))
    return say("figure.alt_ranking", lang, **texts, largest=first, smallest=last, limit=RANKED_FROM)


def _exact(result: Any, row: Row) -> str:
    return text_of(row, result.kpi.unit, result.lang, result.currency)
