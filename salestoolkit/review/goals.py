"""Goals: how sales stand against them today, what is expected by now, and how likely each is to be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.groups import sellers
from salestoolkit.review.chosen import lists
from salestoolkit.review.outlook import Outlook
from salestoolkit.review.passage import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

PERIODS = ("day", "week", "month", "quarter", "year")
SCOPES = ("all", "team", "rep", "region", "product")
TOO_LOW, TOO_HIGH = 0.2, 0.9
"""A goal whose chance lies below the first is out of reach; one that began above the second was too easy."""

COLUMNS = (
    Column("who", "text"),
    Column("period_name", "text"),
    Column("target", "money"),
    Column("actual", "money"),
    Column("expected", "money"),
    Column("pace", "percent"),
    Column("chance", "percent"),
    Column("verdict", "code"),
)


def goals(
    sales: SalesData,
    *,
    period: str = "month",
    scopes: Iterable[str] = ("team", "rep"),
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """How sales stand against the agreed goals in the period that ``as_of`` falls into.

    Parameters
    ----------
    sales : SalesData
        With the table ``goals``; those for ``monthly_sales`` count.
    period : {"day", "week", "month", "quarter", "year"}
        Which goals.
    scopes : iterable of {"team", "rep", "region", "product"}
        Whose goals.
    where : mapping, optional
        ``{"team": ...}`` keeps a team and its reps.

    Returns
    -------
    Passage
        ``.frame`` has a row per goal: ``scope scope_id who period starts ends target actual expected pace chance
        chance_at_start verdict``; expected is the target times the share of the period's work that lies behind.

    Raises
    ------
    UnknownName
        For a period or scope that does not exist.
    """
    for kind, names, known in (("period", [period], PERIODS), ("scope", list(scopes), SCOPES[1:])):
        for name in names:
            if name not in known:
                raise UnknownName(kind, name, known)
    agreed = _agreed(sales, period, tuple(scopes), lists(where))
    if not len(agreed):
        return Passage("goals", agreed, COLUMNS, (), sales.lang, sales.currency, say("missing.goals.any", sales.lang))
    frame = _judged(sales, agreed)
    frame["period_name"] = [formats.period(day, period, sales.lang) for day in frame["starts"]]  # type: ignore[arg-type]
    said = _said(frame, sales, period)
    return Passage("goals", frame, COLUMNS, said, sales.lang, sales.currency, drawn=lambda: _drawn(frame, sales))


def _agreed(sales: SalesData, period: str, scopes: tuple[str, ...], where: dict[str, Any]) -> pd.DataFrame:
    """The goals of the period in which the last day of the data lies, one row each, reps by name."""
    rows = sales.connection.execute(
        "SELECT scope, scope_id, period, period_start AS starts, CAST(target AS DOUBLE) AS target FROM goals "
        "WHERE kpi = 'monthly_sales' AND period = ? AND period_start <= ?",
        [period, _last_day(sales)],
    ).df()
    rows["starts"] = rows["starts"].dt.date
    rows["ends"] = [end_of(start, period) for start in rows["starts"]]
    people = sellers(sales).set_index("rep_id")
    current = rows[(rows["ends"] > _last_day(sales)) & rows["scope"].isin(scopes)]
    named = current.assign(
        who=current["scope_id"].map(people["rep"]).where(current["scope"] == "rep", current["scope_id"])
    )
    kept = _kept(named.dropna(subset="who"), people, where)
    order = kept["scope"].map({scope: place for place, scope in enumerate(scopes)})
    return kept.assign(order=order).sort_values(["order", "who"], ignore_index=True).drop(columns="order")


def _kept(rows: pd.DataFrame, people: pd.DataFrame, where: dict[str, Any]) -> pd.DataFrame:
    wanted = where.get("team") or ()
    teams = {wanted} if isinstance(wanted, str) else set(wanted)
    if not teams:
        return rows
    of_team = rows["scope_id"].map(people["team"]).where(rows["scope"] == "rep", rows["scope_id"])
    return rows[of_team.isin(teams)]


def _last_day(sales: SalesData) -> date:
    return (sales.local_as_of - timedelta(microseconds=1)).date()


def end_of(start: date, period: str) -> date:
    """The first day after the period that begins on ``start``."""
    if period in ("day", "week"):
        return start + timedelta(days=1 if period == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    ahead = start.year * 12 + start.month - 1 + months
    return date(ahead // 12, ahead % 12 + 1, 1)


def _judged(sales: SalesData, agreed: pd.DataFrame) -> pd.DataFrame:
    outlook = Outlook.of(sales)
    today, start, end = outlook.today, agreed["starts"].iloc[0], agreed["ends"].iloc[0]
    weights = outlook.weights(start, end)
    whole, ahead = float(weights.sum()), float(weights[weights.index >= today].sum())
    whole = whole or 1.0
    held = _held.setdefault(outlook, {})
    rows = []
    for goal in agreed.to_dict("records"):
        key = tuple(goal[name] for name in ("scope", "scope_id", "starts", "ends", "target"))
        if key not in held:
            held[key] = _row(outlook, goal, (whole, ahead))
        rows.append(held[key])
    return agreed.assign(**pd.DataFrame(rows, index=agreed.index))


_held: WeakKeyDictionary[Outlook, dict[tuple[Any, ...], dict[str, Any]]] = WeakKeyDictionary()
# Of each load: a review, its suggestions and what can be recovered ask for the same goals.


def _row(outlook: Outlook, goal: Mapping[Any, Any], work: tuple[float, float]) -> dict[str, Any]:
    whole, ahead = work
    actual = outlook.brought(goal["scope"], goal["scope_id"], goal["starts"], min(goal["ends"], outlook.today))
    to_come = outlook.simulated(goal["scope"], goal["scope_id"], ahead)
    from_start = outlook.simulated(goal["scope"], goal["scope_id"], whole)
    low, high = np.quantile(to_come, [0.1, 0.9])
    target = goal["target"]
    expected = target * (1 - ahead / whole)
    chance, at_start = float((actual + to_come >= target).mean()), float((from_start >= target).mean())
    over = goal["ends"] <= outlook.today
    return {
        "actual": actual,
        "expected": expected,
        "pace": actual / expected if expected > 0 else float("nan"),
        "chance": chance,
        "chance_at_start": at_start,
        "low": actual + float(low),
        "high": actual + float(high),
        "verdict": verdict(actual, target, chance, at_start, over),
    }


def verdict(actual: float, target: float, chance: float, at_start: float, over: bool) -> str:
    """One word for a goal: reached or missed when the period is over, else how likely it is.

    Parameters
    ----------
    actual, target : float
        Sales so far and the goal.
    chance, at_start : float
        Share of simulations that reach it now, and that would have reached it from the period's first day.
    over : bool
        Whether the period has ended.
    """
    if actual >= target:
        return "too_easy" if at_start > TOO_HIGH else "reached"
    if over:
        return "missed"
    if chance < TOO_LOW:
        return "out_of_reach"
    if at_start > TOO_HIGH:
        return "too_easy"
    return "on_pace" if chance >= 0.5 else "behind"


def _said(frame: pd.DataFrame, sales: SalesData, period: str) -> tuple[str, ...]:
    lang = sales.lang
    sentences = [_of_scope(frame[frame["scope"] == scope], scope, sales) for scope in dict.fromkeys(frame["scope"])]
    hard = frame[frame["scope"].eq("rep") & (frame["chance_at_start"] < TOO_LOW)]
    reps = frame["scope"].eq("rep").sum()
    if reps and 2 * len(hard) >= reps:
        sentences.append(say("review.goals.reset", lang, hard=len(hard), reps=reps))
    return tuple(sentences)


def _of_scope(rows: pd.DataFrame, scope: str, sales: SalesData) -> str:
    lang, counted = sales.lang, Counter(rows["verdict"])
    order = ("reached", "on_pace", "too_easy", "behind", "out_of_reach", "missed")
    told = [f"{say(f'review.verdict.{name}', lang)} {counted[name]}" for name in order if counted[name]]
    total, target = rows["actual"].sum(), rows["target"].sum()
    return say(
        "review.goals.summary",
        lang,
        scope=say(f"review.scope.{scope}", lang),
        period=formats.period(rows["starts"].iloc[0], rows["period"].iloc[0], lang),
        actual=formats.money(total, lang, sales.currency, compact=True),
        target=formats.money(target, lang, sales.currency, compact=True),
        share=formats.percent(total / target if target else float("nan"), lang),
        expected=formats.percent(rows["expected"].sum() / target if target else float("nan"), lang),
        verdicts=", ".join(told),
    )


def _drawn(frame: pd.DataFrame, sales: SalesData) -> Picture:
    from salestoolkit.figures.pace import draw_pace

    return draw_pace(frame, sales.lang, sales.currency)
