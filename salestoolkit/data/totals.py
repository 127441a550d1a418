"""Finds rows that only repeat the sum of those above them, whatever they are called. Imports only raw and schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salestoolkit.data.parse import name
from salestoolkit.data.raw import ROW

if TYPE_CHECKING:
    import duckdb

ADDED = {
    "deals": ("amount", "list_amount", "cost"),
    "deal_lines": ("amount", "quantity", "discount"),
    "stage_counts": ("count", "amount"),
    "visits": ("sessions", "visitors", "leads"),
    "costs": ("amount",),
}
"""Columns that somebody may have summed up at the foot, of the tables in which no row is a sum by right."""

ENOUGH, PLENTY = 3, 5
"""Rows a sum must be of: where cells are missing beside it, and where none is."""


def totals(
    connection: duckdb.DuckDBPyConnection, table: str, filled: Sequence[str], doubtful: Sequence[int]
) -> set[int]:
    """Numbers of the rows in ``typed`` that are sums of those above: labelled ones, and the last row."""
    added = [column for column in ADDED.get(table, ()) if column in filled]
    if not added:
        return set()
    found = _labelled(connection, added, doubtful)
    return found | _foot(connection, added, filled, found)


def _labelled(connection: duckdb.DuckDBPyConnection, added: Sequence[str], doubtful: Sequence[int]) -> set[int]:
    """Labelled rows whose figure is the sum of all rows above, or of those since the total before."""
    found: set[int] = set()
    for row in sorted(doubtful)[:1000]:
        above = f"{ROW} < {row} AND {ROW} NOT IN ({', '.join(map(str, found)) or 0})"
        since = f"{ROW} > {max(found, default=0)} AND {above}"
        parts = [part for c in added for part in _compared(c, row, (above, since))]
        [sums] = connection.execute(f"SELECT {', '.join(parts)} FROM typed").fetchall()
        if any(sums):
            found.add(row)
    return found


def _compared(column: str, row: int, ranges: Sequence[str]) -> list[str]:
    """SQL of whether the cell of a row is the sum of two cells or more of other rows."""
    v = name(f"v_{column}")
    cell = f"max({v}) FILTER ({ROW} = {row})"
    return [
        f"coalesce({_same(cell, f'sum({v}) FILTER ({where})')} AND count(*) FILTER ({where} AND {v} <> 0) > 1, false)"
        for where in ranges
    ]


def _foot(
    connection: duckdb.DuckDBPyConnection, added: Sequence[str], filled: Sequence[str], known: set[int]
) -> set[int]:
    """The last row, when its figures are the sums of all above, and it says less than they or they are many."""
    others = f"{ROW} NOT IN ({', '.join(map(str, known)) or 0})"
    [(last,)] = connection.execute(f"SELECT max({ROW}) FROM typed WHERE {others}").fetchall()
    if last is None:
        return set()
    above, here = f"FILTER ({ROW} < {last} AND {others})", f"FILTER ({ROW} = {last})"
    parts = []
    for column in added:
        v = name(f"v_{column}")
        parts += [f"count({v}) {here}", _same(f"max({v}) {here}", f"sum({v}) {above}")]
        parts.append(f"count(*) FILTER ({ROW} < {last} AND {others} AND {v} <> 0)")
    for column in filled:
        v = name(f"v_{column}")
        parts.append(f"count({v}) {here} = 0 AND count({v}) {above} = count(*) {above}")
    [row] = connection.execute(f"SELECT {', '.join(parts)} FROM typed").fetchall()
    figures = [row[i : i + 3] for i in range(0, 3 * len(added), 3)]
    summed = [same for there, same, _ in figures if there]
    most = max((count for there, same, count in figures if there and same), default=0)
    less = any(row[3 * len(added) :])
    return {int(last)} if summed and all(summed) and most >= (ENOUGH if less else PLENTY) else set()


def _same(cell: str, total: str) -> str:
    """SQL of whether two figures are one, but for what binary fractions lose; nothing is the sum of nothing."""
    return f"({cell} <> 0 AND abs({cell} - {total}) <= 1e-9 * abs({cell}))"
