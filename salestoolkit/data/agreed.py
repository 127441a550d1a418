"""Goals at the door: of which KPI, and of whom. Imports only its neighbours.

A goal of a KPI, product, region, team or rep that nobody knows is turned away: held against nothing, it would always
be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files

from salestoolkit.data.parse import name, quoted
from salestoolkit.data.picking import Picking
from salestoolkit.data.raw import ROW
from salestoolkit.data.schema import TABLES, Column

Rows = list[tuple[object, ...]]

REFERRED = {
    "rep": ("reps.rep_id", *(f"{t.name}.{c}" for t in TABLES.values() for c, other in t.refers if other == "reps")),
    "team": ("reps.team",),
    "region": ("reps.region",),
    "product": ("deals.product", "deal_lines.product"),
}
"""Where the names stand that a goal of each scope may have."""


@cache
def kpi_names() -> tuple[str, ...]:
    """The names of all KPIs that are installed; by their files, as the door imports no KPI."""
    shipped = (entry.name for entry in files("salestoolkit").joinpath("kpis").iterdir())
    own = (point.name for point in entry_points(group="salestoolkit.kpis"))
    return tuple(sorted({*(entry[:-3] for entry in shipped if entry.endswith(".py") and entry[0] != "_"), *own}))


def unknown_kpis(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows whose KPI does not exist, with the one that has the closest name."""
    kpi = _value(filled, "kpi")
    known = ", ".join(map(quoted, kpi_names()))
    query = f"SELECT {ROW}, {kpi} FROM typed WHERE split_part({kpi}, '.', 1) NOT IN ({known}) AND {sound} ORDER BY 1"
    rows = picking.connection.execute(query).fetchall()
    return [(row, picking.source_of("kpi"), "unknown_kpi", said, _closest(said, kpi_names())) for row, said in rows]


def unknown_scopes(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows that ask something of a rep, team, region or product that is nowhere in the data."""
    scope, who = _value(filled, "scope"), _value(filled, "scope_id")
    found: Rows = []
    for kind in REFERRED:
        query = f"SELECT {ROW}, coalesce({who}, '') FROM typed WHERE {scope} = {quoted(kind)} AND {sound}"
        rows = picking.connection.execute(f"{query} ORDER BY 1").fetchall()
        known, called = (_known(picking, kind), _called(picking, kind)) if rows else (frozenset(), {})
        for row, said in rows:
            # What is asked of no team in particular is asked of the whole company.
            if said not in known and (said or kind != "team"):
                meant = called.get(said.lower()) or _closest(said, known)
                found.append((row, picking.source_of("scope_id"), "unknown_scope", said, meant))
    return found


def _value(filled: Sequence[Column], column: str) -> str:
    return name(f"v_{column}") if any(one.name == column for one in filled) else "CAST(NULL AS VARCHAR)"


def _known(picking: Picking, kind: str) -> frozenset[str]:
    places = (place.split(".") for place in REFERRED[kind])
    names = " UNION ".join(f"SELECT {name(column)} FROM {table}" for table, column in places)
    return frozenset(value for (value,) in picking.connection.execute(names).fetchall() if value)


def _called(picking: Picking, kind: str) -> dict[str, str]:
    """The ids of reps by their names: a goal may have the name where the id belongs."""
    query = "SELECT lower(name), min(rep_id) FROM reps GROUP BY 1 HAVING count(*) = 1"
    return dict(picking.connection.execute(query).fetchall()) if kind == "rep" else {}


def _closest(said: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(said, known, n=1)), "")
