"""Agreed: which goals run at ``as_of`` and whose they are; else why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.filter_values import known
from salestoolkit.engine.groups import sellers
from salestoolkit.words import formats
from salestoolkit.words.periods import end_of
from salestoolkit.words.text import say

COMPANY = "all"
"""The scope of a goal of the whole company: in the table, one of a team without a name."""
UNREAD = ("unknown_scope", "unknown_kpi", "no_goal", "no_share", "share_beyond_whole")
"""Codes of goals that were turned away at the door, and that no other row gives."""
PERIODS: tuple[formats.Period, ...] = get_args(formats.Period)

_ROWS = """
SELECT kpi, CASE WHEN scope = 'team' AND coalesce(scope_id, '') = '' THEN 'all' ELSE scope END AS scope,
       nullif(scope_id, '') AS scope_id, period, period_start AS starts, CAST(target AS DOUBLE) AS target
FROM goals WHERE kpi
"""


@dataclass(frozen=True)
class Agreed:
    """The goals of a period.

    Attributes
    ----------
    rows : pandas.DataFrame
        A row per goal of the period in which the last day of the data lies: ``scope scope_id who period starts ends
        target``, reps by name.
    unknown : str
        Which goals are of nobody and nothing in the data, and so not judged, in one sentence; empty where none.
    lacking : str
        Why there is no goal, in one sentence; empty where there are some.
    """

    rows: pd.DataFrame
    unknown: str = ""
    lacking: str = ""


def agreed(
    sales: SalesData, period: formats.Period, scopes: Sequence[str], where: Mapping[str, str | Sequence[str]]
) -> Agreed:
    """The goals of the scopes that run at ``as_of``; a goal of the whole company goes with those of teams."""
    day, wanted = last_day(sales), [*([COMPANY] if "team" in scopes else []), *scopes]
    found = read_goals(sales, " AND period = ? AND period_start <= ?", [period, day])
    current = found[(found["ends"] > day) & found["scope"].isin(wanted)]
    sold = current["scope"].ne("product") | current["scope_id"].isin(known(sales, "product"))
    rows = kept(named(current[sold], sales), sales, where)
    order = rows["scope"].map({scope: place for place, scope in enumerate(wanted)})
    rows = rows.assign(order=order).sort_values(["order", "who"], ignore_index=True).drop(columns="order")
    # of one team's review, what is asked of others is none of its business
    unknown = "" if where.get("team") else _unknown(sales, sorted(current.loc[~sold, "scope_id"].unique()))
    if len(rows) or unknown:
        return Agreed(rows, unknown, "" if len(rows) else unknown)
    others = read_goals(sales)
    return Agreed(rows, "", _why_none(kept(others[others["scope"].isin(wanted)], sales, where), sales, period))


def running(sales: SalesData, scopes: Sequence[str], where: Mapping[str, str | Sequence[str]]) -> Agreed:
    """The goals of every length that run at ``as_of``; those of weeks and days only of who has none that is longer."""
    parts = [agreed(sales, period, scopes, where) for period in ("month", "quarter", "year")]
    longer = {whose for part in parts for whose in _whose(part.rows)}
    for period in ("week", "day"):
        short = agreed(sales, period, scopes, where)
        parts.append(replace(short, rows=short.rows[[whose not in longer for whose in _whose(short.rows)]]))
    kept = [part.rows for part in parts if len(part.rows)]
    unknown = " ".join(dict.fromkeys(part.unknown for part in parts if part.unknown))
    if kept:
        return Agreed(pd.concat(kept, ignore_index=True), unknown)
    return Agreed(parts[0].rows, unknown, unknown or _last_known(sales, scopes, where, parts))


def _whose(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["scope"], rows["scope_id"].fillna(""), strict=True))


def _last_known(sales: SalesData, scopes: Sequence[str], where: Mapping[str, Any], parts: Sequence[Agreed]) -> str:
    """Why no goal runs, told of the length of those that ended last or, if none has, begin first."""
    wanted, day = [*([COMPANY] if "team" in scopes else []), *scopes], last_day(sales)
    others = read_goals(sales)
    own = kept(others[others["scope"].isin(wanted)], sales, where)
    past, ahead = own[own["ends"] <= day], own[own["starts"] > day]
    near = past.sort_values("ends").tail(1) if len(past) else ahead.sort_values("starts").head(1)
    return _why_none(own, sales, near["period"].iloc[0]) if len(near) else parts[0].lacking


def read_goals(sales: SalesData, limits: str = "", values: Sequence[Any] = (), others: bool = False) -> pd.DataFrame:
    """The goals of sales, or those of ``others``, with the day on which each ``ends``."""
    kind = " <> 'monthly_sales'" if others else " = 'monthly_sales'"
    rows = sales.connection.execute(_ROWS.rstrip() + kind + limits, list(values)).df()
    rows["starts"] = rows["starts"].dt.date
    return rows.assign(ends=[end_of(*of) for of in zip(rows["starts"], rows["period"], strict=True)])


def last_day(sales: SalesData) -> date:
    """The last day of which facts count."""
    return (sales.local_as_of - timedelta(microseconds=1)).date()


def ended(sales: SalesData) -> dict[str, dict[str, Any]]:
    """Each rep's goal that ended last before the last day of the data, as ``period starts``; by rep id."""
    rows = read_goals(sales, " AND scope = 'rep' AND period_start <= ?", [last_day(sales)])
    over = rows[rows["ends"] <= last_day(sales)]
    # of several that ended on one day, the longest is the one that is remembered
    last = over.sort_values(["ends", "starts"], ascending=[True, False]).drop_duplicates("scope_id", keep="last")
    return {str(row["scope_id"]): {"period": row["period"], "starts": row["starts"]} for row in last.to_dict("records")}


