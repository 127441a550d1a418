"""An ordinary company as canonical tables, drawn from a plan: the same plan gives the same rows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]

PATH = ("New", "Offer", "Terms")
STAGES = [(stage, "open") for stage in PATH] + [("Won", "won"), ("Lost", "lost")]
SYLLABLES = ("Ayu", "Bim", "Cok", "Dew", "Eka", "Far", "Git", "Hen", "Ira", "Jok", "Kar", "Lus", "Mul", "Nur", "Oki")
SYLLABLES += ("Put", "Rat", "Sri", "Tut", "Wat", "Yan", "Zul")
CHANNELS = ("search", "social", "referral")
PRODUCTS = (("Basic", "Core", 0.6), ("Plus", "Core", 1.0), ("Custom", "Service", 1.8))


@dataclass(frozen=True)
class Plan:
    """What a company is drawn from; a kind changes some of it.

    ``deals`` is how many each rep gets in a month on average, ``spread`` the standard deviation of the logarithm of
    amounts, ``leads_per_deal`` how many leads come in for each deal (zero: no leads are kept).
    """

    reps: int = 6
    teams: int = 2
    first: date = date(2024, 8, 1)
    months: int = 15
    deals: float = 2.0
    win_rate: float = 0.45
    cycle_days: float = 25.0
    amount: float = 4_000_000.0
    spread: float = 0.5
    leads_per_deal: float = 1.6
    timezone: str = "Asia/Jakarta"
    currency: str = "IDR"
    country: str | None = None
    as_of: str = ""

    @property
    def last(self) -> date:
        """The first day after the books."""
        return later(self.first, self.months)


def later(day: date, months: int) -> date:
    """The first of the month so many months later."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def month_end(day: datetime) -> datetime:
    """The last working day of the same month, at four in the afternoon."""
    last = day.replace(day=monthrange(day.year, day.month)[1], hour=16, minute=0)
    return last - timedelta(days=max(0, last.weekday() - 4))


def drawn(plan: Plan, dice: Random) -> Tables:
    """The tables of a company without any oddity."""
    reps = [_rep(i, plan) for i in range(plan.reps)]
    tables: Tables = {
        "reps": reps,
        "leads": [],
        "deals": [],
        "stages": [{"stage": name, "position": i, "kind": kind} for i, (name, kind) in enumerate(STAGES, 1)],
        "stage_history": [],
    }
    for month in range(plan.months):
        for rep in reps:
            for _ in range(_about(plan.deals * max(1.0, plan.leads_per_deal), dice)):
                _one_lead(tables, rep, _moment(later(plan.first, month), dice), plan, dice)
    tables |= {
        "visits": list(_visits(plan, dice)),
        "costs": list(_costs(plan, reps)),
        "goals": list(_goals(plan, reps)),
    }
    tables["follow_ups"] = list(_follow_ups(plan, reps))
    return tables


def _about(mean: float, dice: Random) -> int:
    """A count with this mean, spread as chance spreads it."""
    return sum(dice.random() < mean / 12 for _ in range(12))


def _rep(i: int, plan: Plan) -> Row:
    name = f"{SYLLABLES[i % len(SYLLABLES)]}{SYLLABLES[(i // len(SYLLABLES) + 5 * i + 3) % len(SYLLABLES)].lower()}"
    name += f" {chr(65 + i // len(SYLLABLES))}"
    region = f"Region {'East' if i % 3 else 'West'}"
    return {"rep_id": f"R{i + 1:03}", "name": name, "team": f"Team {i % plan.teams + 1}", "region": region}


def _moment(month: date, dice: Random) -> datetime:
    """A moment in working hours of the month, rarely at a weekend."""
    day = datetime(month.year, month.month, dice.randint(1, monthrange(month.year, month.month)[1]))
    if day.weekday() > 4 and dice.random() < 0.9:
        day -= timedelta(days=2) if day.day > 2 else timedelta(days=-2)
    return day + timedelta(hours=dice.randint(8, 16), minutes=dice.randint(0, 59))


def _one_lead(tables: Tables, rep: Row, created: datetime, plan: Plan, dice: Random) -> None:
    """A lead, its answer, and the deal that it may become."""
    end = datetime(plan.last.year, plan.last.month, 1)
    i, channel = len(tables["leads"]) + 1, dice.choice(CHANNELS)
    answered = created + timedelta(minutes=dice.lognormvariate(4.2, 1.1))
    becomes = plan.leads_per_deal <= 1 or dice.random() < 1 / plan.leads_per_deal
    begun = answered + timedelta(hours=dice.uniform(2, 70))
    lead = {
        "lead_id": f"L{i:05}",
        "created_at": created,
        "source": channel.title(),
        "channel": channel,
        "campaign_id": f"{channel}-{created.month % 2}",
        "owner_id": rep["rep_id"],
        "first_response_at": answered if answered < end and (becomes or dice.random() < 0.85) else None,
        "disqualified_at": None,
        "converted_at": None,
        "deal_id": None,
    }
    if becomes and begun < end:
        deal = _one_deal(tables, lead, begun, plan, dice)
        lead |= {"converted_at": begun, "deal_id": deal["deal_id"]}
    tables["leads"].append(lead)


