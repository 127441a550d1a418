"""The view "trend": values over time as lines with their interval bands; imports as figures do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date as Date
from typing import Any

from matplotlib.axes import Axes

from salestoolkit.figures import heading, marks, theme, ticks
from salestoolkit.figures.label import fitted, width
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.rows import RANKED_FROM, Row, comparable, read, settled, text_of, time_of, whole_of
from salestoolkit.words import formats
from salestoolkit.words.errors import Told, UsageError
from salestoolkit.words.periods import end_of
from salestoolkit.words.text import say

MOST = 6
BANDS = 3
MARKERS = "osD^vP"
BODY = 2.7
NAME_INCHES = 1.7
# Bold letters are about a tenth wider.
BOLD = theme.TEXT * 1.12

Series = list[Row]


def draw(result: Any, focus: str | None = None) -> Picture:
    """A line per group of ``result`` over its time dimension; the group ``focus`` in colour over grey others.

    Raises
    ------
    UsageError
        When the result has no time dimension.
    """
    time = time_of(result.by)
    if time is None:
        raise UsageError(Told("view_trend"))
    rows = [row for row in read(result, focus) if row.at is not None]
    drawn, left_out = chosen(rows, focus)
    unit: formats.Period = time  # type: ignore[assignment]
    with theme.themed():
        axes = _sheet(result, rows, drawn, left_out, focus)
        shown = [row for series in drawn for row in series]
        banded = [row for series in drawn if _banded(drawn, series) for row in series]
        _axes(axes, ticks.limits(shown, result.kpi.unit, banded), shown, result)
        for place, series in enumerate(drawn):
            marker = MARKERS[place % len(MARKERS)]
            _line(axes, series, _color(place, series, focus), marker, fine=len(drawn) > BANDS and not focus)
            if _banded(drawn, series):
                marks.band(axes, series, _color(place, series, focus))
        _partial(axes, drawn, result, unit)
        _names(axes, drawn, focus)
        _reference(axes, shown, result)
    return Picture(axes.figure, _alt(result, rows, drawn, unit))  # type: ignore[arg-type]


def chosen(rows: Sequence[Row], focus: str | None) -> tuple[list[Series], int]:
    """The series to draw, each in order of time, and how many are left out.

    With a focus all are drawn, the focused last and so on top; without, the six with the largest counts.
    """
    groups: dict[tuple[str, ...], Series] = {}
    for row in sorted(rows, key=lambda row: row.at):  # type: ignore[arg-type, return-value]
        groups.setdefault(row.key, []).append(row)
    if focus is not None:
        return sorted(groups.values(), key=lambda series: series[0].focused), 0
    ordered = sorted(groups.values(), key=lambda series: (-sum(row.n for row in series), series[0].text))
    return ordered[:MOST], len(ordered[MOST:])


def _sheet(result: Any, rows: Sequence[Row], drawn: Sequence[Series], left_out: int, focus: str | None) -> Axes:
    lang, notes = result.lang, []
    marked = [series for series in drawn if not focus or series[0].focused]
    if any(row.standing == "few" for series in marked for row in series):
        notes.append(say("figure.few_point_note", lang, limit=RANKED_FROM))
    if any(not row.mature for series in marked for row in series):
        notes.append(say("figure.immature_note", lang))
    if whole := whole_of(result):
        notes.append(say("figure.whole_note", lang, value=text_of(whole, result.kpi.unit, lang, result.currency)))
    if left_out:
        notes.append(say("figure.left_out", lang, count=formats.number(left_out, lang)))
    if not rows:
        notes.append(say("reason.no_data", lang))
    names = max((width(series[0].text, BOLD) for series in marked), default=0.0)
    right = 0.25 + min(names, NAME_INCHES) + (0.1 if names else 0.0)
    banded = any(_banded(drawn, series) for series in drawn)
    if drawn and not banded:
        notes.append(say("figure.no_bands", lang, count=BANDS))
    subtitle = heading.subtitle(result, rows, "figure.interval_band" if banded else "")
    return theme.sheet(heading.title(result), subtitle, notes, BODY, 0.95, right)[1]


def _axes(axes: Axes, ends: tuple[float, float], rows: Sequence[Row], result: Any) -> None:
    words = ticks.value_axis(axes.yaxis, ends, result.kpi.unit, result.lang, result.currency)
    ticks.time_axis(axes.xaxis, [row.at for row in rows if row.at], time_of(result.by), result.lang)  # type: ignore[arg-type]
    if words:
        axes.set_ylabel(words[:1].upper() + words[1:])
    axes.grid(axis="x", visible=False)


def _color(place: int, series: Series, focus: str | None) -> str:
    if focus is None:
        return theme.PALETTE[place % len(theme.PALETTE)]
    return theme.FOCUS if series[0].focused else theme.OTHERS


def _banded(drawn: Sequence[Series], series: Series) -> bool:
    return series[0].focused or (len(drawn) <= BANDS and not any(other[0].focused for other in drawn))


def _line(axes: Axes, series: Series, color: str, marker: str, fine: bool) -> None:
    grey = color == theme.OTHERS
    look: dict[str, Any] = {"color": color, "zorder": 2 if grey else 3, "lw": 1.0 if grey else 1.3 if fine else 2.0}
    sure, tail = marks.sure_and_young(series)
    for part, style, name in ((sure, "-", "line"), (tail, "--", "immature")):
        axes.plot(marks.moments(part), [row.value for row in part], ls=style, gid=name, **look)
    if not grey:
        marks.points(axes, series, color, marker, size=12 if fine else 26)


def _partial(axes: Axes, drawn: Sequence[Series], result: Any, unit: formats.Period) -> None:
    """Shade a last period that the data or the asked period end within: its value is not to be compared."""
    last = max((row.at for series in drawn for row in series if row.at), default=None)
    if last is None:
        return
    over = end_of(_day(last), unit)
    known = min(_day(end) for end in (result.as_of, result.end) if end is not None)
    if over <= known:
        return
    left, right = ticks.place(last), axes.get_xlim()[1]
    half = (right - left) / 2 if len({row.at for series in drawn for row in series}) == 1 else right - left
    axes.axvspan(left - half, right, color=theme.FAINT, alpha=0.55, lw=0, zorder=0, gid="partial")
    text = say("figure.partial", result.lang)
    axes.annotate(
        text,
        (right, 1.0),
        (0, 4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right",
        fontsize=theme.SMALL,
        color=theme.QUIET,
    )


def _day(moment: Any) -> Date:
    return moment.date() if hasattr(moment, "date") else moment  # type: ignore[no-any-return]


def _names(axes: Axes, drawn: Sequence[Series], focus: str | None) -> None:
    """Each line's name at its end, moved apart where two would cover each other."""
    named = [(k, series) for k, series in enumerate(drawn) if series[0].key and (not focus or series[0].focused)]
    ends = {k: next((row.value for row in reversed(series) if math.isfinite(row.value)), 0.0) for k, series in named}
    low, high = axes.get_ylim()
    step = 0.075 * (high - low)
    at = -math.inf
    for k, series in sorted(named, key=lambda pair: ends[pair[0]]):
        at = max(ends[k], at + step)
        color = _color(k, series, focus)
        text = fitted(series[0].text, BOLD, NAME_INCHES)
        axes.annotate(text, (1.0, at), (6, 0), **_AT_END, color=color, fontweight="bold", gid="name")