def named(rows: pd.DataFrame, sales: SalesData) -> pd.DataFrame:
    """With ``who`` each is of; those of reps who sell nothing, such as system accounts, are left out."""
    names = rows["scope_id"].map(sellers(sales).set_index("rep_id")["rep"])
    who = names.where(rows["scope"] == "rep", rows["scope_id"])
    return rows.assign(who=who.where(rows["scope"] != COMPANY, say("review.scope.all", sales.lang))).dropna(
        subset="who"
    )


def kept(rows: pd.DataFrame, sales: SalesData, where: Mapping[str, Any]) -> pd.DataFrame:
    """Those of a team and its reps, where only a team is wanted."""
    wanted = where.get("team") or ()
    teams = {wanted} if isinstance(wanted, str) else set(wanted)
    if not teams:
        return rows
    of_team = rows["scope_id"].map(sellers(sales).set_index("rep_id")["team"])
    return rows[of_team.where(rows["scope"] == "rep", rows["scope_id"]).isin(teams)]


def _unknown(sales: SalesData, products: Sequence[str]) -> str:
    """Products that no deal is of by name, and how many goals were turned away at the door.

    Of those only the count: a page may show no name of a person.
    """
    turned = sum(each.table == "goals" and each.code in UNREAD for each in sales.intake.rejections)
    told = [say("review.goals.unknown", sales.lang, names=formats.names(products))] if products else []
    return " ".join([*told, *([say("review.goals.turned_away", sales.lang, count=turned)] if turned else [])])


def period_of(starts: date, period: str, lang: str) -> str:
    """The period of a goal: its name, or its days where it is no calendar period, as of a fiscal year."""
    if period == "day" or (period == "week" and starts.weekday() == 0):
        return formats.period(starts, period, lang)  # type: ignore[arg-type]
    return formats.span(starts, end_of(starts, period), lang)


def _why_none(others: pd.DataFrame, sales: SalesData, period: formats.Period) -> str:
    """Whether goals have ended, are still to begin, are of other periods, or were never given."""
    lang, day = sales.lang, last_day(sales)
    if others.empty:
        return say("missing.goals.any", lang)
    own = others[others["period"] == period]
    past, ahead = own.loc[own["ends"] <= day, "starts"], own.loc[own["starts"] > day, "starts"]
    words = {"unit": say(f"dimension.{period}", lang), "day": formats.date(day, lang)}
    if len(past):
        return say("review.goals.ended", lang, period=period_of(past.max(), period, lang), **words)
    if len(ahead):
        return say("review.goals.ahead", lang, period=period_of(ahead.min(), period, lang), **words)
    units = [say(f"dimension.{name}", lang) for name in PERIODS if name in set(others["period"])]
    return say("review.goals.elsewhere", lang, units=", ".join(units), **words)
