"""The closed registry of views and the door to them; imports as figures do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from salestoolkit.figures.picture import Picture
from salestoolkit.figures.rows import time_of
from salestoolkit.figures.views import ranking, steps, total, trend
from salestoolkit.words.errors import UnknownName

VIEWS: dict[str, Callable[[Any, str | None], Picture]] = {
    "ranking": ranking.draw,
    "trend": trend.draw,
    "steps": steps.draw,
    "total": total.draw,
}
"""Every view by name: a KPI chooses among them, nothing adds to them."""


def draw(result: Any, view: str | None = None, focus: str | None = None) -> Picture:
    """Draw a result.

    Parameters
    ----------
    result : Result
        What `compute` returned; an attribute ``whole``, a result of one row, gives the reference line.
    view : str, optional
        One of ``ranking``, ``trend``, ``steps``, ``total``; by default the one that suits the result's split.
    focus : str, optional
        The ``rep_id``, or another group's name, to show in colour among grey others.

    Raises
    ------
    UnknownName
        When there is no such view, or no such group in the result.
    UsageError
        When the view can't show this split.
    """
    view = view or suited(result)
    if view not in VIEWS:
        raise UnknownName("view", view, VIEWS)
    return VIEWS[view](result, focus)


def suited(result: Any) -> str:
    """The view for a result's split: a time makes a trend, stages steps, no split a total."""
    if not result.by:
        return "total"
    if time_of(result.by):
        return "trend"
    if result.by == ("stage",) and set(steps.NEEDED) <= set(result.frame.columns):
        return "steps"
    return "ranking"
