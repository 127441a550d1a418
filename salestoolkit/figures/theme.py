"""The look of every figure: colours, sizes, fixed margins, headings; imports as figures do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from salestoolkit.figures.label import FONT, width

# seaborn's colour-blind palette: blue, orange, green, vermilion, purple, brown, ... told apart by all.
PALETTE: tuple[str, ...] = tuple(seaborn.color_palette("colorblind").as_hex())
MAIN, FOCUS = PALETTE[0], PALETTE[3]
OTHERS, FAINT, INK, QUIET = "#a6a6a6", "#d9d9d9", "#1a1a1a", "#4d4d4d"

WIDTH = 7.0
HEIGHT_LIMIT = 9.6
TITLE, TEXT, SMALL = 14.0, 11.0, 9.5
EDGE = 0.15
LINE, SUBLINE = 0.18, 0.21
SEPARATOR = " · "

# Used where installed, for names that the first font can't write.
FALLBACKS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC"),
    *("Noto Sans Arabic", "Noto Sans Thai", "Noto Sans Javanese", "Noto Sans Devanagari", "Unifont"),
)


@contextmanager
def themed() -> Iterator[None]:
    """Draw and save inside this: the settings hold here and are put back after.

    Not for threads at the same time: matplotlib's settings belong to the process.
    """
    with matplotlib.rc_context(_settings()):
        yield


def sheet(
    title: str, subtitle: str, notes: Sequence[str], body: float, left: float, right: float
) -> tuple[Figure, Axes]:
    """A figure with its heading and notes written and one empty pair of axes.

    Parameters
    ----------
    title, subtitle : str
        Written above the axes from the left edge; the subtitle is broken into lines.
    notes : sequence of str
        Written under the axes, one per line or more.
    body, left, right : float
        Height of the axes, less where the page ends, and their margins to the left and right, in inches.
    """
    above, below = _lines([subtitle], TEXT), _lines(notes, SMALL)
    top, bottom = 0.5 + SUBLINE * len(above) + 0.32, 0.66 + LINE * len(below)
    body = min(body, HEIGHT_LIMIT - top - bottom)
    height = top + body + bottom
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    _write(figure, EDGE, height - 0.32, [title], fontsize=TITLE, fontweight="bold", color=INK, gid="title")
    _write(figure, EDGE, height - 0.57, above, fontsize=TEXT, color=QUIET, gid="subtitle")
    _write(figure, EDGE, LINE * len(below) - 0.05, below, fontsize=SMALL, color=QUIET, gid="note")
    box = (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, body / height)
    axes = figure.add_axes(box)
    seaborn.despine(ax=axes)
    return figure, axes


def _write(figure: Figure, x: float, y: float, lines: Sequence[str], **look: Any) -> None:
    _, height = figure.get_size_inches()
    step = SUBLINE if look["gid"] == "subtitle" else LINE
    for k, line in enumerate(lines):
        figure.text(x / WIDTH, (y - k * step) / height, line, parse_math=False, **look)


def _lines(texts: Sequence[str], size: float) -> list[str]:
    return [line for text in texts for line in _wrapped(text, size)]


def _wrapped(text: str, size: float) -> list[str]:
    """Lines that fit: broken between a heading's parts, inside one only where it is longer than a line."""
    room = WIDTH - 2 * EDGE
    lines: list[str] = []
    for part in text.split(SEPARATOR) if text else []:
        joined = f"{lines[-1]}{SEPARATOR}{part}" if lines else part
        if width(joined, size) <= room:
            lines[-1:] = [joined]
        else:
            lines += _broken(part, size, room)
    return lines


def _broken(text: str, size: float, room: float) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        lines[-1:] = [joined] if width(joined, size) <= room else [lines[-1], word]
    return [line for line in lines if line]


@cache
def _settings() -> Any:
    installed = {font.name for font in fontManager.ttflist}
    return {
        **seaborn.axes_style("whitegrid"),
        **seaborn.plotting_context("notebook"),
        "font.family": [FONT, *(name for name in FALLBACKS if name in installed)],
        "text.parse_math": False,
        "axes.formatter.use_mathtext": False,
        "axes.edgecolor": "#8c8c8c",
        "axes.labelcolor": QUIET,
        "axes.labelsize": TEXT,
        "xtick.labelsize": TEXT,
        "ytick.labelsize": TEXT,
        "xtick.color": QUIET,
        "ytick.color": INK,
        "grid.color": "#e6e6e6",
        "grid.linewidth": 0.8,
        "legend.fontsize": SMALL,
        "lines.linewidth": 1.8,
        "hatch.linewidth": 0.6,
        "hatch.color": "white",
    }
