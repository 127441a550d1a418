"""Daily goals: what a long money goal asks of each rep by day and week, in things that a rep controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.filter_values import check_values
from salestoolkit.engine.groups import REP_FILTERS, sellers
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.sales.apportionment import split
from salestoolkit.estimate.sales.goal_days import LEVELS
from salestoolkit.results.computing import Day, question
from salestoolkit.review.goals.conversion_chain import Chain, Step
from salestoolkit.review.goals.goal_suggestions import left_out, suggest_goals
from salestoolkit.review.goals.running_goals import period_of
from salestoolkit.review.goals.simulation import Outlook
from salestoolkit.review.section import Column, Passage
from salestoolkit.words import formats
from salestoolkit.words.errors import UnknownName
from salestoolkit.words.periods import end_of
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.figures.picture import Picture

LOOK_BACK = timedelta(days=365)
SUGGESTED = ["scope", "scope_id", "who", "starts", "realistic"]
COLUMNS = (
    Column("who", "text"),
    Column("activity", "text"),
    Column("needed"),
    Column("needed", "interval"),
    Column("per_week", "text"),
    Column("rate", "percent"),
    Column("n"),
)


@dataclass(frozen=True, eq=False)
class Plan:
    """Each rep's goal of a period (``without`` have none), and what it asks: a row per rep and activity."""

    goals: pd.DataFrame
    agreed: bool
    without: int
    chain: Chain
    weights: pd.Series
    frame: pd.DataFrame


