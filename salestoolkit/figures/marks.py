"""Dots, points, intervals and bands, as several views draw them; imports as figures do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import seaborn
from matplotlib.axes import Axes

from salestoolkit.figures.rows import Row
from salestoolkit.figures.ticks import place

Placed = Sequence[tuple[float, Row]]
"""Rows with the height they are drawn at."""


def sure_and_young(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """What is mature, and what is not yet, from the last mature row on so that the line goes on."""
    young = next((place for place, row in enumerate(rows) if not row.mature), len(rows))
    return rows[:young], rows[max(young - 1, 0) :] if young < len(rows) else []


def intervals(axes: Axes, placed: Placed, color: str, pale: bool = False) -> None:
    """A line from ``lo`` to ``hi`` of each row that has them, with an arrow where it leaves the axes."""
    left, right = axes.get_xlim()
    drawn = [(k, row) for k, row in placed if row.has_interval]
    if not drawn:
        return
    ends = [row.hi if math.isfinite(row.hi) else right * 2 for _, row in drawn]
    axes.hlines(
        [k for k, _ in drawn],
        [row.lo for _, row in drawn],
        ends,
        colors=color,
        lw=1.6,
        alpha=0.45 if pale else 0.9,
        zorder=2,
        gid="intervals",
    )
    before = [k for k, row in drawn if row.lo < left]
    beyond = [k for (k, _), end in zip(drawn, ends, strict=True) if end > right]
    for edge, marker, heights in ((left, "<", before), (right, ">", beyond)):
        if heights:
            at = [edge] * len(heights)
            axes.scatter(at, heights, marker=marker, s=22, color=color, clip_on=False, gid="beyond")


def dots(axes: Axes, placed: Placed, color: str, hollow: bool = False) -> None:
    """A dot at each row's value, hollow for those too few to rank."""
    drawn = [(k, row) for k, row in placed if math.isfinite(row.value)]
    if not drawn:
        return
    seaborn.scatterplot(
        x=[row.value for _, row in drawn],
        y=[k for k, _ in drawn],
        ax=axes,
        s=40,
        color="white" if hollow else color,
        edgecolor=color,
        linewidth=1.4,
        zorder=3,
        legend=False,
        clip_on=False,
        gid="few" if hollow else "values",
    )


def points(axes: Axes, rows: Sequence[Row], color: str, marker: str = "o", size: float = 26) -> None:
    """A point over each row's moment, hollow for those too few to compare."""
    x, y = moments(rows), np.array([row.value for row in rows])
    for standing, gid in (("ranked", "values"), ("few", "few")):
        at = [k for k, row in enumerate(rows) if row.standing == standing]
        face = color if standing == "ranked" else "white"
        axes.scatter(x[at], y[at], marker=marker, s=size, color=face, edgecolor=color, lw=1.3, zorder=4, gid=gid)


def band(axes: Axes, rows: Sequence[Row], color: str) -> None:
    """The rows' intervals as a band; as bars where a point stands alone and a band would have no width."""
    x = moments(rows)
    beyond = 2 * axes.get_ylim()[1]
    lo = np.array([row.lo if row.has_interval else math.nan for row in rows])
    hi = np.array([min(row.hi, beyond) if row.has_interval else math.nan for row in rows])
    axes.fill_between(x, lo, hi, color=color, alpha=0.18, lw=0, zorder=1, gid="band")
    known = np.concatenate([[False], np.isfinite(lo), [False]])
    alone = known[1:-1] & ~known[:-2] & ~known[2:]
    if alone.any():
        axes.vlines(x[alone], lo[alone], hi[alone], colors=color, lw=1.6, alpha=0.6, zorder=2, gid="bars")


def moments(rows: Sequence[Row]) -> np.ndarray[Any, Any]:
    """Where the rows stand on a time axis."""
    return np.array([place(row.at) for row in rows])
