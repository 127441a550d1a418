"""The kinds of companies: sizes and sources here, others in ``oddities.py`` and ``entries.py``. One entry per kind:
what is planned otherwise, what happens to the tables, and what the source cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from companies.world import PATH, Plan, Tables, later

Change = Callable[[Tables, Plan, Random], None]


@dataclass(frozen=True)
class Kind:
    """One kind.

    Attributes
    ----------
    group : str
        ``size``, ``source`` or ``oddity``; a mixture takes at most one size and one source.
    plan : mapping
        Fields of the plan that are otherwise.
    lacks : frozenset of str
        What no page may claim: ``win_rate``, ``rank`` (of reps), ``season``, ``lebaran``.
    may_refuse : bool
        Whether one clear sentence instead of a report is right too.
    late : bool
        Whether its rows hold what others cannot work with, so that it is the last of a mixture.
    """

    name: str
    group: str
    plan: Mapping[str, Any]
    change: Change
    lacks: frozenset[str]
    may_refuse: bool = False
    late: bool = False


KINDS: dict[str, Kind] = {}


def kind(
    group: str, lacks: str = "", may_refuse: bool = False, late: bool = False, **plan: Any
) -> Callable[[Change], Change]:
    """Enters a kind under the name of the function that changes its tables."""

    def enter(change: Change) -> Change:
        name = change.__name__
        KINDS[name] = Kind(name, group, plan, change, frozenset(lacks.split()), may_refuse, late)
        return change

    return enter


def keep(tables: Tables, *names: str) -> None:
    """Only these tables."""
    for name in set(tables) - set(names):
        del tables[name]


def empty(tables: Tables, table: str, *columns: str) -> None:
    """A table without these columns."""
    for row in tables.get(table, []):
        for column in columns:
            row.pop(column, None)


def closed(tables: Tables) -> list[dict[str, Any]]:
    """The deals that are won or lost."""
    return [deal for deal in tables.get("deals", []) if deal["status"] in ("won", "lost")]


@kind("size")
def nothing_differs(tables: Tables, plan: Plan, dice: Random) -> None:
    """Six equal reps."""


@kind("size", reps=1, teams=1, lacks="rank", deals=4.0)
def one_rep(tables: Tables, plan: Plan, dice: Random) -> None:
    """A company of one."""


@kind("size", reps=2, teams=1, deals=3.0)
def two_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """Two."""


@kind("size", reps=3)
def three_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """Three in two teams: a team of one."""


@kind("size", reps=5)
def five_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """One below the least number that bands are told of."""


@kind("size", reps=6, teams=3)
def six_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """The least number that bands are told of."""


@kind("size", reps=8, teams=1)
def eight_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """One team."""


@kind("size", reps=24, teams=4, deals=1.0)
def twenty_four_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """As large as the demo company."""


@kind("size", reps=200, teams=10, deals=0.4, months=8)
def two_hundred_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """Many, each with a few deals."""


@kind("source", lacks="win_rate")
def orders_only(tables: Tables, plan: Plan, dice: Random) -> None:
    """A list of orders: every deal is won, on the day it is written down."""
    keep(tables, "deals")
    tables["deals"] = [deal for deal in tables["deals"] if deal["status"] == "won"]
    empty(tables, "deals", "created_at", "lead_id", "stage", "expected_close_at", "lost_reason", "list_amount", "cost")
    for deal in tables["deals"]:
        deal["closed_at"] = deal["closed_at"].date()


@kind("source", lacks="win_rate")
def leads_only(tables: Tables, plan: Plan, dice: Random) -> None:
    """Leads and their answers, no deals."""
    keep(tables, "leads", "reps")
    empty(tables, "leads", "deal_id")


@kind("source", lacks="win_rate rank")
def counts_without_keys(tables: Tables, plan: Plan, dice: Random) -> None:
    """A funnel as counts by month and channel."""
    counts = []
    for month in (later(plan.first, i) for i in range(plan.months)):
        left = dice.randint(150, 400)
        for i, stage in enumerate(PATH):
            counts.append({"period": month, "channel": "search", "stage": stage, "kind": "open", "count": left})
            left = round(left * dice.uniform(0.3, 0.9))
            tables["stages"][i] |= {"stage": stage}
        counts.append({"period": month, "channel": "search", "stage": "Won", "kind": "won", "count": left})
    keep(tables, "stages")
    tables["stage_counts"] = counts


@kind("source", lacks="win_rate rank")
def marketing_only(tables: Tables, plan: Plan, dice: Random) -> None:
    """Visits and what they cost."""
    keep(tables, "visits", "costs")
    tables["costs"] = [cost for cost in tables["costs"] if cost["category"] == "media"]
    empty(tables, "costs", "rep_id")


@kind("source", lacks="rank")
def no_reps(tables: Tables, plan: Plan, dice: Random) -> None:
    """Nobody is named anywhere."""
    keep(tables, "leads", "deals", "stages", "stage_history", "visits", "costs")
    empty(tables, "leads", "owner_id")
    empty(tables, "deals", "rep_id")
    empty(tables, "costs", "rep_id")


@kind("source")
def plain_deals(tables: Tables, plan: Plan, dice: Random) -> None:
    """The smallest workbook: a rep, an outcome, two days and an amount."""
    keep(tables, "deals")
    kept = ("deal_id", "rep_id", "status", "created_at", "closed_at", "amount")
    tables["deals"] = [{name: deal[name] for name in kept} for deal in tables["deals"]]
    for deal in tables["deals"]:
        for name in ("created_at", "closed_at"):
            deal[name] = deal[name] and deal[name].date()


@kind("source")
def event_log(tables: Tables, plan: Plan, dice: Random) -> None:
    """Deals and each of their steps; neither leads nor amounts."""
    keep(tables, "deals", "stage_history", "stages")
    kept = ("deal_id", "rep_id", "status", "created_at", "closed_at", "stage")
    tables["deals"] = [{name: deal[name] for name in kept} for deal in tables["deals"]]


@kind("source", months=1, lacks="season lebaran", deals=6.0, cycle_days=8.0)
def one_month(tables: Tables, plan: Plan, dice: Random) -> None:
    """The first month."""


@kind("source", first=date(2021, 1, 1), months=36, deals=0.8)
def ended_a_year_ago(tables: Tables, plan: Plan, dice: Random) -> None:
    """Three years that ended long ago."""


@kind("source", first=date(2021, 1, 1), months=36, deals=0.8, as_of="2024-12-31", lacks="")
def silent_for_a_year(tables: Tables, plan: Plan, dice: Random) -> None:
    """Three years, looked at a year after the last fact."""


@kind("source", timezone="America/New_York", currency="USD", amount=9_000.0, lacks="lebaran", months=26)
def dollars_in_new_york(tables: Tables, plan: Plan, dice: Random) -> None:
    """An American shop over two years."""


@kind("source", months=7, cycle_days=150.0, deals=4.0, lacks="season")
def young_crm(tables: Tables, plan: Plan, dice: Random) -> None:
    """A young CRM whose wins come soon and whose losses come late."""
    for deal in tables["deals"]:
        if deal["status"] == "won":
            deal["closed_at"] = deal["created_at"] + (deal["closed_at"] - deal["created_at"]) / 4
    tables["stage_history"] = [row for row in tables["stage_history"] if row["stage"] != "Won"]


@kind("source", spread=0.0, reps=4)
def ties_everywhere(tables: Tables, plan: Plan, dice: Random) -> None:
    """Every rep has the very same deals, leads and steps as the first."""
    first = plan_of_first(tables)
    reps = [rep["rep_id"] for rep in tables["reps"]]
    for name, rows in first.items():
        tables[name] = [_twin(row, rep, i) for i, rep in enumerate(reps) for row in rows]


def plan_of_first(tables: Tables) -> Tables:
    """What belongs to the first rep."""
    deals = [deal for deal in tables["deals"] if deal["rep_id"] == "R001"]
    leads = [lead for lead in tables["leads"] if lead["owner_id"] == "R001"]
    own = {deal["deal_id"] for deal in deals}
    history = [row for row in tables["stage_history"] if row["entity_id"] in own]
    return {"deals": deals, "leads": leads, "stage_history": history}


def _twin(row: dict[str, Any], rep: str, i: int) -> dict[str, Any]:
    ids = {key: f"{row[key]}.{i}" for key in ("deal_id", "lead_id", "entity_id", "account") if row.get(key)}
    return row | ids | {key: rep for key in ("rep_id", "owner_id") if key in row}


def moment(day: date | datetime) -> datetime:
    """A day's noon, or the moment itself."""
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day, 12)