def daily_goals(
    sales: SalesData,
    *,
    period: str = "quarter",
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> Passage:
    """What each rep is to do by week, so that the period's goal is reached at the rates of the past.

    Parameters
    ----------
    sales : SalesData
        With won deals, and leads or a stage history. Goals are those agreed for the period that runs at ``as_of``;
        where there are none, the realistic suggestions for the next one.
    period : {"month", "quarter", "year"}
        Of the money goal.
    start, end : date or ISO text, optional
        Whose rates: by default the last 365 days.
    where : mapping, optional
        ``{"team": ...}`` or ``{"rep": ...}``: whose goals; rates are held towards everybody's all the same.

    Returns
    -------
    Passage
        ``.frame`` has a row per rep and activity, from the first contact to the win: ``rep_id who kind stage activity
        rate n needed needed_lo needed_hi per_week``. ``needed`` counts the whole period, its bounds hold 95 % of what
        the rates may be; ``rate`` is the rep's share that goes on, held towards everybody's, and rests on ``n`` own
        cases.

    Raises
    ------
    UnknownName
        For a period that does not exist, or a value that the data does not have.
    """
    plan = _plan(sales, period, (start, end), where)
    if isinstance(plan, str):
        return Passage("daily_goals", pd.DataFrame(), COLUMNS, (), sales.lang, sales.currency, plan)
    said = tuple(_said(plan, sales, period))
    notes = tuple(_notes(plan, sales.lang))
    return Passage(
        "daily_goals",
        plan.frame,
        COLUMNS,
        said,
        sales.lang,
        sales.currency,
        notes=notes,
        drawn=lambda: _drawn(plan.frame, sales.lang),
    )


def daily_rows(
    sales: SalesData,
    *,
    period: str = "quarter",
    start: Day = None,
    end: Day = None,
    where: Mapping[str, str | Sequence[str]] | None = None,
) -> pd.DataFrame:
    """The counts of ``daily_goals`` by day, week, month and period; days add up to each of them exactly.

    Returns
    -------
    pandas.DataFrame
        ``rep_id who kind activity period period_start goal``, whole numbers. A week that reaches over the edge of the
        period begins or ends with it. Empty where ``daily_goals`` says what is lacking.
    """
    columns = ["rep_id", "who", "kind", "activity", "period", "period_start", "goal"]
    plan = _plan(sales, period, (start, end), where)
    if isinstance(plan, str):
        return pd.DataFrame(columns=columns)
    levels = ["day", "week", *LEVELS[2 : LEVELS.index(period) + 1]]
    days = pd.DataFrame([by_day(needed, plan.weights) for needed in plan.frame["needed"]]).reset_index(drop=True)
    parts = [_of_level(plan.frame[columns[:4]], days, level) for level in levels]
    return pd.concat(parts, ignore_index=True)[columns]


def _of_level(named: pd.DataFrame, days: pd.DataFrame, level: str) -> pd.DataFrame:
    """A row per rep, activity and period of that level, from a column per day."""
    summed = days.T.groupby(_begins(days.columns, level)).sum().T
    rows = named.join(summed).melt(list(named.columns), var_name="period_start", value_name="goal")
    return rows.assign(period=level, goal=rows["goal"].astype("int64"))


def by_day(total: int, weights: pd.Series) -> pd.Series:
    """``total`` over weeks by weight, and each week's share over its days: evenly, and adding up exactly.

    Parameters
    ----------
    weights : pandas.Series
        Indexed by date, one entry a day.
    """
    weeks = _begins(weights.index, "week")
    shares = split(total, weights.groupby(weeks).sum())
    return pd.concat([split(int(shares[week]), days) for week, days in weights.groupby(weeks)])


def _begins(days: pd.Index, level: str) -> list[date]:
    """The first day of the week or period that each day is in, none before the first day of all."""
    if level == "day":
        return list(days)
    monday = [day - timedelta(days=day.weekday()) for day in days]
    months = {"month": 1, "quarter": 3, "year": 12}.get(level, 1)
    firsts = [date(day.year, (day.month - 1) // months * months + 1, 1) for day in days]
    return [max(first, days[0]) for first in (monday if level == "week" else firsts)]


def _plan(sales: SalesData, period: str, window: tuple[Day, Day], where: Mapping[str, Any] | None) -> Plan | str:
    """The plan, or what the data lacks for one."""
    if period not in LEVELS[2:]:
        raise UnknownName("period", period, LEVELS[2:])
    for name in where or {}:
        if name not in REP_FILTERS:
            raise UnknownName("dimension of people", name, REP_FILTERS)
    asked = question(definition("average_deal_size"), None, *window, where)
    outlook = Outlook.of(sales)
    check_values(sales, asked)
    people = _people(sales, asked.where)["rep_id"]
    goals, agreed = _targets(sales, period, outlook)
    chosen = goals["rep_id"].isin(people)
    if not chosen.any():
        return say("review.daily_goals.nobody", sales.lang, why="" if agreed else left_out(sales, period)).rstrip()
    last = asked.end or outlook.today
    learnt = (asked.start or last - LOOK_BACK, last)
    chain = Chain.of(sales, list(goals["rep_id"]), learnt)
    if not chain.stages and not chain.leads:
        return " ".join(dict.fromkeys(chain.lacking))
    first = goals["starts"].iloc[0]
    weights = outlook.weights(first, end_of(first, period))
    frame = _framed(goals, chain, weights, sales)
    kept = frame[frame["rep_id"].isin(people)].reset_index(drop=True)
    return Plan(goals[chosen], agreed, len(people) - int(chosen.sum()), chain, weights, kept)


def _people(sales: SalesData, where: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    people = sellers(sales)
    for name, values in where.items():
        people = people[people[REP_FILTERS[name]].isin(list(values))]
    return people


def _targets(sales: SalesData, period: str, outlook: Outlook) -> tuple[pd.DataFrame, bool]:
    """What the period that runs at ``as_of`` is to bring of each rep; suggested for the next where none is agreed."""
    rows = sales.connection.execute(
        "SELECT scope_id AS rep_id, period_start AS starts, CAST(target AS DOUBLE) AS target FROM goals "
        "WHERE kpi = 'monthly_sales' AND scope = 'rep' AND period = ? AND period_start <= ?",
        [period, outlook.today],
    ).df()
    rows["starts"] = rows["starts"].dt.date
    running = rows[rows["starts"].map(lambda first: end_of(first, period) > outlook.today).astype(bool)]
    agreed = running.merge(sellers(sales), on="rep_id").rename(columns={"rep": "who"})
    if len(agreed):
        return agreed[["rep_id", "who", "starts", "target"]], True
    # without anybody who sells there is not even a column
    suggested = suggest_goals(sales, period=period).frame.reindex(columns=SUGGESTED)
    told = suggested.rename(columns={"scope_id": "rep_id", "realistic": "target"})
    wanted = told[(told["scope"] == "rep") & (told["target"] > 0)]
    return wanted[["rep_id", "who", "starts", "target"]].reset_index(drop=True), False


def _framed(goals: pd.DataFrame, chain: Chain, weights: pd.Series, sales: SalesData) -> pd.DataFrame:
    """Back from the goal: the wins it takes, the entries into each stage before, the contacts before those."""
    target = goals["target"].to_numpy(float)
    weeks = weights.groupby(_begins(weights.index, "week")).agg(["sum", "size"])
    wins = target / chain.size, target / chain.size_draws
    parts, ahead = [_counted(goals, ("won", say("review.daily_goals.won", sales.lang)), wins, weeks)], wins
    for step in reversed(chain.stages):
        ahead = ahead[0] / step.rate, ahead[1] / step.draws
        entered = say("review.daily_goals.stage", sales.lang, stage=step.stage)
        parts.append(_counted(goals, ("stage", entered), ahead, weeks, step))
    if chain.leads:
        contacted, in_time = chain.leads
        leads = tuple(
            chain.from_leads * won / rate for won, rate in zip(wins, (contacted.rate, contacted.draws), strict=True)
        )
        # Nobody is asked to answer fewer in time than the team does.
        share = np.maximum(in_time.rate, in_time.whole)
        named = ("in_time", say("review.daily_goals.in_time", sales.lang, target=_within(sales)))
        parts.append(_counted(goals, named, (leads[0] * share, leads[1] * share), weeks, in_time))
        named = ("contacted", say("review.daily_goals.contacted", sales.lang))
        parts.append(_counted(goals, named, leads, weeks, contacted))
    frame = pd.concat(parts[::-1]).sort_index(kind="stable").reset_index(drop=True)
    return frame


def _counted(
    goals: pd.DataFrame,
    named: tuple[str, str],
    ahead: tuple[np.ndarray, np.ndarray],
    weeks: pd.DataFrame,
    step: Step | None = None,
) -> pd.DataFrame:
    """One activity of every rep, whole: part of a contact is none."""
    low, high = np.quantile(ahead[1], [0.025, 0.975], axis=0)
    needed, least, most = (np.ceil(count - 1e-9).astype("int64") for count in (ahead[0], low, high))
    rates = (step.rate, step.n) if step else (np.nan, np.nan)
    return goals[["rep_id", "who"]].assign(
        **{"kind": named[0], "stage": step.stage if step else "", "activity": named[1]},
        **{"rate": rates[0], "n": rates[1]},
        **{"needed": needed, "needed_lo": least, "needed_hi": most},
        per_week=[_weekly(total, weeks) for total in needed],
    )


def _weekly(total: int, weeks: pd.DataFrame) -> str:
    """The least and the most that a whole week of the period is to bring."""
    whole = split(total, weeks["sum"])[weeks["size"] == 7]
    least, most = int(whole.min()), int(whole.max())
    return str(least) if least == most else f"{least}–{most}"


def _within(sales: SalesData) -> str:
    return formats.duration(sales.practice.response_target_minutes * 60, sales.lang)


def _said(plan: Plan, sales: SalesData, period: str) -> Iterator[str]:
    lang, goals = sales.lang, plan.goals
    totals = plan.frame.groupby(["kind", "activity"], sort=False)["needed"].sum()
    words = {
        "period": period_of(goals["starts"].iloc[0], period, lang),
        "target": formats.money(goals["target"].sum(), lang, sales.currency, compact=True),
        "reps": formats.number(len(goals), lang),
        "won": formats.number(totals["won"].iloc[0], lang),
    }
    yield say(f"review.daily_goals.{'agreed' if plan.agreed else 'suggested'}", lang, **words)
    told = [f"{name} ({formats.number(count, lang)})" for (kind, name), count in totals.items() if kind != "won"]
    yield say("review.daily_goals.needed", lang, list="; ".join(told))
    yield from plan.chain.lacking


def _notes(plan: Plan, lang: str) -> Iterator[str]:
    chain = plan.chain
    for step in (*chain.leads, *chain.stages):
        name = step.stage or say(f"review.daily_goals.rate_{step.kind}", lang)
        words = {"rate": formats.percent(step.whole, lang), "n": formats.number(step.n.sum(), lang)}
        yield say("review.daily_goals.rate", lang, step=name, **words)
    if chain.leads:
        yield say("review.daily_goals.from_leads", lang, share=formats.percent(chain.from_leads, lang, 0))
    if plan.without:
        yield say("review.daily_goals.without", lang, count=plan.without)


def _drawn(frame: pd.DataFrame, lang: str) -> Picture:
    from salestoolkit.figures.review.weekly_goals import draw_week

    return draw_week(frame, lang)
