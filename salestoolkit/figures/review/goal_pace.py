"""Each goal as a bar of what is reached, a mark for what is expected by now, and a line for where it may end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from salestoolkit.figures import theme, ticks
from salestoolkit.figures.label import fitted, label, width
from salestoolkit.figures.picture import Picture
from salestoolkit.words import formats
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

ROW, NAMES, MOST = 0.3, 2.2, 40
NAMED = 3
"""So many of those who share an end are named in the alternative text."""
FURTHEST = 2.0
"""Twice the goal: what lies beyond runs off the edge."""
COLOURS = {
    "reached": theme.PALETTE[2],
    "reached_easily": theme.PALETTE[2],
    "missed": theme.OTHERS,
    "out_of_reach": theme.PALETTE[3],
}


def draw_pace(frame: pd.DataFrame, lang: str, currency: str) -> Picture:
    """Rows of ``goals``: ``who target actual expected low high verdict``; the best pace first, at most 40.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.goals``; money in the currency's units.
    lang, currency : str
        Of the reader.
    """
    # a goal of nothing is no measure of anything
    frame = frame[frame["target"] > 0]
    rows = frame.assign(share=frame["actual"] / frame["target"]).sort_values("share", ascending=False).head(MOST)
    records = rows.to_dict("records")
    names = [label(str(row["who"]), lang) for row in records]
    told = [_told(row, lang, currency) for row in records]
    left = theme.EDGE + min(max(width(name, theme.TEXT) for name in names), NAMES) + 0.15
    right = 0.3 + max(width(text, theme.TEXT) for text in told)
    with theme.themed():
        title, subtitle = say("review.goals.title", lang), _subtitle(records[0], lang)
        # of what is over nothing is expected any more
        over = all(row["chance"] != row["chance"] for row in records)
        notes = [say(f"figure.pace_note{'_over' if over else ''}", lang)]
        figure, axes = theme.sheet(title, subtitle, notes, max(len(records), 3) * ROW + 0.1, left, right)
        _axes(axes, names, records, lang)
        _marks(axes, records)
        if not over:
            _outlooks(axes, records)
        for k, text in enumerate(told):
            place = axes.get_yaxis_transform()
            axes.text(1.02, k, text, transform=place, va="center", fontsize=theme.TEXT, color=theme.INK)
    return Picture(figure, _alt(records, lang))


def _subtitle(row: dict[Any, Any], lang: str) -> str:
    return formats.period(row["starts"], row["period"], lang)


def _told(row: dict[Any, Any], lang: str, currency: str) -> str:
    return formats.money(row["actual"], lang, currency, compact=True)


def _axes(axes: Axes, names: list[str], records: list[dict[Any, Any]], lang: str) -> None:
    reach = max([1.05, *(row["high"] / row["target"] for row in records)])
    words = ticks.value_axis(axes.xaxis, (0.0, min(reach, FURTHEST)), "percent", lang, "")
    axes.set_xlabel(say("figure.axis", lang, title=say("figure.of_goal", lang), unit=words))
    axes.set_ylim(max(len(records), 3) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), [fitted(name, theme.TEXT, NAMES) for name in names])
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    axes.axvline(1.0, color=theme.INK, lw=1.0, ls=(0, (4, 3)), zorder=1, gid="goal")


def _marks(axes: Axes, records: list[dict[Any, Any]]) -> None:
    places = range(len(records))
    shares = [row["actual"] / row["target"] for row in records]
    colours = [COLOURS.get(row["verdict"], theme.MAIN) for row in records]
    axes.barh(places, shares, height=0.56, color=colours, zorder=2, gid="reached")


def _outlooks(axes: Axes, records: list[dict[Any, Any]]) -> None:
    places = range(len(records))
    low, high = ([row[end] / row["target"] for row in records] for end in ("low", "high"))
    axes.hlines(places, low, high, colors=theme.QUIET, lw=1.6, zorder=3, gid="outlook")
    expected = [row["expected"] / row["target"] for row in records]
    axes.vlines(
        expected,
        [k - 0.34 for k in places],
        [k + 0.34 for k in places],
        colors=theme.INK,
        lw=2.0,
        zorder=4,
        gid="expected",
    )


def _alt(records: list[dict[Any, Any]], lang: str) -> str:
    first, last = records[0], records[-1]
    values = {_share(row, lang) for row in records}
    if len(values) == 1:
        told = {"title": say("review.goals.title", lang), "period": _subtitle(first, lang), "count": len(records)}
        key = "figure.alt_pace_one" if len(records) == 1 else "figure.alt_pace_alike"
        return say(key, lang, **told, value=values.pop(), who=first["who"])
    texts = {name: _end(row, records, lang) for name, row in (("largest", first), ("smallest", last))}
    title, period = say("review.goals.title", lang), _subtitle(first, lang)
    return say("figure.alt_pace", lang, title=title, period=period, count=len(records), **texts)


def _end(row: dict[Any, Any], records: list[dict[Any, Any]], lang: str) -> str:
    """Who stands at an end: all who share its value, or how many they are."""
    value = _share(row, lang)
    names = [str(each["who"]) for each in records if _share(each, lang) == value]
    if len(names) > NAMED:
        return say("reading.many", lang, count=len(names), value=value)
    return f"{formats.names(names)} ({value})"


def _share(row: dict[Any, Any], lang: str) -> str:
    return formats.percent(row["actual"] / row["target"], lang)
