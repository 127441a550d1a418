"""Limits and ticks of value axes and time axes in the reader's words; imports as figures do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from matplotlib.axis import Axis, XAxis
from matplotlib.dates import date2num
from matplotlib.ticker import MaxNLocator

from salestoolkit.figures.rows import Row
from salestoolkit.words import formats
from salestoolkit.words.axes import scale_for, tick_labels

# An interval longer than this many times the largest value runs off the edge: the values stay readable.
REACH = 2.5
MOST_TICKS = 9
STEPS = {"duration": [1, 2, 3, 5, 10]}
CALENDAR_STEPS = (1, 2, 3, 6, 12, 24)


def limits(rows: Sequence[Row], unit: formats.Unit, banded: Sequence[Row] | None = None) -> tuple[float, float]:
    """From zero, or the lowest value where that is negative, to just beyond the largest value and interval.

    ``banded`` are the rows whose intervals are drawn; by default all.
    """
    values = [row.value for row in rows if math.isfinite(row.value)]
    if not values:
        return 0.0, 1.0
    known = [row for row in (rows if banded is None else banded) if row.has_interval]
    reach = REACH * max(map(abs, values))
    # Below zero only for values that are: an interval's end there is mostly no possible value.
    low = max(min([0.0, *values, *(row.lo for row in known)]), -reach) if min(values) < 0 else 0.0
    high = min(max([0.0, *values, *(row.hi for row in known if math.isfinite(row.hi))]), reach)
    if unit == "percent":
        high = min(high, max(1.0, *values))
    room = 0.04 * (high - low) or 1.0
    return low - (room if low < 0 else 0.0), high + room


def value_axis(axis: Axis, ends: tuple[float, float], unit: formats.Unit, lang: str, currency: str) -> str:
    """Set limits, and ticks at round numbers of one scale; returns the unit in words for the axis title."""
    low, high = ends
    scale = scale_for(max(abs(low), abs(high)), unit, lang, currency)
    locator = MaxNLocator(nbins=6, steps=STEPS.get(unit, [1, 2, 2.5, 5, 10]), integer=unit == "count")
    spots = [float(t) * scale.divisor for t in locator.tick_values(low / scale.divisor, high / scale.divisor)]
    shown = [spot for spot in spots if low <= spot <= high]
    labels, words = tick_labels(shown, unit, lang, currency)
    axis.axes.set(**{"xlim" if isinstance(axis, XAxis) else "ylim": ends})
    axis.set_ticks(shown, labels)
    return words


def time_axis(axis: Axis, moments: Sequence[datetime], unit: formats.Period, lang: str) -> None:
    """Ticks at periods' starts, at most nine, the year written where it changes."""
    starts = sorted(set(moments))
    shown = _chosen(starts, unit)
    axis.set_ticks([place(start) for start in shown], _labels(shown, unit, lang))
    if starts:
        first, last = place(starts[0]), place(starts[-1])
        room = max(0.04 * (last - first), 1.0)
        axis.axes.set(xlim=(first - room, last + room))


def place(at: Any) -> float:
    """Where a moment stands on a time axis."""
    return float(date2num(at))  # type: ignore[no-untyped-call]


def _chosen(starts: list[datetime], unit: formats.Period) -> list[datetime]:
    # Months and quarters by the calendar: January and July rather than May and November.
    for months in CALENDAR_STEPS if unit in ("month", "quarter") else ():
        aligned = [start for start in starts if (start.year * 12 + start.month - 1) % months == 0]
        if 2 <= len(aligned) <= MOST_TICKS:
            return aligned
    return starts[:: math.ceil(len(starts) / MOST_TICKS) or 1]


def _labels(starts: Sequence[Any], unit: formats.Period, lang: str) -> list[str]:
    if unit == "year":
        return [str(start.year) for start in starts]
    texts = [formats.period(start, unit, lang, short=True).removesuffix(str(start.year)) for start in starts]
    changes = [True, *(after.year != before.year for before, after in pairwise(starts))]
    return [
        f"{text.strip()}\n{start.year}" if changed else text.strip()
        for text, start, changed in zip(texts, starts, changes, strict=False)
    ]
