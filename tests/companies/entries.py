"""Kinds whose entries are odd: rows turned away, people of one name, money given back, plans, what is not written."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from companies.kinds import closed, kind, moment
from companies.world import Plan, Row, Tables, later

TURNED_AWAY = 0.04
"""So much of a table may be wrong: beyond a share of 0.05 the file is refused, as it should be."""


@kind("oddity", late=True)
def rejected_rows(tables: Tables, plan: Plan, dice: Random) -> None:
    """Rows that cannot be read stand among the others, and a total below them; every surface goes on without them."""
    for name, key in (("deals", "deal_id"), ("leads", "lead_id")):
        rows = tables.get(name, [])
        for number, wrong in enumerate(_wrong(name, key)[: int(TURNED_AWAY * len(rows))]):
            rows.insert(dice.randrange(len(rows)), dice.choice(rows) | {key: f"X{number}"} | wrong)
    if "deals" in tables and len(tables["deals"]) > 3:
        sound = [deal.get("amount") for deal in tables["deals"]]
        added = sum(amount for amount in sound if isinstance(amount, float))
        tables["deals"].append({"deal_id": "Grand Total"} | ({"amount": added} if added else {}))


def _wrong(table: str, key: str) -> list[Row]:
    """What is wrong with a row, each of another kind: a value repeated would be a dialect, and stop the load."""
    if table == "leads":
        return [{"created_at": "31/02/2025"}, {key: None}, {"first_response_at": "later"}]
    return [{"amount": "about five"}, {"closed_at": "31/02/2025"}, {key: None}, {"status": "perhaps"}]


@kind("oddity", late=True)
def two_of_one_id(tables: Tables, plan: Plan, dice: Random) -> None:
    """Some deals and leads were exported twice."""
    for name in ("deals", "leads"):
        rows = tables.get(name, [])
        rows += [dict(row) for row in dice.sample(rows, int(TURNED_AWAY * len(rows)))]


@kind("oddity")
def two_of_one_name(tables: Tables, plan: Plan, dice: Random) -> None:
    """Two reps have one name, and two teams differ in case alone."""
    reps = tables.get("reps", [])
    if len(reps) > 1:
        reps[1]["name"] = reps[0]["name"]
    for rep in reps[2:3]:
        rep["team"] = str(rep["team"]).upper()


@kind("oddity")
def refunds(tables: Tables, plan: Plan, dice: Random) -> None:
    """What is given back is entered as a deal of its own: won below zero, or called a refund."""
    end = moment(later(plan.first, plan.months)) - timedelta(days=1)
    for i, deal in enumerate(_with_amount(tables)[::4]):
        at = min(moment(deal["closed_at"]) + timedelta(days=dice.randint(1, 60)), end)
        back = {"deal_id": f"B{i:04}", "status": "won" if i % 3 else "refund", "amount": -deal["amount"]}
        tables["deals"].append(deal | back | {"closed_at": at, "lead_id": None, "cost": None, "list_amount": None})


def _with_amount(tables: Tables) -> list[Row]:
    won = [deal for deal in closed(tables) if deal["status"] == "won"]
    return [deal for deal in won if deal.get("closed_at") and (deal.get("amount") or 0) > 0]


@kind("source", lacks="win_rate rank")
def counts_alone(tables: Tables, plan: Plan, dice: Random) -> None:
    """Counts of three channels by month, and not so much as the order of the stages."""
    rows = []
    for month in (later(plan.first, i) for i in range(plan.months)):
        for channel in ("search", "social", "referral"):
            left = dice.randint(0, 90)
            for stage, sort in (("Asked", "open"), ("Met", "open"), ("Won", "won")):
                rows.append({"period": month, "channel": channel, "stage": stage, "kind": sort, "count": left})
                left = dice.randint(0, left)
    tables.clear()
    tables["stage_counts"] = rows


@kind("oddity")
def goals_of_all_sorts(tables: Tables, plan: Plan, dice: Random) -> None:
    """A rep, a team, a region, a product and the company have goals, of several KPIs, each for another period."""
    worth = plan.amount * plan.deals * plan.win_rate
    targets = {"monthly_sales": worth, "win_rate": 0.4, "average_deal_size": plan.amount, "lead_response_time": 7200}
    periods = {"month": 1, "quarter": 3, "year": 12}
    goals = []
    for scope, who in _whose(tables):
        for kpi, target in targets.items():
            for period, months in periods.items():
                for back in (0, 1):
                    start = _start(later(plan.first, plan.months - 1), months, back)
                    many = months if kpi == "monthly_sales" else 1
                    goal: dict[str, Any] = {"scope": scope, "scope_id": who, "kpi": kpi, "period": period}
                    goals.append(goal | {"period_start": start, "target": round(target * many, 2)})
    tables["goals"] = goals


def _whose(tables: Tables) -> list[tuple[str, str | None]]:
    reps, deals = tables.get("reps", []), tables.get("deals", [])
    found: list[tuple[str, str | None]] = [("team", None)]
    found += [("rep", str(rep["rep_id"])) for rep in reps[:2]]
    found += [("team", str(rep["team"])) for rep in reps[:1]]
    found += [("region", str(rep["region"])) for rep in reps[:1] if rep.get("region")]
    return found + [("product", str(deal["product"])) for deal in deals[:1] if deal.get("product")]


def _start(month: date, months: int, back: int) -> date:
    """The first day of the period of so many months that holds this one, or of the one before it."""
    first = month.replace(month=(month.month - 1) // months * months + 1)
    return later(first, -months * back)


@kind("oddity")
def nothing_won(tables: Tables, plan: Plan, dice: Random) -> None:
    """A young venture: some deals are lost, some cancelled, some open, and nobody has won one yet."""
    for deal in tables.get("deals", []):
        if deal["status"] == "won":
            deal["status"] = dice.choice(("lost", "lost", "cancelled"))
    tables["stage_history"] = [row for row in tables.get("stage_history", []) if row["stage"] != "Won"]
    if not tables["stage_history"]:
        del tables["stage_history"]


@kind("oddity")
def planned_dates(tables: Tables, plan: Plan, dice: Random) -> None:
    """The close date of an open deal is the day on which it is hoped for, as most systems keep it."""
    end = moment(later(plan.first, plan.months))
    for deal in tables.get("deals", []):
        if deal["status"] == "open":
            deal["closed_at"] = end + timedelta(days=dice.randint(-60, 120))


@kind("oddity")
def half_the_amounts(tables: Tables, plan: Plan, dice: Random) -> None:
    """Of every other deal nobody wrote down what it is worth."""
    for deal in tables.get("deals", [])[::2]:
        deal |= {"amount": None, "list_amount": None, "cost": None}


@kind("oddity")
def orders_and_invoices(tables: Tables, plan: Plan, dice: Random) -> None:
    """Deals are entered on the day they close, lost ones cancelled, and an open one is what is not yet paid."""
    tables.pop("stage_history", None)
    for deal in tables.get("deals", []):
        if deal.get("closed_at"):
            deal["created_at"] = deal["closed_at"]
        if deal["status"] == "lost":
            deal["status"] = "cancelled"


@kind("oddity")
def no_close_dates(tables: Tables, plan: Plan, dice: Random) -> None:
    """On which day a deal was won or lost is kept nowhere."""
    tables.pop("stage_history", None)
    for deal in tables.get("deals", []):
        deal["closed_at"] = None
