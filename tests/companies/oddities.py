"""Kinds of books that are kept oddly, and of people and markets that are not like others."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from companies.kinds import closed, empty, kind, moment
from companies.world import Plan, Tables, later, month_end


@kind("oddity")
def no_amounts(tables: Tables, plan: Plan, dice: Random) -> None:
    """What deals are worth is kept nowhere."""
    empty(tables, "deals", "amount", "list_amount", "cost")


@kind("oddity")
def no_created_dates(tables: Tables, plan: Plan, dice: Random) -> None:
    """When deals began is not known."""
    empty(tables, "deals", "created_at")


@kind("oddity")
def no_stage_history(tables: Tables, plan: Plan, dice: Random) -> None:
    """No steps are recorded."""
    for name in ("stage_history", "stages"):
        tables.pop(name, None)


@kind("oddity")
def undated_closings(tables: Tables, plan: Plan, dice: Random) -> None:
    """Two in three losses and one in ten wins have no close date, and no step that tells it."""
    tables.pop("stage_history", None)
    for deal in closed(tables):
        if dice.random() < (0.65 if deal["status"] == "lost" else 0.1):
            deal["closed_at"] = None


@kind("oddity")
def one_product(tables: Tables, plan: Plan, dice: Random) -> None:
    """All sell the same."""
    for deal in tables.get("deals", []):
        deal |= {"product": "Basic", "product_line": "Core"}


@kind("oddity")
def quiet_quarter(tables: Tables, plan: Plan, dice: Random) -> None:
    """Nothing at all happened for three months."""
    first, last = (moment(later(plan.first, plan.months // 2 + i)) for i in (0, 3))
    gone = {deal["deal_id"] for deal in tables.get("deals", []) if _within(deal, first, last)}
    for name, key in (("deals", "deal_id"), ("stage_history", "entity_id")):
        tables[name] = [row for row in tables.get(name, []) if row[key] not in gone]
    tables["leads"] = [
        lead
        for lead in tables.get("leads", [])
        if not first <= lead["created_at"] < last and lead.get("deal_id") not in gone
    ]
    for name in ("deals", "leads", "stage_history"):
        if not tables[name]:
            del tables[name]


def _within(deal: dict[str, object], first: datetime, last: datetime) -> bool:
    days = [deal.get("created_at"), deal.get("closed_at")]
    return any(first <= moment(day) < last for day in days if day)


@kind("oddity")
def system_account(tables: Tables, plan: Plan, dice: Random) -> None:
    """An account of a machine holds most deals, and wins few."""
    tables.setdefault("reps", []).append({"rep_id": "SYS", "name": "Web form", "is_system": "true"})
    ended = [deal for deal in tables.get("deals", []) if deal["status"] in ("won", "lost")]
    for i, deal in enumerate(ended * 2):
        more = {"deal_id": f"S{i:05}", "rep_id": "SYS", "lead_id": None, "status": "lost" if i % 25 else "won"}
        tables["deals"].append(deal | more)


@kind("oddity")
def deals_without_owner(tables: Tables, plan: Plan, dice: Random) -> None:
    """Four in ten deals and leads are nobody's."""
    for name, key in (("deals", "rep_id"), ("leads", "owner_id")):
        for row in tables.get(name, []):
            if key in row and dice.random() < 0.4:
                row[key] = None


@kind("oddity")
def unrecorded_losses(tables: Tables, plan: Plan, dice: Random) -> None:
    """One rep never writes a loss down: those deals do not exist."""
    gone = {deal["deal_id"] for deal in closed(tables) if deal.get("rep_id") == "R001" and deal["status"] == "lost"}
    _without(tables, gone)


def _without(tables: Tables, gone: set[str]) -> None:
    tables["deals"] = [deal for deal in tables.get("deals", []) if deal["deal_id"] not in gone]
    if "stage_history" in tables:
        tables["stage_history"] = [row for row in tables["stage_history"] if row["entity_id"] not in gone]
    for lead in tables.get("leads", []):
        if lead.get("deal_id") in gone:
            lead["deal_id"] = None


@kind("oddity")
def booked_at_month_end(tables: Tables, plan: Plan, dice: Random) -> None:
    """All deals are closed on the last working day of their month."""
    tables.pop("stage_history", None)
    for deal in closed(tables):
        if deal.get("closed_at"):
            deal["closed_at"] = month_end(moment(deal["closed_at"]))


