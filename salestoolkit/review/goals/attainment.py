"""Goals: how sales stand against them today, what is expected by now, and how likely each is to be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.results.blocks import NOTHING, Block
from salestoolkit.review.filters import lists
from salestoolkit.review.goals.kpi_goals import kpi_goals, told_of
from salestoolkit.review.goals.largest_deal import resting_on_it
from salestoolkit.review.goals.running_goals import PERIODS, Agreed, agreed, period_of, running
from salestoolkit.review.goals.simulation import Outlook
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

RUNNING = "running"
"""Every goal that runs at ``as_of``, of whatever length and of everybody and everything."""
SCOPES = ("all", "team", "rep", "region", "product")
TOO_LOW, LIKELY, TOO_HIGH = 0.2, 0.5, 0.9
"""A goal whose chance lies below the first is out of reach, and up to the second open; one that began above the third
was too easy."""

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
OF_THE_RUNNING = ("expected", "chance")
"""Columns that say nothing of a period that is over."""


def goals(
    sales: SalesData,
    *,
    period: str = "month",
    scopes: Iterable[str] | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """How sales stand against the agreed goals in the period that ``as_of`` falls into.

    Parameters
    ----------
    sales : SalesData
        With the table ``goals``. Those for ``monthly_sales`` are judged; of other KPIs it is said where each stands.
    period : {"day", "week", "month", "quarter", "year", "running"}
        Which goals; ``running`` are all that run, those of weeks and days only of who has none that is longer.
    scopes : iterable of {"team", "rep", "region", "product"}, optional
        Whose goals; by default of teams and reps, and with ``running`` of everybody and everything.
    where : mapping, optional
        ``{"team": ...}`` keeps a team and its reps.

    Returns
    -------
    Passage
        ``.frame`` has a row per goal: ``scope scope_id who period starts ends target actual expected pace chance
        chance_at_start verdict``; expected is the target times the share of the period's work that lies behind, and
        what is over has no chance left. A goal of the whole company (scope ``team`` without a name) is of scope
        ``all``; what is of a name that the data does not have is not judged, but said.

    Raises
    ------
    UnknownName
        For a period or scope that does not exist.
    """
    wanted = tuple(scopes) if scopes is not None else SCOPES[1:] if period == RUNNING else SCOPES[1:3]
    for kind, names, known in (("period", [period], (*PERIODS, RUNNING)), ("scope", wanted, SCOPES[1:])):
        for name in names:
            if name not in known:
                raise UnknownName(kind, name, known)
    limits, lang, country = lists(where), sales.lang, sales.practice.country
    frame, found = standing(sales, period, wanted, limits)
    others = told_of(kpi_goals(sales, wanted, None if period == RUNNING else period, limits), sales)
    if found.lacking:
        lacking = "" if others else found.lacking
        return Passage("goals", frame, COLUMNS, others, lang, sales.currency, lacking, country=country)
    said = (*_said(frame, sales), *resting_on_it(sales, frame), *others, *([found.unknown] if found.unknown else []))
    drawn, columns = frame[frame["period"] == frame["period"].iloc[0]], _columns(frame, sales)
    if period == RUNNING and drawn["scope"].isin(SCOPES[:3]).any():
        drawn = drawn[drawn["scope"].isin(SCOPES[:3])]
    return Passage(
        "goals", frame, columns, said, lang, sales.currency, drawn=lambda: _drawn(drawn, sales), country=country
    )


def _columns(frame: pd.DataFrame, sales: SalesData) -> tuple[Column, ...]:
    """Of periods that are over, with the chance that each goal had from the start."""
    if (frame["ends"] > sales.local_as_of.date()).any():
        return COLUMNS
    *first, verdict = (column for column in COLUMNS if column.name not in OF_THE_RUNNING)
    return (*first, Column("chance_at_start", "percent"), verdict)


def standing(
    sales: SalesData, period: str, scopes: Sequence[str], where: Mapping[str, Sequence[str]] | None = None
) -> tuple[pd.DataFrame, Agreed]:
    """The goals of sales with how each stands, and what was found of them: what ``goals`` tells, for other parts."""
    limits = where or {}
    found = running(sales, scopes, limits) if period == RUNNING else agreed(sales, period, scopes, limits)  # type: ignore[arg-type]
    if found.lacking:
        return found.rows, found
    frame = pd.concat([_judged(sales, rows) for _, rows in found.rows.groupby("period", sort=False)])
    frame["period_name"] = [period_of(*of, sales.lang) for of in zip(frame["starts"], frame["period"], strict=True)]
    return frame, found


def _judged(sales: SalesData, rows_agreed: pd.DataFrame) -> pd.DataFrame:
    outlook = Outlook.of(sales)
    today, start, end = outlook.today, rows_agreed["starts"].iloc[0], rows_agreed["ends"].iloc[0]
    weights = outlook.weights(start, end)
    whole, ahead = float(weights.sum()), float(weights[weights.index >= today].sum())
    whole = whole or 1.0
    held = _held.setdefault(outlook, {})
    rows = []
    for goal in rows_agreed.to_dict("records"):
        key = tuple(goal[name] for name in ("scope", "scope_id", "starts", "ends", "target"))
        if key not in held:
            held[key] = _row(outlook, goal, (whole, ahead))
        rows.append(held[key])
    return rows_agreed.assign(**pd.DataFrame(rows, index=rows_agreed.index))


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
        "unvalued": outlook.unvalued(goal["scope"], goal["scope_id"], goal["starts"], min(goal["ends"], outlook.today)),
        "expected": expected,
        "pace": actual / expected if expected > 0 else float("nan"),
        # what is over has no chance left
        "chance": float("nan") if over else chance,
        "chance_at_start": at_start,
        "low": actual + float(low),
        "high": actual + float(high),
        "verdict": verdict(actual, target, chance, at_start, over),
    }


def verdict(actual: float, target: float, chance: float, at_start: float, over: bool) -> str:
    """One word for a goal: reached or missed when the period is over, else how likely it is, whatever its pace.

    Parameters
    ----------
    actual, target : float
        Sales so far and the goal.
    chance, at_start : float
        Share of simulations that reach it now, and that would have reached it from the period's first day.
    over : bool
        Whether the period has ended.
    """
    if plain := fact_of(actual, target, over):
        return "reached_easily" if plain == "reached" and at_start > TOO_HIGH else plain
    if chance < TOO_LOW:
        return "out_of_reach"
    if at_start > TOO_HIGH:
        return "too_easy"
    return "likely" if chance >= LIKELY else "open"


def fact_of(actual: float, target: float, over: bool) -> str:
    """What is so whatever the chance: ``reached``, or ``missed`` once the period is over; else empty.

    A rep's own page tells of a goal this alone and what the calendar expects: whether it can still be reached is one
    verdict, which learns from everybody's deals and stands in the team's review.
    """
    return "reached" if actual >= target else "missed" if over else ""


def _said(frame: pd.DataFrame, sales: SalesData) -> tuple[str, ...]:
    parts = [rows for _, rows in frame.groupby(["period", "scope"], sort=False)]
    totals = [(rows["period_name"].iloc[0], round(rows["actual"].sum()), round(rows["target"].sum())) for rows in parts]
    sentences = [_of_scope(rows, sales, totals[k] in totals[:k]) for k, rows in enumerate(parts)]
    if frame["unvalued"].any():
        sentences.append(_without_amounts(frame, sales.lang))
    # told of the shortest goals that reps have: the longer ones are sums of them
    reps = frame[frame["scope"].eq("rep")]
    reps = reps[reps["period"] == reps["period"].iloc[0]] if len(reps) else reps
    hard = int((reps["chance_at_start"] < TOO_LOW).sum())
    if len(reps) and 2 * hard >= len(reps):
        period = period_of(reps["starts"].iloc[0], reps["period"].iloc[0], sales.lang)
        sentences.append(say("review.goals.reset", sales.lang, hard=hard, reps=len(reps), period=period))
    return tuple(sentences)


def _without_amounts(frame: pd.DataFrame, lang: str) -> str:
    """That more may have been reached: how many won deals without an amount the goal has that has most of them."""
    most = frame.loc[frame["unvalued"].idxmax()]
    words = {"who": most["who"], "period": most["period_name"], "count": formats.number(most["unvalued"], lang)}
    return say("review.goals.unvalued", lang, **words)


def _of_scope(rows: pd.DataFrame, sales: SalesData, again: bool) -> str:
    """Where the goals of a scope and period stand; a total that has been told is not told ``again``."""
    lang, counted, scope = sales.lang, Counter(rows["verdict"]), rows["scope"].iloc[0]
    order = ("reached", "reached_easily", "likely", "too_easy", "open", "out_of_reach", "missed")
    told = [
        f"{formats.number(counted[name], lang)} {say(f'review.verdict.{name}', lang)}"
        for name in order
        if counted[name]
    ]
    total, target = rows["actual"].sum(), rows["target"].sum()
    over = rows["ends"].iloc[0] <= sales.local_as_of.date()
    return say(
        f"review.goals.summary{'_same' if again else '_over' if over else ''}",
        lang,
        scope=say(f"review.scope.{scope}", lang),
        period=period_of(rows["starts"].iloc[0], rows["period"].iloc[0], lang),
        actual=formats.money(total, lang, sales.currency, compact=True),
        target=formats.money(target, lang, sales.currency, compact=True),
        share=formats.percent(total / target if target else float("nan"), lang),
        expected=formats.percent(rows["expected"].sum() / target if target else float("nan"), lang),
        verdicts=", ".join(told),
    )


def _drawn(frame: pd.DataFrame, sales: SalesData) -> Picture | Block:
    if not (frame["target"] > 0).any():
        return NOTHING
    from salestoolkit.figures.review.goal_pace import draw_pace

    return draw_pace(frame, sales.lang, sales.currency)
