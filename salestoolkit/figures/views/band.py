"""One rep's own values against the team's anonymous quartiles; imports as figures do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas
from matplotlib.axes import Axes

from salestoolkit.figures import marks, theme, ticks
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.rows import RANKED_FROM, Row, text_of
from salestoolkit.words import formats
from salestoolkit.words.text import say

BODY = 2.5
BAND = theme.FAINT


def draw_band(
    title: str,
    kind: tuple[formats.Unit, formats.Period],
    lang: str,
    currency: str,
    own: pandas.DataFrame,
    band: pandas.DataFrame,
) -> Picture:
    """A rep's own periods as a line with its interval over the band of the team's middle half.

    Parameters
    ----------
    title : str
        The KPI's title in ``lang``.
    kind : (unit, period)
        The KPI's unit, and the calendar period of a point: ``("percent", "month")``.
    lang, currency : str
        As of the result.
    own : pandas.DataFrame
        Columns ``at`` (start of the period), ``value lo hi`` (in the KPI's unit) and ``n``; ``mature`` where some
        periods may still change, which are drawn dashed.
    band : pandas.DataFrame
        Columns ``at``, ``q1 median q3`` and ``members``, how many reps are in it. Nobody in it is named.
    """
    unit, period = kind
    rows = _rows(own)
    # a single period has no width, and so no band that could be seen
    spread = band.sort_values("at") if len(band) > 1 else band.iloc[:0]
    with theme.themed():
        axes = _sheet(title, rows, spread, lang)
        edges = [_edge(value) for name in ("q1", "q3") for value in spread[name]]
        ends = ticks.limits([*rows, *edges], unit)
        words = ticks.value_axis(axes.yaxis, ends, unit, lang, currency)
        axes.set_ylabel(words[:1].upper() + words[1:])
        moments = [row.at for row in rows if row.at] + [at.to_pydatetime() for at in spread["at"]]
        ticks.time_axis(axes.xaxis, moments, period, lang)
        axes.grid(axis="x", visible=False)
        _team(axes, spread, lang)
        _own(axes, rows, lang)
        axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, frameon=False, borderaxespad=0.1)
    told = [_alt_band(title, rows, spread, kind, lang, currency)]
    told += [say("figure.immature_own", lang)] if any(not row.mature for row in rows) else []
    return Picture(axes.figure, " ".join(told))  # type: ignore[arg-type]


def _rows(own: pandas.DataFrame) -> list[Row]:
    return [_row(record) for record in own.sort_values("at").to_dict("records")]


def _row(own: Mapping[Any, Any]) -> Row:
    value, lo, hi, n = (_number(own[name]) for name in ("value", "lo", "hi", "n"))
    at = own.get("at")
    mature = own.get("mature", True)
    young = not (mature is None or mature != mature or mature)
    at = None if at is None or at != at else at
    return Row((), "", at, value, lo, hi, 0 if math.isnan(n) else int(n), True, mature=not young)


def _edge(value: Any) -> Row:
    return Row((), "", None, _number(value), math.nan, math.nan, 0, False)


def _number(x: Any) -> float:
    return math.nan if x is None or x is pandas.NA else float(x)


def _sheet(title: str, rows: list[Row], spread: pandas.DataFrame, lang: str) -> Axes:
    members = spread["members"].dropna()
    parts = [
        say("figure.n", lang, n=formats.number(sum(row.n for row in rows), lang)),
        say("figure.interval_own", lang) if any(row.has_interval for row in rows) else "",
        say("figure.members", lang, count=formats.number(members.min(), lang)) if len(members) else "",
    ]
    notes = (
        [say("figure.few_point_note", lang, limit=RANKED_FROM)] if any(row.standing == "few" for row in rows) else []
    )
    notes += [say("figure.immature_own", lang)] if any(not row.mature for row in rows) else []
    return theme.sheet(title, theme.SEPARATOR.join(part for part in parts if part), notes, BODY, 0.95, 0.3)[1]


def _team(axes: Axes, spread: pandas.DataFrame, lang: str) -> None:
    if spread.empty:  # nothing of the team is told, so no legend says so
        return
    x = np.array([ticks.place(at) for at in spread["at"]])
    q1, median, q3 = (spread[name].to_numpy(dtype=float) for name in ("q1", "median", "q3"))
    text = say("figure.quartiles", lang)
    axes.fill_between(x, q1, q3, color=BAND, lw=0, zorder=0, label=text, gid="quartiles")
    text = say("figure.median", lang)
    axes.plot(x, median, color=theme.QUIET, lw=1.4, ls=(0, (4, 3)), zorder=1, label=text, gid="median")


def _own(axes: Axes, rows: list[Row], lang: str) -> None:
    marks.band(axes, rows, theme.FOCUS)
    sure, young = marks.sure_and_young(rows)
    look: dict[str, Any] = {"color": theme.FOCUS, "lw": 2.0, "zorder": 3}
    text = say("figure.own", lang)
    axes.plot(marks.moments(sure), [row.value for row in sure], label=text, gid="line", **look)
    axes.plot(marks.moments(young), [row.value for row in young], ls="--", gid="immature", **look)
    marks.points(axes, rows, theme.FOCUS)


def _alt_band(
    title: str,
    rows: list[Row],
    spread: pandas.DataFrame,
    kind: tuple[formats.Unit, formats.Period],
    lang: str,
    currency: str,
) -> str:
    unit, period = kind
    known = [row for row in rows if row.standing != "none"]
    if not known:
        return say("figure.alt_band_none", lang, title=title)
    low, high = (pick(known, key=lambda row: row.value) for pick in (min, max))
    key = "figure.alt_band_alone" if spread.empty else "figure.alt_band"
    points, value = formats.number(len(known), lang), text_of(low, unit, lang, currency)
    if value == text_of(high, unit, lang, currency):
        value = f"{value} ({formats.period(low.at, period, lang)})" if len(known) == 1 else value
        return say(f"{key}_alike", lang, title=title, points=points, value=value)
    texts = {
        name: f"{text_of(row, unit, lang, currency)} ({formats.period(row.at, period, lang)})"
        for name, row in (("smallest", low), ("largest", high))
    }
    return say(key, lang, title=title, points=points, **texts)