def _one_deal(tables: Tables, lead: Row, begun: datetime, plan: Plan, dice: Random) -> Row:
    product, line, worth = dice.choice(PRODUCTS)
    amount = round(plan.amount * worth * dice.lognormvariate(0, plan.spread), -2) or 100.0
    deal = {
        "deal_id": f"D{len(tables['deals']) + 1:05}",
        "lead_id": lead["lead_id"],
        "account": f"Firm {dice.randint(1, 400):03}",
        "product": product,
        "product_line": line,
        "rep_id": lead["owner_id"],
        "created_at": begun,
        "amount": amount,
        "list_amount": round(amount * dice.uniform(1.0, 1.15), -2),
        "cost": round(amount * dice.uniform(0.5, 0.7), -2),
        "source": lead["source"],
        "campaign_id": lead["campaign_id"],
        "lost_reason": None,
    }
    tables["deals"].append(deal | _course(tables, deal["deal_id"], begun, plan, dice))
    return deal


def _course(tables: Tables, deal_id: str, begun: datetime, plan: Plan, dice: Random) -> Row:
    """How far the deal came by the end of the books, with the stages that it entered."""
    end = datetime(plan.last.year, plan.last.month, 1)
    won = dice.random() < plan.win_rate
    stages = list(PATH) if won else list(PATH[: dice.randint(1, len(PATH))])
    stages.append("Won" if won else "Lost")
    at, entered = begun, []
    for stage in stages:
        entered += [(stage, at)] if at < end else []
        at += timedelta(days=dice.gammavariate(2, plan.cycle_days / 6))
    tables["stage_history"] += [
        {"entity": "deal", "entity_id": deal_id, "stage": stage, "entered_at": moment} for stage, moment in entered
    ]
    stage, moment = entered[-1]
    closed = stage in ("Won", "Lost")
    reason = dice.choice(("price", "timing", "competitor")) if stage == "Lost" else None
    due = begun + timedelta(days=plan.cycle_days * dice.uniform(0.6, 1.8))
    status = stage.lower() if closed else "open"
    return {
        "status": status,
        "stage": stage,
        "closed_at": moment if closed else None,
        "lost_reason": reason,
        "expected_close_at": due,
    }


def _months(plan: Plan) -> Iterator[date]:
    return (later(plan.first, i) for i in range(plan.months))


def _visits(plan: Plan, dice: Random) -> Iterator[Row]:
    """Web analytics, a row for each ten days and channel."""
    for month in _months(plan):
        for day in (3, 13, 23):
            for channel in CHANNELS:
                sessions = dice.randint(20, 60) * plan.reps
                leads = round(sessions * dice.uniform(0.01, 0.04))
                row = {"date": month.replace(day=day), "channel": channel, "sessions": sessions}
                yield row | {"campaign_id": f"{channel}-{month.month % 2}", "visitors": sessions - 3, "leads": leads}


def _costs(plan: Plan, reps: list[Row]) -> Iterator[Row]:
    for month in _months(plan):
        span = {"date_from": month, "date_to": later(month, 1) - timedelta(days=1)}
        for channel in CHANNELS:
            yield span | {"channel": channel, "category": "media", "amount": plan.amount / 4, "rep_id": None}
        for rep in reps:
            yield span | {"channel": None, "category": "salary", "amount": plan.amount, "rep_id": rep["rep_id"]}


def _goals(plan: Plan, reps: list[Row]) -> Iterator[Row]:
    """Monthly goals of the last half year, for each rep and each team, at what the plan makes likely."""
    each = round(plan.amount * plan.deals * plan.win_rate * 1.1, -3)
    for month in list(_months(plan))[-6:]:
        dated = {"kpi": "monthly_sales", "period": "month", "period_start": month, "target": each}
        yield from ({"scope": "rep", "scope_id": rep["rep_id"]} | dated for rep in reps)
        for team in sorted({rep["team"] for rep in reps}):
            members = sum(rep["team"] == team for rep in reps)
            yield {"scope": "team", "scope_id": team} | dated | {"target": each * members}


def _follow_ups(plan: Plan, reps: list[Row]) -> Iterator[Row]:
    raised = later(plan.first, max(plan.months - 3, 0))
    for i, rep in enumerate(reps[:3]):
        text = ("Answer within an hour", "Ask for the budget first", "Offer terms within a week")[i]
        due = raised + timedelta(days=20 + 20 * i)
        said = {"rep_id": rep["rep_id"], "raised_on": raised, "text": text, "due_on": due, "status": "open"}
        yield said | {"kpi": ("lead_response_time", "win_rate", "cycle_length")[i]}


def sized(plan: Plan, size: str) -> Plan:
    """The plan with fewer or more deals: ``small``, ``middle`` or ``large``."""
    times = {"small": 0.4, "middle": 1.0, "large": 2.5}[size]
    return replace(plan, deals=min(plan.deals * times, 6.0))
