"""Why rows are turned away: cells that cannot be read or contradict each other, what is missing or said twice.

Imports only its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from salestoolkit.data.agreed import unknown_kpis, unknown_scopes
from salestoolkit.data.intake import Rejection
from salestoolkit.data.parse import name, quoted, unreadable
from salestoolkit.data.picking import Picking
from salestoolkit.data.raw import ROW, UNCALCULATED
from salestoolkit.data.schema import Column

CODES = {
    "timestamp": "bad_date",
    "date": "bad_date",
    "enum": "bad_value",
    "text": "bad_value",
    "currency": "bad_currency",
    "zone": "bad_zone",
}
"""Why a cell of a kind cannot be read; of the kinds that are not here, because it is no number."""

SOUND = f"{ROW} NOT IN (SELECT {ROW} FROM faulty)"


def value_name(column: Column) -> str:
    """What the column of a cell's value is called in the table ``typed``."""
    return name(f"v_{column.name}")


def sign_name(column: Column) -> str:
    """What the column of the currency that a cell's sign says is called in the table ``typed``."""
    return name(f"s_{column.name}")


@dataclass
class Faults:
    """Judges the rows of the table ``typed``; those that are turned away go to the table ``faulty``."""

    picking: Picking
    filled: Sequence[Column]
    signed: Sequence[Column] = ()
    found: list[Rejection] = field(default_factory=list)

    def judge(self) -> list[Rejection]:
        """Every reason for which a row is turned away."""
        self.picking.connection.execute(f"CREATE TEMP TABLE faulty ({ROW} BIGINT)")
        self._cells()
        self._reversed()
        self._contradicted()
        self._repeated()
        if self.picking.table.name == "goals":
            self._reject(unknown_kpis(self.picking, self.filled, SOUND))
            self._reject(unknown_scopes(self.picking, self.filled, SOUND))
        self._said_twice()
        return self.found

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        return self.picking.connection.execute(query).fetchall()

    def _source(self, column: Column) -> str:
        return quoted(self.picking.source_of(column.name))

    def _cells(self) -> None:
        """Every cell that cannot be read and every required one that is missing."""
        queries = []
        for column in self.filled:
            cell, code = name(column.name), CODES.get(column.kind, "bad_number")
            text = f"CAST({cell} AS VARCHAR)"
            shown = f"ltrim(replace({text}, '{UNCALCULATED}', ''))"
            found = f"SELECT {ROW}, {self._source(column)}, {unreadable(text, code)}, {shown} FROM typed"
            queries.append(f"{found} WHERE {value_name(column)} IS NULL AND {cell} IS NOT NULL")
            if column.required:
                missing = f"SELECT {ROW}, {self._source(column)}, 'missing_required', '' FROM typed"
                queries.append(f"{missing} WHERE {cell} IS NULL")
        self._reject(self._rows(f"{' UNION ALL '.join(queries)} ORDER BY 1, 2"))

    def _reversed(self) -> None:
        """The rows whose last day comes before their first: spread over no day, they would vanish."""
        if self.picking.table.span is None:
            return
        first, last = (self.picking.table.column(end) for end in self.picking.table.span)
        found = f"SELECT {ROW}, {self._source(last)}, 'reversed_dates', CAST({name(last.name)} AS VARCHAR) FROM typed"
        self._reject(self._rows(f"{found} WHERE {value_name(last)} < {value_name(first)} ORDER BY 1"))

    def _contradicted(self) -> None:
        """The rows whose amounts bear the sign of another currency than the row's, or than another of its amounts."""
        said = [value_name(column) for column in self.filled if column.kind == "currency"]
        for column in self.signed:
            others = [f"{sign_name(column)} <> {other}" for other in said] or ["false"]
            found = f"SELECT {ROW}, {self._source(column)}, 'other_currency', {name(column.name)} FROM typed"
            self._reject(self._rows(f"{found} WHERE ({' OR '.join(others)}) AND {SOUND} ORDER BY 1"))
            said.append(sign_name(column))

    def _repeated(self) -> None:
        """The later rows of those that share a key, here or with an earlier feed of the table."""
        key = next((column for column in self.filled if column.name == self.picking.table.key), None)
        if key is None:
            return
        good = f"SELECT {ROW}, {value_name(key)} AS k FROM typed WHERE {value_name(key)} IS NOT NULL AND {SOUND}"
        held = f"SELECT {name(key.name)} FROM {self.picking.table.name} WHERE {name(key.name)} IS NOT NULL"
        later = f"k IN ({held}) OR row_number() OVER (PARTITION BY k ORDER BY {ROW}) > 1"
        query = f"SELECT {ROW}, {self._source(key)}, 'duplicate_key', k FROM ({good}) QUALIFY {later} ORDER BY 1"
        self._reject(self._rows(query))

    def _said_twice(self) -> None:
        """The later rows of those that say the same thing of the same: a goal given twice is one goal."""
        filled = {column.name: value_name(column) for column in self.filled}
        columns = self.picking.table.once
        if not columns:
            return
        keys = [f"coalesce(CAST({filled.get(column, 'NULL')} AS VARCHAR), '') AS {name(column)}" for column in columns]
        held = [f"coalesce(CAST({name(column)} AS VARCHAR), '')" for column in columns]
        listed = ", ".join(map(name, columns))
        known = f"({listed}) IN (SELECT ({', '.join(held)}) FROM {self.picking.table.name})"
        later = f"{known} OR row_number() OVER (PARTITION BY {listed} ORDER BY {ROW}) > 1"
        good = f"SELECT {ROW}, {', '.join(keys)} FROM typed WHERE {SOUND}"
        said = f"concat_ws(' ', {listed})"
        self._reject(self._rows(f"SELECT {ROW}, '', 'duplicate_goal', {said} FROM ({good}) QUALIFY {later} ORDER BY 1"))

    def _reject(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Turn away rows: (row, column, code, value) and, where it can be said, what may have been meant."""
        if not rows:
            return
        marked = pa.table({ROW: pa.array(sorted({row[0] for row in rows}), pa.int64())})  # type: ignore[type-var]
        self.picking.connection.register("marked", marked)
        self.picking.connection.execute(f"INSERT INTO faulty SELECT {ROW} FROM marked")
        self.picking.connection.unregister("marked")
        file, table = self.picking.raw.file, self.picking.table.name
        self.found += [Rejection(file, table, *row) for row in rows]  # type: ignore[arg-type]
