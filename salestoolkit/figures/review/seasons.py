"""The twelve months against the average one, Lebaran beside them, and the year's occasions above; as figures do."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.figures import theme, ticks
from salestoolkit.figures.picture import Picture
from salestoolkit.words import formats
from salestoolkit.words.text import local, say

if TYPE_CHECKING:
    import pandas as pd

BODY, LEFT, RIGHT = 3.3, 0.75, 0.2
REACH = 2.5
"""An interval beyond so many times the largest index runs off the edge."""
PLACES = {"before": 13.65, "after": 15.3}
ROWS = ("thr", "lebaran", "harbolnas", "year_end")
COLOURS = dict(zip(ROWS, (theme.PALETTE[2], theme.PALETTE[3], theme.PALETTE[4], theme.PALETTE[5]), strict=True))
STRIP, LINE = 1.03, 0.065
"""Where the occasions begin above the axes, and how far apart their lines are, in shares of the axes."""


def draw_year_round(frame: pd.DataFrame, windows: Sequence[Any], profit: bool, lang: str) -> Picture:
    """A dot and its 95 % interval per month, then before and after Lebaran; a line is the average.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.seasons``: ``kind month_of_year season index index_lo index_hi height``.
    windows : sequence
        Occasions with ``name first last``; each kind has a line above the months, where its days lie.
    profit : bool
        Whether the months are compared by gross profit.
    lang : str
        Of the reader.
    """
    months, feast = (frame[frame["kind"].eq("month") == wanted] for wanted in (True, False))
    names = [name for name in ROWS if any(window.name == name for window in windows)]
    with theme.themed():
        notes = [say("figure.year_round_note", lang)]
        if len(feast):
            notes.append(say("figure.year_round_lebaran", lang))
        kept = "ID" if len(feast) or windows else ""
        subtitle = say(local(f"figure.year_round_{'profit' if profit else 'sales'}", lang, kept), lang)
        room = BODY * (1 + LINE * len(names)) if names else BODY
        axes = theme.sheet(say("review.seasons.title", lang), subtitle, notes, room, LEFT, RIGHT)[1]
        box = axes.get_position()
        axes.set_position((box.x0, box.y0, box.width, box.height * BODY / room))
        _axes(axes, frame, feast, lang)
        _dots(axes, months, months["month_of_year"].to_numpy(float), "months")
        _dots(axes, feast, np.array([PLACES[kind] for kind in feast["kind"]]) if len(feast) else np.array([]), "feast")
        _strips(axes, windows, names, lang)
    return Picture(axes.figure, _alt(frame, lang))  # type: ignore[arg-type]


def _axes(axes: Axes, frame: pd.DataFrame, feast: pd.DataFrame, lang: str) -> None:
    known = frame["index"].dropna()
    largest = float(known.max()) if len(known) else 1.0
    high = min(max([largest, 1.2, *frame["index_hi"].dropna()]), REACH * largest)
    ticks.value_axis(axes.yaxis, (0.0, high * 1.04), "ratio", lang, "")
    axes.set_ylabel(say("figure.year_round_axis", lang))
    axes.axhline(1.0, color=theme.INK, lw=1.0, ls=(0, (4, 3)), zorder=1, gid="average")
    months = [formats.period(date(2001, k, 1), "month", lang, short=True).removesuffix(" 2001") for k in range(1, 13)]
    beside = [say(f"figure.year_round_{kind}", lang) for kind in feast["kind"]] if len(feast) else []
    axes.set_xticks([*range(1, 13), *list(PLACES.values())[: len(beside)]], [*months, *beside])
    axes.tick_params(axis="x", labelsize=theme.SMALL)
    axes.set_xlim(0.4, 16.1 if beside else 12.6)
    axes.grid(axis="x", visible=False)
    if beside:
        axes.axvline(12.75, color=theme.FAINT, lw=1.0)


def _dots(axes: Axes, rows: pd.DataFrame, x: np.ndarray, gid: str) -> None:
    if rows.empty:
        return
    index, lo, hi = (rows[name].to_numpy(float) for name in ("index", "index_lo", "index_hi"))
    clear = rows["height"].isin(["high", "low"]).to_numpy()
    sure = np.isfinite(lo) & np.isfinite(hi)
    for chosen, colour in ((clear, theme.FOCUS), (~clear, theme.MAIN)):
        kept = chosen & sure
        axes.vlines(x[kept], lo[kept], hi[kept], colors=colour, lw=1.8, zorder=2, gid=f"{gid}-interval")
        axes.scatter(x[kept], index[kept], s=40, color=colour, edgecolor="white", zorder=3, gid=gid)
    # What has no interval is indicative and drawn hollow.
    bare = ~sure & np.isfinite(index)
    axes.scatter(x[bare], index[bare], s=36, facecolor="white", edgecolor=theme.MAIN, zorder=3, gid=f"{gid}-bare")


def _strips(axes: Axes, windows: Sequence[Any], names: Sequence[str], lang: str) -> None:
    """A line of its own for each kind of occasion: a bar where its days lie in each year."""
    place = axes.get_xaxis_transform()
    for k, name in enumerate(names):
        y = STRIP + LINE * (len(names) - 1 - k) + LINE / 2
        mine = [window for window in windows if window.name == name]
        starts, ends = [_at(window.first) for window in mine], [_at(window.last) + 1 / 31 for window in mine]
        axes.hlines(
            [y] * len(mine), starts, ends, colors=COLOURS[name], lw=6, alpha=0.6, transform=place, clip_on=False,
            gid=f"occasion-{name}",
        )  # fmt: skip
        late = max(ends) > 9
        at, side = (min(starts) - 0.15, "right") if late else (max(ends) + 0.15, "left")
        axes.text(
            at, y, say(f"figure.occasion_{name}", lang), transform=place, ha=side, va="center",
            fontsize=theme.SMALL, color=theme.INK, gid=f"name-{name}",
        )  # fmt: skip


def _at(day: date) -> float:
    """A day's place on an axis on which month 3 stands in the middle of March."""
    return day.month - 0.5 + (day.day - 1) / monthrange(day.year, day.month)[1]


def _alt(frame: pd.DataFrame, lang: str) -> str:
    def told(row: dict[Any, Any]) -> str:
        ends = formats.interval(row["index_lo"], row["index_hi"], "ratio", lang)
        return f"{row['season']} {formats.number(row['index'], lang, 2)}" + (f" ({ends})" if ends else "")

    points = "; ".join(told(row) for row in frame.to_dict("records"))
    return say("figure.alt_year_round", lang, title=say("review.seasons.title", lang), points=points)
