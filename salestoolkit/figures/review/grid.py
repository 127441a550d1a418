"""A grid of figures, people by steps: a number in each cell, shaded, and a frame around what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from salestoolkit.figures import theme
from salestoolkit.figures.label import fitted, label, width
from salestoolkit.figures.picture import Picture

ROW, NAMES, GAP, RIGHT = 0.26, 2.2, 0.12, 0.2
SMALLEST = 8.0
MOST = 28
"""Rows that can still be read on one page."""
HEADS, FEET = 0.12, 0.45
"""Inches that the heads of the columns need beyond a sheet's own room above, and what no axis needs below."""
FAINTEST = 0.2
"""What is this far from the middle, or less, never has the full colour: small distances stay pale."""


@dataclass(frozen=True)
class Grid:
    """Cells to draw: names of rows and columns from the data, what each cell says and how it is shaded.

    Attributes
    ----------
    rows, columns : sequence of str
    under : sequence of str
        A second line under each column's name.
    texts : sequence of sequence of str
        By row and column.
    shades : numpy.ndarray
        By row and column, 0 is the middle; NaN leaves a cell without colour.
    marked : set of (row, column)
        Cells with a frame.
    strong : set of int
        Rows that head those under them.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    under: Sequence[str]
    texts: Sequence[Sequence[str]]
    shades: np.ndarray
    marked: frozenset[tuple[int, int]] = frozenset()
    strong: frozenset[int] = frozenset()


def draw_grid(grid: Grid, heading: tuple[str, str], notes: Sequence[str], alt: str, lang: str) -> Picture:
    """The grid under its title and subtitle; vermilion is below the middle, blue above it.

    Parameters
    ----------
    grid : Grid
        At most ``MOST`` rows.
    heading : (title, subtitle)
    notes : sequence of str
        Under the grid.
    alt, lang : str
        What it shows to those who can't see it, and the reader's language.
    """
    names = [fitted(label(name, lang), theme.TEXT, NAMES) for name in grid.rows]
    left = theme.EDGE + max(width(name, theme.TEXT) for name in names) * 1.06 + GAP
    with theme.themed():
        figure, axes = theme.sheet(*heading, notes, len(names) * ROW + HEADS - FEET, left, RIGHT)
        box, tall = axes.get_position(), figure.get_size_inches()[1]
        axes.set_position((box.x0, box.y0 - FEET / tall, box.width, box.height + (FEET - HEADS) / tall))
        _cells(axes, grid)
        _heads(axes, grid, names, lang, (theme.WIDTH - left - RIGHT) / max(len(grid.columns), 1))
    return Picture(figure, alt)


def _cells(axes: Axes, grid: Grid) -> None:
    shades = np.asarray(grid.shades, float)
    known = np.abs(shades[np.isfinite(shades)])
    reach = max(FAINTEST, float(known.max())) if known.size else FAINTEST
    colours = seaborn.blend_palette([theme.FOCUS, "#f7f7f7", theme.MAIN], as_cmap=True)
    drawn = seaborn.heatmap(
        shades,
        **{"ax": axes, "mask": np.isnan(shades), "vmin": -reach, "vmax": reach, "cmap": colours, "cbar": False},
        **{"annot": np.array(grid.texts, dtype=object), "fmt": "", "linewidths": 1.0, "linecolor": "white"},
        annot_kws={"fontsize": theme.SMALL, "gid": "cell"},
    )
    for row, column in zip(*np.nonzero(np.isnan(shades)), strict=True):
        place = {"ha": "center", "va": "center", "fontsize": theme.SMALL, "color": theme.QUIET, "gid": "few"}
        drawn.text(column + 0.5, row + 0.5, grid.texts[row][column], **place)
    for row, column in sorted(grid.marked):
        drawn.add_patch(Rectangle((column, row), 1, 1, fill=False, ec=theme.INK, lw=1.8, zorder=4, gid="marked"))


def _heads(axes: Axes, grid: Grid, names: Sequence[str], lang: str, room: float) -> None:
    names_of = [label(name, lang) for name in grid.columns]
    size = theme.SMALL if all(width(name, theme.SMALL) < room - 0.06 for name in names_of) else SMALLEST
    heads = [fitted(name, size, room - 0.06) for name in names_of]
    told = [f"{head}\n{line}" for head, line in zip(heads, grid.under, strict=True)]
    axes.set_xticks(np.arange(len(told)) + 0.5, told, fontsize=size)
    axes.set_yticks(np.arange(len(names)) + 0.5, names, rotation=0)
    axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    axes.grid(visible=False)
    for row, tick in enumerate(axes.get_yticklabels()):
        tick.set_fontweight("bold" if row in grid.strong else "normal")
        tick.set_color(theme.INK if row in grid.strong else theme.QUIET)
