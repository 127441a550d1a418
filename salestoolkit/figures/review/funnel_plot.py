"""The funnel plot: each rep's rate against its n, between the limits of chance; imports as figures do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.estimate.groups.funnel_limits import SIGNAL, WATCH, funnel_limits
from salestoolkit.estimate.groups.rank import UNJUDGED
from salestoolkit.figures import theme, ticks
from salestoolkit.figures.label import fitted, label
from salestoolkit.figures.picture import Picture
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

BODY, LEFT, RIGHT, NAME = 3.4, 0.95, 0.3, 1.8
MOST_NAMES = 12
LINE = 0.19
"""Inches from one name to the next."""


def draw_funnel_plot(frame: pd.DataFrame, centre: float, title: str, lang: str) -> Picture:
    """A dot per rep with n of ten or more, and the exact 95 % and 99.8 % limits around ``centre``.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.people``: ``who n adjusted tier``.
    centre : float
        Everybody's rate, 0 to 1.
    title, lang : str
        The KPI's title, and the reader's language.
    """
    rows = frame[~frame["tier"].isin(UNJUDGED)]
    with theme.themed():
        subtitle = say("figure.funnel_subtitle", lang, count=formats.number(len(rows), lang))
        figure, axes = theme.sheet(title, subtitle, [say("figure.funnel_note", lang)], BODY, LEFT, RIGHT)
        most = float(rows["n"].max()) if len(rows) else 10.0
        _limits(axes, centre, most)
        _axes(axes, rows, centre, most, lang)
        _dots(axes, rows, lang)
    return Picture(figure, _alt(rows, title, lang))


def _limits(axes: Axes, centre: float, most: float) -> None:
    n = np.unique(np.linspace(5, most * 1.05, 160).round())
    for level, style in ((WATCH, (0, (4, 3))), (SIGNAL, "solid")):
        for bound, side in zip(funnel_limits(centre, n, level), ("low", "high"), strict=True):
            axes.plot(n, bound, color=theme.QUIET, lw=1.0, ls=style, zorder=1, gid=f"limit-{level}-{side}")
    axes.axhline(centre, color=theme.INK, lw=1.0, zorder=1, gid="centre")


def _axes(axes: Axes, rows: pd.DataFrame, centre: float, most: float, lang: str) -> None:
    top = max([centre * 1.6, *(rows["adjusted"] * 1.15)])
    words = ticks.value_axis(axes.yaxis, (0.0, min(top, 1.0)), "percent", lang, "")
    axes.set_ylabel(words[:1].upper() + words[1:])
    least = float(rows["n"].min()) * 0.6 if len(rows) else 0.0
    counted = ticks.value_axis(axes.xaxis, (least, most * 1.05), "count", lang, "")
    axes.set_xlabel(say("column.n", lang) if not counted else f"{say('column.n', lang)} ({counted})")


def _dots(axes: Axes, rows: pd.DataFrame, lang: str) -> None:
    apart = rows["tier"] != "within"
    for chosen, colour, gid in ((rows[~apart], theme.MAIN, "within"), (rows[apart], theme.FOCUS, "apart")):
        axes.scatter(chosen["n"], chosen["adjusted"], s=34, color=colour, edgecolor="white", zorder=3, gid=gid)
    _names(axes, rows[apart].head(MOST_NAMES), lang)


def _names(axes: Axes, rows: pd.DataFrame, lang: str) -> None:
    """The names of those apart, to the left of their dots and one above the other where the dots lie close."""
    low, high = axes.get_ylim()
    line = (high - low) * LINE / BODY
    above = -np.inf
    for row in rows.sort_values("adjusted").to_dict("records"):
        above = max(row["adjusted"], above + line)
        name = fitted(label(str(row["who"]), lang), theme.SMALL, NAME)
        axes.annotate(
            name,
            (row["n"], row["adjusted"]),
            (row["n"] - (axes.get_xlim()[1] - axes.get_xlim()[0]) * 0.03, above),
            ha="right",
            va="center",
            fontsize=theme.SMALL,
            arrowprops={"arrowstyle": "-", "color": theme.OTHERS, "lw": 0.8},
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
        )


def _alt(rows: pd.DataFrame, title: str, lang: str) -> str:
    apart = rows.loc[rows["tier"] != "within", "who"]
    key = "alt_funnel" if len(apart) else "alt_funnel_none"
    return say(f"figure.{key}", lang, title=title, count=len(rows), names=formats.names(apart))
