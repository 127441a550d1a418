"""Prepares facts in the database, each once per load. The only place where row-level time is handled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from string import Template
from typing import Any

import narwhals.stable.v2 as nw

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.calendar import days
from salestoolkit.words.errors import UnknownName

# A fact that reads another one names it as $name in its SQL.
BUILT_ON = {
    "customers": ("deals",),
    "stage_steps": ("deals", "stage_entries"),
    "stage_stays": ("deals", "stage_entries"),
    "team_steps": ("stage_steps",),
    "visits": ("leads",),
}

# Facts that Python makes, because no database knows them.
MADE: Mapping[str, Callable[[SalesData], Any]] = {"days": days}


def fact(sales: SalesData, name: str) -> nw.LazyFrame[Any]:
    """The prepared fact ``name`` as a lazy frame; made on first use and kept for the load."""
    return nw.from_native(sales.connection.table(_made(sales, name)))


def columns(sales: SalesData, name: str) -> frozenset[str]:
    """Names of the columns of a prepared fact."""
    return frozenset(sales.connection.table(_made(sales, name)).columns)


def forget(sales: SalesData) -> None:
    """Drops the prepared facts of a load, so that the next question prepares them anew."""
    made = sales.connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    for (table,) in made:
        if table.startswith("fact_"):
            sales.connection.execute(f"DROP TABLE {table}")


def _made(sales: SalesData, name: str) -> str:
    table = f"fact_{name}"
    exists = sales.connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE table_name = ? AND temporary", [table]
    ).fetchall()
    if not exists:
        built_on = {other: _made(sales, other) for other in BUILT_ON.get(name, ())}
        if name in MADE:
            _take(sales, table, MADE[name](sales))
        else:
            sales.connection.execute(f"CREATE TEMP TABLE {table} AS {_sql(sales, name, built_on)}")
    return table


def _take(sales: SalesData, table: str, rows: Any) -> None:
    sales.connection.register("made_rows", rows)
    sales.connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM made_rows")
    sales.connection.unregister("made_rows")


def _sql(sales: SalesData, name: str, built_on: Mapping[str, str]) -> str:
    folder = files("salestoolkit.engine") / "facts"
    home = folder / f"{name}.sql"
    if not home.is_file():
        known = (entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))
        raise UnknownName("prepared fact", name, known)
    text = home.read_text(encoding="utf-8")
    return Template(text).substitute(_values(sales), **built_on)


def _values(sales: SalesData) -> dict[str, str]:
    return {
        "timezone": _quoted(sales.timezone),
        "as_of": f"CAST({_quoted(sales.as_of.isoformat())} AS TIMESTAMP WITH TIME ZONE)",
        "has_deals": str({"status", "closed_at", "amount"} <= sales.fed.get("deals", frozenset())).lower(),
        "has_history": str("stage" in sales.fed.get("stage_history", ())).lower(),
        "visits_have_leads": str("leads" in sales.fed.get("visits", ())).lower(),
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
