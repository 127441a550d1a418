"""From one total to another: each part as a bar that begins where the one before ended; imports as figures do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.figures import theme, ticks
from salestoolkit.figures.label import width
from salestoolkit.figures.picture import Picture
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

ROW = 0.36
GAINS, LOSSES, WON = theme.PALETTE[2], theme.PALETTE[3], theme.PALETTE[9]


def draw_waterfall(frame: pd.DataFrame, lang: str, currency: str) -> Picture:
    """Bars from top to bottom: the first total, each part, the last total.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.movement``: ``part deals amount``, the first and the last row are totals.
    lang, currency : str
        Of the reader.
    """
    records: list[dict[str, Any]] = frame.to_dict("records")
    begins, ends = steps(frame["amount"].to_numpy(float))
    names = [say(f"review.part.{row['part']}", lang) for row in records]
    told = _told(records, lang, currency)
    left = theme.EDGE + max(width(name, theme.TEXT) for name in names) + 0.15
    right = 0.3 + max(width(text, theme.TEXT) for text in told)
    with theme.themed():
        title = say("review.movement.title", lang)
        figure, axes = theme.sheet(
            title, "", [say("figure.waterfall_note", lang)], len(records) * ROW + 0.1, left, right
        )
        low, high = min(0.0, *begins, *ends), max(*begins, *ends) * 1.04 or 1.0
        words = ticks.value_axis(axes.xaxis, (low, high), "money", lang, currency)
        axes.set_xlabel(words[:1].upper() + words[1:])
        _bars(axes, begins, ends, [row["part"] for row in records])
        axes.set_ylim(len(records) - 0.4, -0.6)
        axes.set_yticks(range(len(names)), names)
        axes.grid(axis="y", visible=False)
        axes.spines["left"].set_visible(False)
        for k, text in enumerate(told):
            place = axes.get_yaxis_transform()
            axes.text(1.02, k, text, transform=place, va="center", fontsize=theme.TEXT, color=theme.INK)
    return Picture(figure, _alt(records, lang, currency))


def steps(amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each bar begins and ends: totals from zero, parts from where the one before ended."""
    ends = np.cumsum(amounts[:-1])
    begins = np.concatenate([[0.0], ends[:-1], [0.0]])
    return begins, np.concatenate([ends, amounts[-1:]])


def _bars(axes: Axes, begins: np.ndarray, ends: np.ndarray, parts: list[str]) -> None:
    last = len(begins) - 1
    for k, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        # What was won has left the pipeline too, and is no loss.
        colour = theme.MAIN if k in (0, last) else GAINS if end >= begin else WON if parts[k] == "won" else LOSSES
        axes.barh(
            k, end - begin, left=begin, height=0.6, color=colour, zorder=2, gid="total" if k in (0, last) else "part"
        )
        if k < last:
            axes.plot([end, end], [k + 0.3, k + 0.7], color=theme.OTHERS, lw=0.9, zorder=1)


def _told(records: list[dict[str, Any]], lang: str, currency: str) -> list[str]:
    amounts = formats.column([row["amount"] for row in records], "money", lang, currency, compact=True)
    return [f"{amount} ({formats.number(row['deals'], lang)})" for amount, row in zip(amounts, records, strict=True)]


def _alt(records: list[dict[str, Any]], lang: str, currency: str) -> str:
    names = [say(f"review.part.{row['part']}", lang) for row in records]
    told = [f"{name} {text}" for name, text in zip(names, _told(records, lang, currency), strict=True)]
    return f"{say('review.movement.title', lang)}: {'; '.join(told)}."
