"""Goals to discuss: a floor, a realistic and a stretch goal from history, split so that every level adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import floor, log10
from typing import Any, Literal

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.estimate.sales.apportionment import split
from salestoolkit.review.goals.history_needed import known_of, why_none, without
from salestoolkit.review.goals.running_goals import PERIODS
from salestoolkit.review.goals.simulation import Outlook
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.periods import before, end_of
from salestoolkit.words.text import say

Level = Literal["floor", "realistic", "stretch"]
LEVELS: Mapping[str, float] = {"floor": 0.2, "realistic": 0.5, "stretch": 0.8}
"""The quantile of what the period may bring that each kind of goal is."""
A_WEEK = timedelta(days=7)
LAST = 12
"""Periods of the past that a goal is held against."""

COLUMNS = (
    Column("who", "text"),
    Column("period_name", "text"),
    *(Column(level, "money") for level in LEVELS),
    Column("reached_before", "text"),
)
SUGGESTED = ["scope", "scope_id", "who", "period", "starts", *LEVELS, "reached", "of", "period_name", "reached_before"]
AGREED = ["scope", "scope_id", "kpi", "period", "period_start", "target", "currency", "agreed_by"]


def suggest_goals(sales: SalesData, *, period: str = "month") -> Passage:
    """Goals for the next period, for each team and rep, as a basis to discuss.

    Parameters
    ----------
    sales : SalesData
        With won deals.
    period : {"month", "quarter", "year"}
        The first whole one that begins at ``as_of`` or later.

    Returns
    -------
    Passage
        ``.frame``: ``scope scope_id who period starts floor realistic stretch reached of``; reached is in how many of
        the last ``of`` periods (12 at most) sales came up to the realistic goal. Nothing is suggested from fewer than
        ten won deals in the last year or less than 90 days of data, nor to whom has fewer than five of them in a team
        of fewer than five who win; it says so.

    Raises
    ------
    UnknownName
        For a period that does not exist.
    """
    if period not in PERIODS[2:]:
        raise UnknownName("period", period, PERIODS[2:])
    outlook, people = Outlook.of(sales), sellers(sales)
    start = _next(outlook.today, period)
    weight = float(outlook.weights(start, end_of(start, period)).sum())
    asked = _scopes(people)
    whose = [of for of in asked if known_of(outlook, *of[:2])]
    every = [_suggested(outlook, scope, period, start, weight) for scope in whose]
    net = [row for row in every if row["realistic"] or not outlook.gave_back(row["scope"], row["scope_id"])]
    few = [who for *of, who in asked if not known_of(outlook, *of)]
    others = without(few, [row["who"] for row in every if row not in net], sales.lang)
    if lacking := why_none(outlook, people, sales.lang) or ("" if net else others):
        return Passage("suggestions", pd.DataFrame(columns=SUGGESTED), COLUMNS, (), sales.lang, sales.currency, lacking)
    frame = pd.DataFrame(net)
    frame["period_name"] = formats.period(start, period, sales.lang)
    frame["reached_before"] = [_told(row, sales.lang) for row in net]
    said = say("review.suggestions.summary", sales.lang, period=frame["period_name"].iloc[0])
    told = (said, others) if others else (said,)
    return Passage("suggestions", frame, COLUMNS, told, sales.lang, sales.currency)


def left_out(sales: SalesData, period: str) -> str:
    """Why no goal is suggested, or to some none; empty where everybody has one."""
    told = suggest_goals(sales, period=period)
    return told.lacking or " ".join(told.said[1:])


def _scopes(people: pd.DataFrame) -> list[tuple[str, str, str]]:
    teams = [("team", team, team) for team in sorted(people["team"].dropna().unique())]
    return [*teams, *(("rep", rep_id, name) for rep_id, name in people[["rep_id", "rep"]].itertuples(index=False))]


def _suggested(
    outlook: Outlook, whose: tuple[str, str, str], period: str, start: date, weight: float
) -> dict[str, Any]:
    scope, scope_id, who = whose
    draws = outlook.simulated(scope, scope_id, weight)
    levels = {name: rounded(float(np.quantile(draws, q))) for name, q in LEVELS.items()}
    past = _past(outlook, whose, period)
    reached = {"reached": sum(total >= levels["realistic"] for total in past), "of": len(past)}
    return {"scope": scope, "scope_id": scope_id, "who": who, "period": period, "starts": start, **levels, **reached}


def rounded(amount: float) -> float:
    """To three figures: a goal is talked about, not booked."""
    if amount <= 0:
        return 0.0
    unit = 10.0 ** (floor(log10(amount)) - 2)
    return float(round(amount / unit) * unit)


def _past(outlook: Outlook, whose: tuple[str, str, str], period: str) -> list[float]:
    """What each of the last whole periods brought, as far as the history goes."""
    own = outlook.of_scope(whose[0], whose[1])
    first = own["day"].min() if len(own) else outlook.today
    totals, start = [], _next(outlook.today, period)
    for _ in range(LAST + 1):
        start, end = before(start, period), start
        # Books that open within a period's first week hold the whole of it.
        if start + A_WEEK < outlook.first or end <= first:
            break
        if end <= outlook.today:
            totals.append(outlook.brought(whose[0], whose[1], start, end))
    return totals[:LAST]


def _next(today: date, period: str) -> date:
    """The first period that begins today or later."""
    first = {"month": today.month, "quarter": (today.month - 1) // 3 * 3 + 1, "year": 1}[period]
    start = date(today.year, first, 1)
    return start if start >= today else end_of(start, period)


def _told(row: Mapping[str, Any], lang: str) -> str:
    return say("review.suggestions.reached", lang, k=row["reached"], n=row["of"]) if row["of"] else "–"


def agreed_rows(
    sales: SalesData, *, period: str = "year", level: str = "realistic", down_to: str = "month"
) -> pd.DataFrame:
    """The suggested goals as rows of the canonical table ``goals``, split so that every level adds up exactly.

    Parameters
    ----------
    period, down_to : {"day", "month", "quarter", "year"}
        The long goal, and the shortest period that it is split to; teams are the sums of their reps.
    level : {"floor", "realistic", "stretch"}

    Returns
    -------
    pandas.DataFrame
        ``scope scope_id kpi period period_start target currency agreed_by``, in whole units of the currency; empty
        where there is nobody to suggest goals to, or too little was won.
    """
    if level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    if down_to not in PERIODS or PERIODS.index(down_to) > PERIODS.index(period) or down_to == "week":
        known = [name for name in PERIODS[: PERIODS.index(period) + 1] if name != "week"]
        raise UnknownName("period to split to", down_to, known)
    frame = suggest_goals(sales, period=period).frame
    reps = frame[frame["scope"] == "rep"] if len(frame) else frame
    if reps.empty:
        return pd.DataFrame(columns=AGREED)
    outlook, team = Outlook.of(sales), sellers(sales).set_index("rep_id")["team"]
    weights = outlook.weights(reps["starts"].iloc[0], end_of(reps["starts"].iloc[0], period))
    days = {row["scope_id"]: split(round(row[level]), weights) for row in reps.to_dict("records")}
    teams = sorted(set(team[[*days]].dropna()))  # of nobody else in a team is there enough to suggest anything
    of_teams = {name: sum(days[rep] for rep in days if team[rep] == name) for name in teams}
    kept = PERIODS[PERIODS.index(down_to) : PERIODS.index(period) + 1]
    rows = [
        row
        for scope, whose in (("team", of_teams), ("rep", days))
        for who, daily in whose.items()
        for row in _rows(scope, who, daily, [name for name in kept if name != "week"])
        if row["target"] > 0  # a goal of nothing is none
    ]
    return pd.DataFrame(rows, columns=AGREED).assign(currency=sales.currency, agreed_by="")


def _rows(scope: str, who: str, daily: pd.Series, periods: list[str]) -> Iterator[dict[str, Any]]:
    dated = daily.set_axis(pd.DatetimeIndex(daily.index))
    for period in reversed(periods):
        code = {"day": "D", "month": "MS", "quarter": "QS", "year": "YS"}[period]
        for start, target in dated.resample(code).sum().items():
            kinds = {"scope": scope, "scope_id": who, "kpi": "monthly_sales", "period": period}
            yield kinds | {"period_start": start.date().isoformat(), "target": int(target)}
