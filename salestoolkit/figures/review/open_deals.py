"""Each person's open deals as a bar, what is stalled of them in colour; imports as figures do."""

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

ROW, NAMES, MOST = 0.27, 2.2, 28
STALLED, REST = theme.FOCUS, theme.OTHERS


def draw_ageing(frame: pd.DataFrame, title: str, lang: str, currency: str) -> Picture:
    """The first 28 people, who hold most that is stalled; in money, or in deals where no amount is known.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of ``st.ageing``.
    title, lang, currency : str
        The heading, and what is the reader's.
    """
    people = frame[frame["part"] == "all"].fillna({"amount": 0.0, "stalled_amount": 0.0})
    records: list[dict[Any, Any]] = people.head(MOST).to_dict("records")
    in_money = bool(people["amount"].sum() > 0)
    names = [label(row["who"], lang) for row in records]
    told = [f"{formats.number(row['stalled'], lang)}/{formats.number(row['deals'], lang)}" for row in records]
    left = theme.EDGE + min(max(width(name, theme.TEXT) for name in names), NAMES) + 0.15
    right = 0.3 + max(width(text, theme.TEXT) for text in told)
    notes = [say("figure.ageing_note", lang)]
    notes += [say("figure.left_out", lang, count=len(people) - len(records))] if len(people) > len(records) else []
    with theme.themed():
        figure, axes = theme.sheet(title, "", notes, max(len(records), 3) * ROW + 0.1, left, right)
        _bars(axes, records, in_money)
        _axes(axes, [fitted(name, theme.TEXT, NAMES) for name in names], in_money, lang, currency)
        for k, text in enumerate(told):
            place = axes.get_yaxis_transform()
            axes.text(1.02, k, text, transform=place, va="center", fontsize=theme.TEXT, color=theme.INK)
    return Picture(figure, _alt(records, title, in_money, lang, currency))


def _bars(axes: Axes, records: list[dict[Any, Any]], in_money: bool) -> None:
    part, whole = ("stalled_amount", "amount") if in_money else ("stalled", "deals")
    stalled = [row[part] for row in records]
    rest = [row[whole] - row[part] for row in records]
    places = range(len(records))
    axes.barh(places, stalled, height=0.62, color=STALLED, zorder=2, gid="stalled")
    axes.barh(places, rest, left=stalled, height=0.62, color=REST, zorder=2, gid="rest")


def _axes(axes: Axes, names: list[str], in_money: bool, lang: str, currency: str) -> None:
    high = axes.get_xlim()[1] or 1.0
    words = ticks.value_axis(axes.xaxis, (0.0, high), "money" if in_money else "count", lang, currency)
    told = words if in_money else say("review.column.deals", lang)
    axes.set_xlabel(told[:1].upper() + told[1:])
    axes.set_ylim(max(len(names), 3) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def _alt(records: list[dict[Any, Any]], title: str, in_money: bool, lang: str, currency: str) -> str:
    first, words = records[0], {"title": title, "count": len(records)}
    if not any(row["stalled"] for row in records):
        return say("figure.alt_ageing_none", lang, **words)
    if in_money and first["stalled_amount"] > 0:
        words["most"] = formats.money(first["stalled_amount"], lang, currency, compact=True)
    else:  # of what is stalled no amount is known
        first = max(records, key=lambda row: row["stalled"])
        words["most"] = formats.number(first["stalled"], lang)
    words["who"] = first["who"]
    return say("figure.alt_ageing" if first["rep_id"] else "figure.alt_ageing_unowned", lang, **words)
