"""Finds rows that only repeat the sum of those above them, whatever they are called. Imports only parse and raw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from salestoolkit.data.files.raw_table import ROW
from salestoolkit.data.mapping.values import name

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
) -> list[int]:
    """Take the rows out of ``typed`` that are sums of those above: labelled ones, and the last row."""
    added = [column for column in ADDED.get(table, ()) if column in filled]
    if not added:
        return []
    labelled = _labelled(connection, added, doubtful) if doubtful else []
    _take_out(connection, labelled)
    foot = _foot(connection, added, filled)
    _take_out(connection, foot)
    return [*labelled, *foot]


def _take_out(connection: duckdb.DuckDBPyConnection, rows: Sequence[int]) -> None:
    if rows:
        connection.register("summed", pa.table({"r": pa.array(rows, pa.int64())}))
        connection.execute(f"DELETE FROM typed WHERE {ROW} IN (SELECT r FROM summed)")
        connection.unregister("summed")


def _labelled(connection: duckdb.DuckDBPyConnection, added: Sequence[str], doubtful: Sequence[int]) -> list[int]:
    """Labelled rows whose figure is the sum of all rows above, or of those since the total before."""
    values = ", ".join(f"coalesce(CAST({name(f'v_{column}')} AS DOUBLE), 0) AS v{i}" for i, column in enumerate(added))
    held = connection.execute(f"SELECT {ROW} AS row, {values} FROM typed ORDER BY {ROW}").fetchnumpy()
    labelled = np.isin(held["row"], np.array(doubtful))
    places = np.flatnonzero(labelled)
    figures = np.array([held[f"v{i}"] for i in range(len(added))])
    data = np.where(labelled, 0, figures)
    above = np.diff(np.cumsum(data, axis=1)[:, places], prepend=0)
    rows = np.diff(np.cumsum(data != 0, axis=1)[:, places], prepend=0)
    ledgers, found = [_Ledger() for _ in added], []
    for at, place in enumerate(places):
        own = figures[:, place]
        verdicts = [ledger.sums_up(above[i, at], rows[i, at], own[i]) for i, ledger in enumerate(ledgers)]
        if any(verdicts):
            found.append(int(held["row"][place]))
        for ledger, figure in zip(ledgers, own, strict=True):
            ledger.close(figure, any(verdicts))
    return found


@dataclass
class _Ledger:
    """The running sums of one column: of all rows that are data, and of those since the last total."""

    all: float = 0.0
    rows: int = 0
    since: float = 0.0
    rows_since: int = 0

    def take_in(self, figure: float, rows: int) -> None:
        self.all, self.since = self.all + figure, self.since + figure
        self.rows, self.rows_since = self.rows + rows, self.rows_since + rows

    def close(self, figure: float, total: bool) -> None:
        """Go on below a labelled row: after a total anew, else it was data like the others."""
        if total:
            self.since, self.rows_since = 0.0, 0
        else:
            self.take_in(figure, int(figure != 0))

    def sums_up(self, above: float, rows: int, figure: float) -> bool:
        """Take in the rows above a labelled one; whether its figure is a sum of two of them or more."""
        self.take_in(above, rows)
        pairs = ((self.all, self.rows), (self.since, self.rows_since))
        return bool(figure) and any(n > 1 and abs(figure - total) <= 1e-9 * abs(figure) for total, n in pairs)


def _foot(connection: duckdb.DuckDBPyConnection, added: Sequence[str], filled: Sequence[str]) -> list[int]:
    """The last row, when its figures are the sums of all above, and it says less than they or they are many."""
    [(last,)] = connection.execute(f"SELECT max({ROW}) FROM typed").fetchall()
    if last is None:
        return []
    above, here = f"FILTER ({ROW} < {last})", f"FILTER ({ROW} = {last})"
    parts = []
    for column in added:
        v = name(f"v_{column}")
        parts += [f"count({v}) {here}", _same(f"max({v}) {here}", f"sum({v}) {above}")]
        parts.append(f"count(*) FILTER ({ROW} < {last} AND {v} <> 0)")
    for column in filled:
        v = name(f"v_{column}")
        parts.append(f"count({v}) {here} = 0 AND count({v}) {above} = count(*) {above}")
    [row] = connection.execute(f"SELECT {', '.join(parts)} FROM typed").fetchall()
    figures = [row[i : i + 3] for i in range(0, 3 * len(added), 3)]
    summed = [same for there, same, _ in figures if there]
    most = max((count for there, same, count in figures if there and same), default=0)
    less = any(row[3 * len(added) :])
    return [int(last)] if summed and all(summed) and most >= (ENOUGH if less else PLENTY) else []


def _same(cell: str, total: str) -> str:
    """SQL of whether two figures are one, but for what binary fractions lose; nothing is the sum of nothing."""
    return f"({cell} <> 0 AND abs({cell} - {total}) <= 1e-9 * abs({cell}))"
