"""A line of what was sold that opens into a fan of what is expected; imports as figures do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from salestoolkit.figures import theme, ticks
from salestoolkit.figures.picture import Picture
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

BODY = 2.7
SHOWN = 36
"""Months of history in the picture."""
REACH = 2.0
"""A bound beyond so many times the largest month runs off the edge."""


def draw_fan(past: pd.DataFrame, frame: pd.DataFrame, lang: str, currency: str, alone: bool) -> Picture:
    """History, then the forecast with its 80 % fan and, dashed, the baseline.

    Parameters
    ----------
    past : pandas.DataFrame
        ``month value``, full months in order; the last 36 are drawn.
    frame : pandas.DataFrame
        As of ``st.forecast``; money in the currency's units.
    lang, currency : str
        Of the reader.
    alone : bool
        Whether the forecast is the baseline itself: then it is not drawn twice.
    """
    past = past.tail(SHOWN)
    with theme.themed():
        notes = [say("figure.fan_alone" if alone else "figure.fan_note", lang)]
        axes = theme.sheet(say("review.forecast.title", lang), _subtitle(frame), notes, BODY, 0.95, 0.3)[1]
        _axes(axes, past, frame, lang, currency)
        _lines(axes, past, frame, alone)
    return Picture(axes.figure, _alt(past, frame, lang, currency))  # type: ignore[arg-type]


def _subtitle(frame: pd.DataFrame) -> str:
    first, last = frame["period_name"].iloc[0], frame["period_name"].iloc[-1]
    return str(first) if first == last else f"{first} – {last}"


def _axes(axes: Axes, past: pd.DataFrame, frame: pd.DataFrame, lang: str, currency: str) -> None:
    held = [past["value"].max(), frame["forecast"].max(), frame["baseline"].max()]
    high = min(np.nanmax([*held, frame["forecast_hi"].max()]), REACH * max(held))
    low = min(0.0, past["value"].min(), frame["forecast"].min(), frame["baseline"].min())
    room = 0.04 * (high - low) or 1.0
    ends = (low - (room if low < 0 else 0.0), high + room)
    words = ticks.value_axis(axes.yaxis, ends, "money", lang, currency)
    axes.set_ylabel(words[:1].upper() + words[1:])
    moments = [datetime(day.year, day.month, 1) for day in [*past["month"], *frame["month"]]]
    ticks.time_axis(axes.xaxis, moments, "month", lang)
    axes.grid(axis="x", visible=False)


def _lines(axes: Axes, past: pd.DataFrame, frame: pd.DataFrame, alone: bool) -> None:
    before, ahead = ([ticks.place(day) for day in rows["month"]] for rows in (past, frame))
    axes.plot(before, past["value"], color=theme.INK, lw=1.6, zorder=3, gid="history")
    # The fan opens at the last month that is known.
    joined = [before[-1], *ahead]
    middle, low, high = ([past["value"].iloc[-1], *frame[name]] for name in ("forecast", "forecast_lo", "forecast_hi"))
    axes.fill_between(joined, low, high, color=theme.MAIN, alpha=0.22, lw=0, zorder=1, gid="fan")
    axes.plot(joined, middle, color=theme.MAIN, lw=2.0, zorder=4, gid="forecast")
    axes.scatter(ahead, frame["forecast"], color=theme.MAIN, s=26, zorder=5, gid="month")
    if not alone:
        axes.plot(ahead, frame["baseline"], color=theme.QUIET, lw=1.2, ls="--", zorder=2, gid="baseline")


def _alt(past: pd.DataFrame, frame: pd.DataFrame, lang: str, currency: str) -> str:
    def told(row: pd.Series) -> str:
        value = formats.money(row["forecast"], lang, currency, compact=True)
        ends = formats.interval(row["forecast_lo"], row["forecast_hi"], "money", lang, currency, compact=True)
        return f"{row['period_name']} {value}" + (f" ({ends})" if ends else "")

    return say(
        "figure.alt_fan",
        lang,
        title=say("review.forecast.title", lang),
        months=len(past),
        points="; ".join(told(row) for _, row in frame.iterrows()),
    )