@kind("oddity")
def price_rise(tables: Tables, plan: Plan, dice: Random) -> None:
    """From the middle on everything costs 40 % more."""
    middle = moment(later(plan.first, plan.months // 2))
    for deal in tables.get("deals", []):
        day = deal.get("created_at") or deal.get("closed_at")
        if day and moment(day) >= middle and deal.get("amount"):
            deal["amount"] = round(deal["amount"] * 1.4, -2)
            deal.pop("list_amount", None)


@kind("oddity")
def sources_swapped(tables: Tables, plan: Plan, dice: Random) -> None:
    """In the second half two reps get each other's source of leads."""
    middle = moment(later(plan.first, plan.months // 2))
    for name, key in (("deals", "rep_id"), ("leads", "owner_id")):
        for row in tables.get(name, []):
            sources = {"R001": ("Search", "Referral"), "R002": ("Referral", "Search")}.get(row.get(key))
            if sources and row.get("created_at"):
                row["source"] = sources[moment(row["created_at"]) >= middle]


@kind("oddity")
def changes_team(tables: Tables, plan: Plan, dice: Random) -> None:
    """A rep goes to another team in the middle: one name under two ids, the first of which has left."""
    middle = later(plan.first, plan.months // 2)
    for rep in [rep for rep in tables.get("reps", []) if rep["rep_id"] == "R001"]:
        tables["reps"].append(rep | {"rep_id": "R001b", "team": "Team 9", "active_from": middle})
        rep["active_to"] = middle - timedelta(days=1)
    for name, key in (("deals", "rep_id"), ("leads", "owner_id")):
        for row in tables.get(name, []):
            day = row.get("created_at") or row.get("closed_at")
            if row.get(key) == "R001" and day and moment(day) >= moment(middle):
                row[key] = "R001b"


@kind("oddity")
def fates_in_pairs(tables: Tables, plan: Plan, dice: Random) -> None:
    """Deals share their end in pairs, as of one customer."""
    ended = closed(tables)
    for one, other in zip(ended[::2], ended[1::2], strict=False):
        other |= {name: one[name] for name in ("status", "stage", "lost_reason", "account") if name in one}
    tables.pop("stage_history", None)


@kind("oddity")
def heavy_tails(tables: Tables, plan: Plan, dice: Random) -> None:
    """One deal in ten is worth tenfold."""
    for deal in tables.get("deals", []):
        if dice.random() < 0.1:
            deal |= {name: deal[name] * 10 for name in ("amount", "list_amount", "cost") if deal.get(name)}


@kind("oddity")
def disqualified_not_answered(tables: Tables, plan: Plan, dice: Random) -> None:
    """Half of the leads are given up where others would be answered."""
    for lead in tables.get("leads", []):
        if not lead.get("deal_id") and dice.random() < 0.7:
            lead |= {"first_response_at": None, "disqualified_at": lead["created_at"] + timedelta(hours=5)}


@kind("oddity", may_refuse=True)
def answers_before_creation(tables: Tables, plan: Plan, dice: Random) -> None:
    """Answers were written down by a clock that is six and a half hours behind."""
    for lead in tables.get("leads", []):
        if lead.get("first_response_at"):
            lead["first_response_at"] -= timedelta(hours=6.5)


@kind("oddity", may_refuse=True)
def far_future(tables: Tables, plan: Plan, dice: Random) -> None:
    """A year was typed wrong, in a fact or in a plan."""
    if deals := [deal for deal in closed(tables) if deal.get("closed_at")]:
        deal = dice.choice(deals)
        name = dice.choice([name for name in ("closed_at", "expected_close_at") if deal.get(name)])
        deal[name] = deal[name].replace(year=2062, day=1)


@kind("oddity")
def loss_making_month(tables: Tables, plan: Plan, dice: Random) -> None:
    """In one month more is given back than sold, and what is sold costs more than it brings."""
    won = [deal for deal in closed(tables) if deal["status"] == "won" and deal.get("closed_at") and deal.get("amount")]
    month = later(plan.first, max(plan.months - 4, 0))
    refunds = []
    for deal in won:
        day = moment(deal["closed_at"])
        if (day.year, day.month) == (month.year, month.month):
            deal["cost"] = deal["amount"] * 1.5
        elif moment(month) > day:
            refunds.append({"deal_id": deal["deal_id"], "product": deal.get("product") or "Basic"})
            refunds[-1] |= {"amount": -deal["amount"], "booked_at": moment(month) + timedelta(days=len(refunds) % 20)}
    if refunds:
        tables["deal_lines"] = refunds


@kind("oddity")
def one_letter_names(tables: Tables, plan: Plan, dice: Random) -> None:
    """Everything is called by a letter, and the files are as strange as that."""
    for i, rep in enumerate(tables.get("reps", [])):
        rep |= {"name": chr(65 + i % 26) if i < 26 else f"{chr(65 + i % 26)}{i // 26}", "team": "TUV"[i % 3]}
    for goal in tables.get("goals", []):
        goal["scope_id"] = {"Team 1": "T", "Team 2": "U"}.get(goal["scope_id"], goal["scope_id"])
    for deal in tables.get("deals", []):
        deal |= {"account": deal.get("account", "x")[-1:], "product": (deal.get("product") or "P")[:1]}


@kind("oddity")
def few_of_everything(tables: Tables, plan: Plan, dice: Random) -> None:
    """What is left are five deals and four leads."""
    tables["deals"] = tables.get("deals", [])[:5]
    ids = {deal["deal_id"] for deal in tables["deals"]}
    tables["leads"] = [lead | {"deal_id": None} for lead in tables.get("leads", [])[:4]]
    tables["stage_history"] = [row for row in tables.get("stage_history", []) if row["entity_id"] in ids]
    for name in [name for name in ("deals", "leads", "stage_history") if not tables[name]]:
        del tables[name]


@kind("oddity")
def goals_of_others(tables: Tables, plan: Plan, dice: Random) -> None:
    """One goal of the whole company, and those of the people for a time that is over."""
    goals = [goal for goal in tables.get("goals", []) if goal["scope"] == "rep"][: plan.reps]
    whole = {"scope": "team", "scope_id": None, "kpi": "monthly_sales", "period": "year", "target": plan.amount * 90}
    tables["goals"] = [*goals, whole | {"period_start": later(plan.first, plan.months - 1).replace(month=1)}]