_AT_END: dict[str, Any] = {
    "xycoords": ("axes fraction", "data"),
    "textcoords": "offset points",
    "va": "center",
    "annotation_clip": False,
}


def _reference(axes: Axes, rows: Sequence[Row], result: Any) -> None:
    whole = whole_of(result)
    if whole is not None and comparable(result, whole, rows):
        axes.axhline(whole.value, color=theme.INK, lw=1.0, ls=(0, (4, 3)), zorder=1, gid="whole")


def _alt(result: Any, rows: Sequence[Row], drawn: Sequence[Series], unit: formats.Period) -> str:
    lang = result.lang
    points = len({row.at for row in rows if row.standing != "none"})
    texts = {"title": heading.title(result), "split": heading.split(result), "period": heading.period(result)}
    if not points:
        return say("figure.alt_trend_none", lang, **texts)
    count = len({row.key for row in rows})
    texts |= {"points": formats.number(points, lang), "count": formats.number(count, lang)}
    key = "figure.alt_trend_one" if count == 1 else "figure.alt_trend"
    return f"{say(key, lang, **texts)} {_ends(result, rows, unit)}"


def _ends(result: Any, rows: Sequence[Row], unit: formats.Period) -> str:
    """The largest and the smallest of what the sentence compares too, so that both name the same."""
    told = settled(rows) or [row for row in rows if row.standing != "none"]
    over = "_over" if any(row.standing != "none" and (row.partial or not row.mature) for row in rows) else ""
    over = over if all(row.mature and not row.partial for row in told) else "_part" if told[0].partial else ""
    low, high = (pick(told, key=lambda row: row.value) for pick in (min, max))
    values = [text_of(row, result.kpi.unit, result.lang, result.currency) for row in (low, high)]
    if len(told) == 1:
        return say(
            f"figure.alt_only{over.removesuffix('_part')}",
            result.lang,
            only=_point(low, result, unit, named=bool(low.text)),
        )
    if values[0] == values[1]:
        return say(f"figure.alt_alike{over.removesuffix('_part')}", result.lang, value=values[0])
    named = len({row.key for row in told}) > 1
    smallest, largest = (_point(row, result, unit, named=named) for row in (low, high))
    return say(f"figure.alt_ends{over}", result.lang, smallest=smallest, largest=largest)


def _point(row: Row, result: Any, unit: formats.Period, named: bool) -> str:
    value = text_of(row, result.kpi.unit, result.lang, result.currency)
    place = formats.period(row.at, unit, result.lang)
    return f"{value} ({row.text}, {place})" if named else f"{value} ({place})"
