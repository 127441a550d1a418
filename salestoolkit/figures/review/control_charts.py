"""A small control chart for each rep, those who improve or decline first; imports as figures do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.estimate.groups.rank import UNJUDGED
from salestoolkit.figures import theme, ticks
from salestoolkit.figures.label import fitted, label, width
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.review.panels import grid
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS, MOST = 4, 28
TALL, BETWEEN, ABOVE = 1.6, (0.16, 0.12), 0.36
"""Inches of a chart with the words above it, and between charts; in a full page they are made lower."""
LEFT, RIGHT = 0.62, 0.15
LOWEST = 0.1
"""The scale goes at least so far, also where nobody won anything."""
LINE = 11.5
"""Points from the verdict to the name above it."""
SMALLER = 0.8
"""A long name is written so much smaller before it is cut."""
COLOURS = {"improves": theme.PALETTE[2], "declines": theme.FOCUS}


def draw_small_charts(
    frame: pd.DataFrame, points: pd.DataFrame, cycle: formats.Period, title: str, lang: str
) -> Picture:
    """One chart per row of ``frame``, at most 28: the share of each cycle between the rep's own limits.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.progress``: ``rep_id who n course``, in the order to draw.
    points : pandas.DataFrame
        ``rep_id at share centre lo hi outside run``, a row per rep and cycle.
    cycle, title, lang : str
        "month" or "quarter", the heading, and the reader's language.
    """
    records = frame.head(MOST).to_dict("records")
    columns = min(COLUMNS, len(records))
    rows = -(-len(records) // columns)
    notes = [say("figure.small_charts_note", lang)]
    if len(frame) > len(records):
        notes.append(say("figure.left_out", lang, count=len(frame) - len(records)))
    with theme.themed():
        subtitle = say("figure.small_charts_subtitle", lang, cycle=say(f"dimension.{cycle}", lang))
        body = rows * TALL + (rows - 1) * BETWEEN[1]
        axes = theme.sheet(title, subtitle, notes, body, LEFT, RIGHT)[1]
        figure, panels = axes.figure, grid(axes, rows, columns, BETWEEN, ABOVE)
        top = _top(points[points["rep_id"].isin(row["rep_id"] for row in records)])
        for panel, row in zip(panels, records, strict=False):
            _chart(panel, points[points["rep_id"] == row["rep_id"]], row["course"])
            _named(panel, row, lang)
        for k, panel in enumerate(panels):
            _axes(panel, points, top, (k % columns == 0, k + columns >= len(records)), cycle, lang)
            panel.set_visible(k < len(records))
    return Picture(figure, _alt(records, title, lang))  # type: ignore[arg-type]


def _top(points: pd.DataFrame) -> float:
    known = points.loc[points["n"] > 0, ["share", "hi"]].to_numpy(float)
    return min(1.0, max(LOWEST, float(np.nanmax(known)))) if known.size else 1.0


def _chart(axes: Axes, points: pd.DataFrame, course: str) -> None:
    x = np.array([ticks.place(at) for at in points["at"]])
    share = points["share"].to_numpy(float)
    if course not in UNJUDGED:
        lo, hi = (points[name].to_numpy(float) for name in ("lo", "hi"))
        axes.fill_between(x, lo, hi, color=theme.FAINT, alpha=0.6, lw=0, step="mid", zorder=1, gid="limits")
        axes.axhline(points["centre"].iloc[0], color=theme.QUIET, lw=0.9, zorder=2, gid="centre")
    colour = COLOURS.get(course, theme.OTHERS if course in UNJUDGED else theme.MAIN)
    axes.plot(x, share, color=colour, lw=1.1, marker="o", ms=2.6, zorder=3, gid="share")
    marked = (points["outside"] | points["run"]).to_numpy(bool) & (course not in UNJUDGED)
    axes.scatter(
        x[marked], share[marked], s=44, facecolor="none", edgecolor=theme.INK, lw=1.1, zorder=4, gid="signal",
        clip_on=False,
    )  # fmt: skip


def _named(axes: Axes, row: dict[str, object], lang: str) -> None:
    """The rep's name, and under it the verdict."""
    course = str(row["course"])
    flagged = course in COLOURS
    inches = axes.get_position().width * theme.WIDTH
    verdict = say(f"review.course.{course}", lang)
    for text, up, colour, gid in (
        (label(row["who"], lang), LINE, theme.INK, "name"),
        (verdict, 0, COLOURS.get(course, theme.QUIET), "course"),
    ):
        size = theme.SMALL * min(1.0, max(SMALLER, inches / max(width(text, theme.SMALL), inches)))
        axes.annotate(
            fitted(text, size, inches), (0, 1), (0, 3 + up), xycoords="axes fraction",
            textcoords="offset points", va="bottom", fontsize=size, color=colour,
            fontweight="bold" if flagged else "normal", gid=gid,
        )  # fmt: skip


def _axes(
    axes: Axes, points: pd.DataFrame, top: float, outer: tuple[bool, bool], cycle: formats.Period, lang: str
) -> None:
    """One scale for all; its words only at the left edge and under the last chart of each column."""
    left, last = outer
    ticks.value_axis(axes.yaxis, (0.0, top * 1.05), "percent", lang, "")
    shown = [tick for tick in (0.0, 0.5, 1.0) if tick <= top * 1.05]
    axes.set_yticks(shown, [formats.percent(tick, lang, 0) if left else "" for tick in shown])
    moments = sorted(set(points["at"]))
    starts = [at for at in moments if at.month == 1]
    if len(starts) > 1:
        axes.set_xticks([ticks.place(at) for at in starts], [str(at.year) if last else "" for at in starts])
    else:
        ends = moments[:: max(len(moments) - 1, 1)]
        words = [formats.period(at, cycle, lang, short=True) if last else "" for at in ends]
        axes.set_xticks([ticks.place(at) for at in ends], words)
        for text, first in zip(axes.get_xticklabels(), (True, False), strict=False):
            text.set_horizontalalignment("left" if first else "right")
    if moments:
        room = max((ticks.place(moments[-1]) - ticks.place(moments[0])) * 0.04, 10.0)
        axes.set_xlim(ticks.place(moments[0]) - room, ticks.place(moments[-1]) + room)
    axes.tick_params(labelsize=theme.SMALL, length=2, pad=2)


def _alt(records: list[dict[str, object]], title: str, lang: str) -> str:
    apart = [row for row in records if row["course"] in COLOURS]
    names = (f"{row['who']}: {say('review.course.' + str(row['course']), lang)}" for row in apart)
    key = "alt_small_charts" if apart else "alt_small_charts_none"
    return say(f"figure.{key}", lang, title=title, count=len(records), names="; ".join(names))
