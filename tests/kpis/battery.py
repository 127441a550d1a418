"""Small companies for the battery: canonical tables of what hypothesis draws, to be copied and moved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd
from hypothesis import strategies as h

import salestoolkit as st

Row = dict[str, Any]


class Tables(dict[str, list[Row]]):
    """Canonical tables as rows; told by their sizes, since what hypothesis drew comes back by its seed."""

    def __repr__(self) -> str:
        return f"Tables({', '.join(f'{name}: {len(rows)}' for name, rows in self.items())})"


MONDAY = datetime(2025, 1, 6)
AS_OF = datetime(2025, 12, 31)
IDS = ("rep_id", "owner_id", "deal_id", "lead_id", "entity_id", "scope_id", "account", "name")
STAGES = [
    {"stage": stage, "position": i, "kind": kind}
    for i, (stage, kind) in enumerate(
        (("New", "open"), ("Offer", "open"), ("Terms", "open"), ("Won", "won"), ("Lost", "lost")), 1
    )
]
ONE_IN_THREE = h.sampled_from([True, False, False])
FEW = h.integers(0, 2)


def of(size: int, **parts: h.SearchStrategy[Any]) -> h.SearchStrategy[list[Row]]:
    """Up to ``size`` rows of these parts, and at least half as many."""
    return h.lists(h.fixed_dictionaries(parts), min_size=size // 2, max_size=size)


LEADS = of(20, day=h.integers(0, 200), hour=h.integers(0, 23), wait=h.none() | h.integers(1, 6_000), rep=FEW,
           handed=ONE_IN_THREE, given_up=ONE_IN_THREE)  # fmt: skip
DEALS = of(30, day=h.integers(0, 200), length=h.integers(1, 90), rep=FEW, product=FEW, depth=FEW, refunded=ONE_IN_THREE,
           status=h.sampled_from(["won", "lost", "won", "lost", "open", "cancelled"]),
           amount=h.integers(0, 50))  # fmt: skip
VISITS = of(12, day=h.integers(0, 300), channel=FEW, sessions=h.integers(1, 300), leads=h.integers(0, 9))
COSTS = of(8, day=h.integers(0, 250), days=h.integers(1, 60), amount=h.integers(1, 90), channel=FEW,
           category=h.sampled_from(["media", "salary", "tools"]), rep=h.none() | FEW)  # fmt: skip
GOALS = of(4, month=h.integers(1, 12), target=h.integers(1, 300), rep=FEW)


@h.composite
def companies(draw: h.DrawFn) -> Tables:
    """A company of three reps with leads, deals and their stages, refunds, visits, costs and goals."""
    leads, deals = draw(LEADS), draw(DEALS)
    tables = Tables(reps=[_rep(i) for i in range(3)], stages=[dict(stage) for stage in STAGES])
    tables |= {"leads": [_lead(i, drawn) for i, drawn in enumerate(leads)]}
    tables |= {"assignments": [row for i, drawn in enumerate(leads) for row in _assignments(i, drawn)]}
    tables |= {"deals": [_deal(i, drawn, leads) for i, drawn in enumerate(deals)]}
    tables |= {"deal_lines": [_refund(i, drawn) for i, drawn in enumerate(deals) if drawn["refunded"]]}
    tables |= {"stage_history": [row for i, drawn in enumerate(deals) for row in _entries(i, drawn, leads)]}
    tables |= {"visits": [_visit(drawn) for drawn in draw(VISITS)], "costs": [_cost(drawn) for drawn in draw(COSTS)]}
    months = {(drawn["month"], drawn["rep"]): drawn for drawn in draw(GOALS)}
    return Tables(tables | {"goals": [_goal(drawn) for drawn in months.values()]})


def one_row() -> Tables:
    """The smallest company: one row in each table."""
    lead = {"day": 3, "hour": 9, "wait": 30, "rep": 0, "handed": False, "given_up": False}
    deal = {"day": 5, "length": 9, "rep": 0, "product": 0, "depth": 2, "refunded": False, "status": "won", "amount": 7}
    return Tables(
        {
            "reps": [_rep(0)],
            "stages": [dict(stage) for stage in STAGES],
            "leads": [_lead(0, lead)],
            "deals": [_deal(0, deal, [lead])],
            "stage_history": _entries(0, deal, [lead])[:1],
            "visits": [_visit({"day": 3, "channel": 0, "sessions": 1, "leads": 1})],
            "costs": [_cost({"day": 3, "days": 4, "amount": 5, "channel": 0, "category": "media", "rep": 0})],
            "goals": [_goal({"month": 1, "target": 5, "rep": 0})],
        }
    )


def _at(day: float) -> datetime:
    return MONDAY + timedelta(days=day)


def _rep(i: int) -> Row:
    return {"rep_id": f"R{i}", "name": f"Rep {i}", "team": f"T{i % 2}", "region": f"G{i // 2}", "manager_id": "Sari"}


def _created(drawn: Row) -> datetime:
    return _at(drawn["day"]) + timedelta(hours=drawn["hour"], minutes=5)


def _lead(i: int, drawn: Row) -> Row:
    created, wait = _created(drawn), drawn["wait"]
    answered = created + timedelta(minutes=wait) if wait else None
    gone = created + timedelta(days=9) if drawn["given_up"] and not wait else None
    return {"lead_id": f"L{i}", "created_at": created, "first_response_at": answered, "disqualified_at": gone,
            "owner_id": f"R{drawn['rep']}", "source": f"S{i % 2}", "channel": f"C{i % 3}",
            "campaign_id": f"P{i % 2}"}  # fmt: skip


def _assignments(i: int, drawn: Row) -> list[Row]:
    first = {"lead_id": f"L{i}", "owner_id": f"R{drawn['rep']}", "assigned_at": _created(drawn)}
    if not drawn["handed"]:
        return [first]
    other = {**first, "owner_id": f"R{(drawn['rep'] + 1) % 3}"}
    return [other, {**first, "assigned_at": _created(drawn) + timedelta(hours=2)}]


def _begun(i: int, drawn: Row, leads: list[Row]) -> datetime:
    return (_at(leads[i]["day"] + 1) if i < len(leads) else _at(drawn["day"])) + timedelta(hours=10)


def _deal(i: int, drawn: Row, leads: list[Row]) -> Row:
    begun = _begun(i, drawn, leads)
    end = begun + timedelta(days=drawn["length"])
    is_open, amount = drawn["status"] == "open", drawn["amount"] * 100
    return {"deal_id": f"D{i}", "lead_id": f"L{i}" if i < len(leads) else None, "rep_id": f"R{drawn['rep']}",
            "product": f"K{drawn['product']}", "product_line": "K", "account": f"A{i % 7}", "status": drawn["status"],
            "created_at": begun, "closed_at": None if is_open else end, "expected_close_at": end, "amount": amount,
            "list_amount": amount + 10, "cost": amount * 0.4, "source": f"S{i % 2}",
            "lost_reason": "price" if drawn["status"] == "lost" else None}  # fmt: skip


def _refund(i: int, drawn: Row) -> Row:
    return {"deal_id": f"D{i}", "product": "K", "amount": -5, "booked_at": _at(drawn["day"] + drawn["length"] + 40)}


def _entries(i: int, drawn: Row, leads: list[Row]) -> list[Row]:
    begun, step = _begun(i, drawn, leads), timedelta(days=drawn["length"] / 4)
    names = [stage["stage"] for stage in STAGES[: drawn["depth"] + 1]]
    last = {"won": "Won", "lost": "Lost", "cancelled": "Lost"}.get(drawn["status"])
    rows = [(name, begun + place * step) for place, name in enumerate(names)]
    rows += [(last, begun + timedelta(days=drawn["length"]))] if last else []
    return [{"entity": "deal", "entity_id": f"D{i}", "stage": name, "entered_at": at} for name, at in rows]


def _visit(drawn: Row) -> Row:
    sessions = drawn["sessions"]
    return {"date": _at(drawn["day"]).date(), "channel": f"C{drawn['channel']}", "campaign_id": f"P{drawn['channel']}",
            "sessions": sessions, "visitors": sessions, "leads": min(drawn["leads"], sessions)}  # fmt: skip


def _cost(drawn: Row) -> Row:
    first = _at(drawn["day"]).date()
    rep = None if drawn["rep"] is None else f"R{drawn['rep']}"
    return {"date_from": first, "date_to": first + timedelta(days=drawn["days"] - 1), "channel": f"C{drawn['channel']}",
            "amount": drawn["amount"] * 10, "category": drawn["category"], "rep_id": rep}  # fmt: skip


def _goal(drawn: Row) -> Row:
    return {"scope": "rep", "scope_id": f"R{drawn['rep']}", "kpi": "monthly_sales", "period": "month",
            "period_start": datetime(2025, drawn["month"], 1).date(), "target": drawn["target"] * 100}  # fmt: skip


def turned(tables: Tables) -> Tables:
    """The same rows the other way round."""
    return Tables({name: rows[::-1] for name, rows in tables.items()})


def doubled(tables: Tables) -> Tables:
    """A second team beside the first, alike in all but its names."""
    return Tables({name: [*rows, *([] if name == "stages" else map(_twin, rows))] for name, rows in tables.items()})


def _twin(row: Row) -> Row:
    return {name: f"{value}x" if name in IDS and value is not None else value for name, value in row.items()}


def moved(tables: Tables, by: timedelta) -> Tables:
    """Everything that happened, ``by`` later."""
    later = (
        (name, [{key: _later(value, by) for key, value in row.items()} for row in rows])
        for name, rows in tables.items()
    )
    return Tables(later)


def _later(value: Any, by: timedelta) -> Any:
    return value + by if hasattr(value, "year") else value


def loaded(tables: Mapping[str, list[Row]], as_of: datetime = AS_OF) -> st.SalesData:
    """The company as sales data; asked again, the same load. No holidays, so that every week is like the others."""
    return _loaded(json.dumps(tables, default=lambda moment: moment.isoformat()), as_of)


@lru_cache(maxsize=40)
def _loaded(held: str, as_of: datetime) -> st.SalesData:
    frames = {name: pd.DataFrame(rows) for name, rows in json.loads(held).items() if rows}
    return st.load(frames, as_of=as_of.isoformat(), lang="en", practice={"country": ""})


def forget() -> None:
    """Let go of every company that was loaded."""
    _loaded.cache_clear()
