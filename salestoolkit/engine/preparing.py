"""Prepares facts in the database, each once per load. The only place where row-level time is handled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import narwhals.stable.v2 as nw

from salestoolkit.data.intake.at_odds import AT_ODDS
from salestoolkit.data.intake.refunds import REFUNDS
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.calendar.days import days
from salestoolkit.engine.calendar.working_time import office_hours
from salestoolkit.words.errors import UnknownName

# Facts that Python makes, because no database knows them.
MADE: Mapping[str, Callable[[SalesData], Any]] = {"days": days, "office_hours": office_hours}

T = TypeVar("T")


@cache
def facts() -> frozenset[str]:
    """Names of all prepared facts: the SQL files in the rooms of ``facts``, and what Python makes."""
    return frozenset(_files()) | MADE.keys()


@cache
def _files() -> Mapping[str, Traversable]:
    rooms = (room for room in (files("salestoolkit.engine") / "facts").iterdir() if room.is_dir())
    found = (file for room in rooms for file in room.iterdir() if file.name.endswith(".sql"))
    return {file.name.removesuffix(".sql"): file for file in found}


def fact(sales: SalesData, name: str) -> nw.LazyFrame[Any]:
    """The prepared fact ``name`` as a lazy frame; made on first use and kept for the load."""
    return nw.from_native(sales.connection.table(_made(sales, name)))


def once(sales: SalesData, name: str, make: Callable[[nw.LazyFrame[Any]], T]) -> T:
    """What ``make`` makes of a prepared fact; made on first use and kept as long as the fact."""
    table = _made(sales, name)
    held = _kept[sales.connection][table]
    if make not in held:
        held[make] = make(fact(sales, name))
    kept: T = held[make]
    return kept


def columns(sales: SalesData, name: str) -> frozenset[str]:
    """Names of the columns of a prepared fact."""
    return once(sales, name, _columns)


def _columns(rows: nw.LazyFrame[Any]) -> frozenset[str]:
    return frozenset(rows.collect_schema().names())


def forget(sales: SalesData) -> None:
    """Drops the prepared facts of a load, so that the next question prepares them anew."""
    kept = _kept.get(sales.connection, {})
    for table in [table for table in kept if table.endswith(sales.stood)]:
        sales.connection.execute(f"DROP TABLE {table}")
        del kept[table]


_kept: WeakKeyDictionary[Any, dict[str, dict[Callable[..., Any], Any]]] = WeakKeyDictionary()
# The prepared facts of each connection, and what is made of them; a catalogue of many tables is slow to ask.


def _made(sales: SalesData, name: str) -> str:
    table, kept = f"fact_{name}{sales.stood}", _kept.setdefault(sales.connection, {})
    if table not in kept:
        _make(sales, name, table)
        kept[table] = {}
    return table


def _make(sales: SalesData, name: str, table: str) -> None:
    if name in MADE:
        _take(sales, table, MADE[name](sales))
    else:
        sales.connection.execute(f"CREATE TEMP TABLE {table} AS {_sql(sales, name)}")


def _take(sales: SalesData, table: str, rows: Any) -> None:
    sales.connection.register("made_rows", rows)
    sales.connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM made_rows")
    sales.connection.unregister("made_rows")


def _sql(sales: SalesData, name: str) -> str:
    """The fact's SQL with its values filled in; another fact that it names as $fact is made first."""
    known = facts()
    if name not in known:
        raise UnknownName("prepared fact", name, known)
    template = Template(_files()[name].read_text(encoding="utf-8"))
    built_on = {other: _made(sales, other) for other in template.get_identifiers() if other in known}
    return template.substitute(_values(sales), **built_on)


def _values(sales: SalesData) -> dict[str, str]:
    lag, as_of = sales.practice.cost_lag_days, f"CAST({_quoted(sales.as_of.isoformat())} AS TIMESTAMP WITH TIME ZONE)"
    return {
        "timezone": _quoted(sales.timezone),
        "cost_lag_days": "NULL" if lag is None else str(lag),
        "as_of": as_of,
        "refund_lines": REFUNDS,
        "history_at_odds": AT_ODDS.format(as_of=as_of),
        "landmark": f"INTERVAL {round(sales.practice.response_target_minutes * 60)} SECONDS",
        "has_deals": str({"status", "amount"} <= sales.fed.get("deals", frozenset())).lower(),
        "has_history": str("stage" in sales.fed.get("stage_history", ())).lower(),
        "visits_have_leads": str("leads" in sales.fed.get("visits", ())).lower(),
        "contacts_timed": str(sales.precision.get("activities.at") != "day").lower(),
        "response_span": _span(sales, "leads.first_response_at"),
        "conversion_span": _span(sales, "leads.converted_at"),
        "disqualification_span": _span(sales, "leads.disqualified_at"),
    }


def _span(sales: SalesData, column: str) -> str:
    """How long what a column dates may have taken: the day where only the day is known."""
    return "INTERVAL 24 HOURS" if sales.precision.get(column) == "day" else "INTERVAL 0 HOURS"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
