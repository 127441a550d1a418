"""Products in rows, and beside each other what they sell, how often they win and what they leave; as figures do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.figures import theme, ticks
from salestoolkit.figures.label import fitted, label, width
from salestoolkit.figures.picture import Picture
from salestoolkit.figures.review.panels import grid
from salestoolkit.words import formats
from salestoolkit.words.axes import tick_labels
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

ROW, NAMES, MOST, LEAST = 0.32, 1.9, 24, 3
ABOVE, BETWEEN, ROOM = 0.32, 0.3, 4
HEADING: dict[str, Any] = {"fontsize": theme.SMALL, "color": theme.INK, "loc": "left", "pad": 6}


def draw_side_by_side(frame: pd.DataFrame, whole: float, margins: bool, lang: str, currency: str) -> Picture:
    """Rows of ``products``, at most 24: sales as bars, win rate and margin as dots with their 95 % intervals.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.products``, the most sales first.
    whole : float
        Everybody's win rate, 0 to 1.
    margins : bool
        Whether the margin is known; otherwise it has no column.
    lang, currency : str
        Of the reader.
    """
    rows = frame.head(MOST)
    names = [label(text, lang) for text in rows["product"]]
    left = theme.EDGE + min(max(width(name, theme.TEXT) for name in names), NAMES) + 0.15
    notes = [say("figure.side_by_side_note", lang)]
    if len(frame) > len(rows):
        notes.append(say("figure.left_out", lang, count=len(frame) - len(rows)))
    with theme.themed():
        title, subtitle = say("review.products.title", lang), say("figure.side_by_side_subtitle", lang)
        body = max(len(rows), LEAST) * ROW + ABOVE
        axes = theme.sheet(title, subtitle, notes, body, left, 0.3)[1]
        figure, panels = axes.figure, grid(axes, 1, 3 if margins else 2, (BETWEEN, 0), ABOVE)
        _sales(panels[0], rows, lang, currency)
        _dots(panels[1], rows, "win_rate", lang)
        panels[1].axvline(whole, color=theme.QUIET, lw=1.0, ls=(0, (4, 3)), zorder=1, gid="whole")
        if margins:
            _dots(panels[2], rows, "margin", lang)
        for k, panel in enumerate(panels):
            _rows(panel, names if k == 0 else [""] * len(names))
    return Picture(figure, _alt(rows, lang, currency))  # type: ignore[arg-type]


def _sales(axes: Axes, rows: pd.DataFrame, lang: str, currency: str) -> None:
    sales = rows["sales"].fillna(0).to_numpy(float)
    axes.barh(range(len(rows)), sales, height=0.56, color=theme.MAIN, zorder=2, gid="sales")
    ends = (min(0.0, float(sales.min())), max(float(sales.max()), 1.0) * 1.05)
    words = _scaled(axes, ends, "money", lang, currency)
    axes.set_title(say("review.column.sales", lang), **HEADING)
    axes.set_xlabel(words, fontsize=theme.SMALL)


def _dots(axes: Axes, rows: pd.DataFrame, name: str, lang: str) -> None:
    value, lo, hi = (rows[f"{name}{end}"].to_numpy(float) for end in ("", "_lo", "_hi"))
    at = np.arange(len(rows))
    known = np.isfinite(lo) & np.isfinite(hi)
    axes.hlines(at[known], lo[known], hi[known], colors=theme.MAIN, lw=1.8, zorder=2, gid=f"{name}-interval")
    axes.scatter(value, at, s=34, color=theme.MAIN, edgecolor="white", zorder=3, gid=name)
    high = float(np.nanmax([0.1, *hi[known], *value[np.isfinite(value)]]))
    low = float(np.nanmin([0.0, *lo[known], *value[np.isfinite(value)]]))
    _scaled(axes, (low, min(high * 1.08, 1.0)), "percent", lang, "")
    axes.set_title(say(f"figure.{name}", lang), **HEADING)


def _scaled(axes: Axes, ends: tuple[float, float], unit: formats.Unit, lang: str, currency: str) -> str:
    """A scale with only as many ticks as a narrow panel has room for; the unit in words."""
    ticks.value_axis(axes.xaxis, ends, unit, lang, currency)
    spots = [float(spot) for spot in axes.get_xticks()]
    chosen = spots[:: -(-len(spots) // ROOM) or 1]
    labels, words = tick_labels(chosen, unit, lang, currency)
    axes.set_xticks(chosen, labels)
    return words


def _rows(axes: Axes, names: list[str]) -> None:
    axes.set_ylim(max(len(names), LEAST) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), [fitted(name, theme.TEXT, NAMES) for name in names])
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", labelsize=theme.SMALL)


def _alt(rows: pd.DataFrame, lang: str, currency: str) -> str:
    def told(row: dict[Any, Any]) -> str:
        parts = [formats.money(row["sales"], lang, currency, compact=True)]
        for name in ("win_rate", "margin"):
            if row[name] == row[name]:
                parts.append(f"{say(f'figure.{name}', lang)} {formats.percent(row[name], lang)}")
        return f"{row['product']}: {', '.join(parts)}"

    points = "; ".join(told(row) for row in rows.to_dict("records"))
    return say(
        "figure.alt_side_by_side", lang, title=say("review.products.title", lang), count=len(rows), points=points
    )
