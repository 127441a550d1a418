"""Goals and agreements at the door: of which KPI, of whom, how much, and of days that no other goal asks for.

Imports only its neighbours. A goal of a KPI, product, region, team or rep that nobody knows is turned away: held
against nothing, it would always be missed. So is one that the KPI can never reach, or that everybody has reached,
and an agreement with somebody whom nothing else names: a slip of the pen would become a person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches

from salestoolkit.data.files.raw_table import ROW
from salestoolkit.data.intake.kpi_names import kpi_names, kpi_units
from salestoolkit.data.mapping.columns import Picking
from salestoolkit.data.mapping.values import name, quoted
from salestoolkit.data.schema import TABLES, Column

Rows = list[tuple[object, ...]]

REFERRED = {
    "rep": (
        "reps.rep_id",
        *(f"{t.name}.{c}" for t in TABLES.values() for c, to in t.refers if to == "reps" and t.name != "follow_ups"),
    ),
    "team": ("reps.team",),
    "region": ("reps.region",),
    "product": ("deals.product", "deal_lines.product"),
}
"""Where the names stand that a goal of each scope may have."""


LASTS = {"day": "1 DAY", "week": "7 DAY", "month": "1 MONTH", "quarter": "3 MONTH", "year": "1 YEAR"}
BEYOND_WHOLE = ("quota_attainment",)
"""KPIs in percent that may be more than the whole."""
SUGGESTED, LONG, MANY = 20, 60, 5_000
"""So many names that are not known get a suggestion, up to so many letters, out of so many names: a comparison takes
longer than all else that is done with a row."""


def unknown_kpis(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows whose KPI does not exist, with the one that has the closest name."""
    kpi = _value(filled, "kpi")
    known = ", ".join(map(quoted, kpi_names()))
    query = f"SELECT {ROW}, {kpi} FROM typed WHERE split_part({kpi}, '.', 1) NOT IN ({known}) AND {sound} ORDER BY 1"
    rows, meant = picking.connection.execute(query).fetchall(), _Meant(kpi_names())
    return [(row, picking.source_of("kpi"), "unknown_kpi", said, meant.by(said)) for row, said in rows]


def impossible_targets(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows whose target the KPI can never have: zero or less, a share above the whole, a share of what is none.

    With what was meant perhaps: who wants 40 percent writes 40, and 0.4 or 40% counts.
    """
    kpi, target, cell = _value(filled, "kpi"), _value(filled, "target"), f"CAST({name('target')} AS VARCHAR)"
    shares = [each for each, unit in kpi_units().items() if unit == "percent"]
    bounded = ", ".join(quoted(each) for each in shares if each not in BEYOND_WHOLE)
    others = ", ".join(quoted(each) for each, unit in kpi_units().items() if unit not in ("", "percent"))
    code = (
        f"CASE WHEN {target} <= 0 THEN 'no_goal' WHEN {kpi} IN ({bounded}) AND {target} > 1 THEN 'share_beyond_whole' "
        f"WHEN {kpi} IN ({others}) AND {cell} LIKE '%\\%' ESCAPE '\\' THEN 'no_share' END"
    )
    meant = (
        "CASE WHEN code = 'share_beyond_whole' AND target <= 100 THEN concat(CAST(target AS DOUBLE), '%') ELSE '' END"
    )
    rows = f"SELECT {ROW}, {code} AS code, {cell} AS cell, {target} AS target FROM typed WHERE {sound}"
    found = picking.connection.execute(
        f"SELECT {ROW}, {quoted(picking.source_of('target'))}, code, cell, replace({meant}, '.0%', '%') FROM ({rows}) "
        "WHERE code IS NOT NULL ORDER BY 1"
    )
    return found.fetchall()


def overlapping(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows that ask again for days of another goal of the same kind: together they would count twice."""
    same = ", ".join(_value(filled, column) for column in ("scope", "scope_id", "kpi", "period"))
    period, first = _value(filled, "period"), _value(filled, "period_start")
    lasts = " ".join(f"WHEN '{each}' THEN INTERVAL {length}" for each, length in LASTS.items())
    end = f"CAST({first} + CASE {period} {lasts} END AS DATE)"
    kinds = f"SELECT {ROW} AS row, dense_rank() OVER (ORDER BY {same}) AS kind, {first} AS first, {end} AS until"
    early = "SELECT *, lag(until) OVER (PARTITION BY kind ORDER BY first, row) > first AS early"
    query = (
        f"SELECT kind, row, first, until FROM ({early} FROM ({kinds} FROM typed WHERE {sound})) "
        "QUALIFY bool_or(early) OVER (PARTITION BY kind) ORDER BY kind, first, row"
    )
    found, source, held = list[tuple[object, ...]](), picking.source_of("period_start"), dict[object, date]()
    for kind, row, begins, until in picking.connection.execute(query).fetchall():
        if begins < held.get(kind, begins):
            found.append((row, source, "overlapping_goal", str(begins), ""))
        else:
            held[kind] = until
    return found


def unknown_scopes(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows that ask something of a rep, team, region or product that is nowhere in the data."""
    scope, who = _value(filled, "scope"), _value(filled, "scope_id")
    found: Rows = []
    for kind in REFERRED:
        query = f"SELECT {ROW}, coalesce({who}, '') FROM typed WHERE {scope} = {quoted(kind)} AND {sound}"
        # What is asked of no team in particular is asked of the whole company.
        nobody = _unknown(picking, kind, query, empty="" if kind == "team" else None)
        found += [(row, picking.source_of("scope_id"), "unknown_scope", said, meant) for row, said, meant in nobody]
    return found


def unknown_parties(picking: Picking, filled: Sequence[Column], sound: str) -> Rows:
    """The rows that agree something with a rep or a team that is nowhere else in the data, where teams are in it."""
    found: Rows = []
    for kind, column in (("rep", "rep_id"), ("team", "team")):
        if any(one.name == column for one in filled):
            query = f"SELECT {ROW}, {_value(filled, column)} AS who FROM typed WHERE who IS NOT NULL AND {sound}"
            nobody = _unknown(picking, kind, query) if kind == "rep" or _known(picking, kind) else []
            found += [(row, picking.source_of(column), "unknown_party", said, meant) for row, said, meant in nobody]
    return found


def _unknown(picking: Picking, kind: str, query: str, empty: str | None = None) -> list[tuple[object, str, str]]:
    """Of the rows that name somebody, those whose name nobody has, with who was meant perhaps."""
    rows = picking.connection.execute(f"{query} ORDER BY 1").fetchall()
    known, called = (_known(picking, kind), _called(picking, kind)) if rows else (frozenset(), {})
    closest = _Meant(known)
    nobody = [(row, said) for row, said in rows if said not in known and said != empty]
    return [(row, said, called.get(said.lower()) or closest.by(said)) for row, said in nobody]


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


class _Meant:
    """The known name that is closest to what is said, looked for once for each of the first that are not known."""

    def __init__(self, known: Collection[str]) -> None:
        self._known, self._found = known, dict[str, str]()

    def by(self, said: str) -> str:
        """The closest name; empty where none is close, or where too many are asked about."""
        if said not in self._found:
            sought = len(self._found) < SUGGESTED and len(said) <= LONG and len(self._known) <= MANY
            if not sought:
                return ""
            self._found[said] = next(iter(get_close_matches(said, self._known, n=1)), "")
        return self._found[said]
