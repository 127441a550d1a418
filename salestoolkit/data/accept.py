"""The door: raw rows become rows of a canonical table or are rejected with a reason, set-wise in DuckDB.

Imports only its neighbours and words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from salestoolkit.data.feeds import Feed, Fill, Lookup
from salestoolkit.data.intake import FURNITURE, FileCount, Note, Rejection, refuse_if_many
from salestoolkit.data.last_fact import FACTS, Latest
from salestoolkit.data.parse import amount, broken, chosen, currency, finite, moment, name, quoted, unreadable
from salestoolkit.data.picking import Picking
from salestoolkit.data.proving import Cells, date_order, number_format
from salestoolkit.data.raw import ROW, UNCALCULATED, RawTable
from salestoolkit.data.schema import SQL_TYPES, TABLES, Column
from salestoolkit.data.totals import totals

if TYPE_CHECKING:
    import duckdb

CODES = {
    "timestamp": "bad_date",
    "date": "bad_date",
    "enum": "bad_value",
    "text": "bad_value",
    "currency": "bad_currency",
}
"""Why a cell of a kind cannot be read; of the kinds that are not here, because it is no number."""


@dataclass(frozen=True)
class Formats:
    """What holds for every column that does not declare its own: time zone, date order, number format."""

    timezone: str
    date_order: str = "auto"
    number_format: str = "auto"


@dataclass
class Door:
    """Takes feeds in, one after the other, and keeps count of rows, rejections and notes."""

    connection: duckdb.DuckDBPyConnection
    formats: Formats
    max_rejected: float = 0.05
    counts: list[FileCount] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fed: dict[str, set[str]] = field(default_factory=dict)
    latest: list[Latest] = field(default_factory=list)

    def open_tables(self) -> None:
        """Make every canonical table, empty."""
        for table in TABLES.values():
            columns = ", ".join(f"{name(column.name)} {SQL_TYPES[column.kind]}" for column in table.columns)
            self.connection.execute(f"CREATE TABLE {table.name} ({columns})")

    def take(self, feed: Feed, raw: RawTable, lookups: Mapping[Lookup, RawTable]) -> None:
        """Accept or reject every row of ``raw`` that ``feed`` speaks of.

        Raises
        ------
        InputError
            When a required column is missing, a date order or number format is not proved, or too many rows
            are rejected.
        """
        picking = Picking(self.connection, feed, raw, lookups)
        self.connection.register("raw", raw.unnamed())
        try:
            _Passage(self, picking, picking.pick()).run()
            self.notes += [note for note in picking.notes if note not in self.notes]
        finally:
            for table in ("picked", "typed", "faulty"):
                self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            self.connection.unregister("raw")
            picking.close()


@dataclass
class _Passage:
    """One feed's rows on their way through the door: typed, judged, kept, counted."""

    door: Door
    picking: Picking
    filled: list[Column]

    def run(self) -> None:
        self._type()
        rejections = self._totals() + self._faults() + self._reversed() + self._repeated()
        self._keep()
        self._count(rejections)

    @property
    def file(self) -> str:
        return self.picking.raw.file

    @property
    def table(self) -> str:
        return self.picking.table.name

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        return self.door.connection.execute(query).fetchall()

    def _type(self) -> None:
        """Make the table ``typed``: beside each cell its value ``v_…``, NULL where it cannot be read."""
        types = ", ".join(f"typeof(any_value({name(column.name)}))" for column in self.filled)
        [held] = self._rows(f"SELECT {types} FROM picked")
        pairs = zip(self.filled, map(str, held), strict=True)
        values = ", ".join(f"{self._readable(column, kind)} AS {_value_name(column)}" for column, kind in pairs)
        self.door.connection.execute(f"CREATE TEMP TABLE typed AS SELECT *, {values} FROM picked")

    def _readable(self, column: Column, held: str) -> str:
        value, cell = self._value(column, held), name(column.name)
        return f"CASE WHEN NOT {broken(cell)} THEN {value} END" if held == "VARCHAR" else value

    def _value(self, column: Column, held: str) -> str:
        fill = self.picking.feed.fills[column.name]
        if column.kind in ("timestamp", "date"):
            return self._moment(column, fill, held)
        if column.kind in ("money", "number", "integer"):
            return self._number(column, fill, held)
        if column.kind == "currency":
            return currency(name(column.name), fill.values)
        return chosen(name(column.name), column, fill.values)

    def _moment(self, column: Column, fill: Fill, held: str) -> str:
        zone, sql = self.door.formats.timezone, name(column.name)
        if held == "VARCHAR":
            value = moment(sql, self._order(column, fill), zone)
        elif "WITH TIME ZONE" in held:
            value = f"CAST({sql} AS TIMESTAMPTZ)"
        else:
            value = f"timezone({quoted(zone)}, CAST({sql} AS TIMESTAMP))"
        if column.kind == "date":
            return f"CAST(timezone({quoted(zone)}, {value}) AS DATE)"
        return f"date_trunc('day', {value})" if fill.precision == "day" else value

    def _order(self, column: Column, fill: Fill) -> str:
        declared = fill.date_order or self.door.formats.date_order
        if declared != "auto":
            return declared
        order, notes = date_order(self._cells(column))
        self._note(notes)
        return order

    def _number(self, column: Column, fill: Fill, held: str) -> str:
        sql = name(column.name)
        if held != "VARCHAR":
            return finite(sql, column)
        declared = fill.number_format or self.door.formats.number_format
        if declared == "auto":
            declared, notes = number_format(self._cells(column), fill.suffixes)
            self._note(notes)
        self._note_rounded(column)
        read = amount(sql, declared, column.kind, fill.suffixes)
        if column.name not in self.picking.numbers:
            return read
        number = name(self.picking.numbers[column.name])
        return f"CASE WHEN {number} IS NULL THEN {read} ELSE {finite(number, column)} END"

    def _note_rounded(self, column: Column) -> None:
        if column.kind != "money":
            return
        [(count,)] = self._rows(
            f"SELECT count(*) FROM picked WHERE regexp_matches({name(column.name)}, '[.,]\\d{{5,}}$')"
        )
        if count:
            values = {"count": count, "column": self.picking.source_of(column.name)}
            self._note((Note("rounded", values, self.file),))

    def _note(self, notes: tuple[Note, ...]) -> None:
        self.door.notes += [note for note in notes if note not in self.door.notes]

    def _cells(self, column: Column) -> Cells:
        source, numbers = self.picking.source_of(column.name), self.picking.numbers
        texts = f"{name(numbers[column.name])} IS NULL" if column.name in numbers else "true"
        return Cells(self.door.connection, "picked", column.name, self.file, source, texts)

    def _totals(self) -> list[Rejection]:
        """The rows that repeat the sum of those above, which are taken away before anything else is judged."""
        raw, filled = self.picking.raw, [column.name for column in self.filled]
        rows = sorted(totals(self.door.connection, self.table, filled, raw.doubtful))
        if rows:
            self._rows(f"DELETE FROM typed WHERE {ROW} IN ({', '.join(map(str, rows))})")
        return [Rejection(self.file, self.table, row, "", "total_row") for row in rows]

    def _faults(self) -> list[Rejection]:
        """Every cell that cannot be read and every required one that is missing.

        Their rows go to ``faulty``.
        """
        queries = []
        for column in self.filled:
            cell, code = name(column.name), CODES.get(column.kind, "bad_number")
            source = quoted(self.picking.source_of(column.name))
            text = f"CAST({cell} AS VARCHAR)"
            shown = f"ltrim(replace({text}, '{UNCALCULATED}', ''))"
            found = f"SELECT {ROW}, {source}, {unreadable(text, code)}, {shown} FROM typed"
            queries.append(f"{found} WHERE {_value_name(column)} IS NULL AND {cell} IS NOT NULL")
            if column.required:
                queries.append(f"SELECT {ROW}, {source}, 'missing_required', '' FROM typed WHERE {cell} IS NULL")
        rows = self._rows(f"{' UNION ALL '.join(queries)} ORDER BY 1, 2")
        self.door.connection.execute(f"CREATE TEMP TABLE faulty ({ROW} BIGINT)")
        return self._rejected(rows)

    def _reversed(self) -> list[Rejection]:
        """The rows whose last day comes before their first: spread over no day, they would vanish."""
        span = self.picking.table.span
        if span is None:
            return []
        first, last = (self.picking.table.column(end) for end in span)
        source = quoted(self.picking.source_of(last.name))
        found = f"SELECT {ROW}, {source}, 'reversed_dates', CAST({name(last.name)} AS VARCHAR) FROM typed"
        return self._rejected(self._rows(f"{found} WHERE {_value_name(last)} < {_value_name(first)} ORDER BY 1"))

    def _repeated(self) -> list[Rejection]:
        """The later rows of those that share a key, here or with an earlier feed of the table."""
        key = next((column for column in self.filled if column.name == self.picking.table.key), None)
        if key is None:
            return []
        value, cell = _value_name(key), name(key.name)
        good = f"SELECT {ROW}, {value} AS k FROM typed WHERE {value} IS NOT NULL AND {_NOT_FAULTY}"
        known = f"k IN (SELECT {cell} FROM {self.table} WHERE {cell} IS NOT NULL)"
        later = f"{known} OR row_number() OVER (PARTITION BY k ORDER BY {ROW}) > 1"
        source = quoted(self.picking.source_of(key.name))
        return self._rejected(
            self._rows(f"SELECT {ROW}, {source}, 'duplicate_key', k FROM ({good}) QUALIFY {later} ORDER BY 1")
        )

    def _rejected(self, rows: list[tuple[object, ...]]) -> list[Rejection]:
        """The rejections of rows (row, column, code, value), which are marked as faulty."""
        if rows:
            marked = pa.table({ROW: pa.array(sorted({row[0] for row in rows}), pa.int64())})  # type: ignore[type-var]
            self.door.connection.register("marked", marked)
            self.door.connection.execute(f"INSERT INTO faulty SELECT {ROW} FROM marked")
            self.door.connection.unregister("marked")
        return [Rejection(self.file, self.table, *row) for row in rows]  # type: ignore[arg-type]

    def _keep(self) -> None:
        columns = ", ".join(name(column.name) for column in self.filled)
        values = ", ".join(map(_value_name, self.filled))
        good = f"FROM typed WHERE {_NOT_FAULTY}"
        self.door.connection.execute(f"INSERT INTO {self.table} ({columns}) SELECT {values} {good}")
        counts = ", ".join(f"count({_value_name(column)})" for column in self.filled)
        [present] = self._rows(f"SELECT {counts} {good}")
        fed = self.door.fed.setdefault(self.table, set())
        fed.update(column.name for column, count in zip(self.filled, present, strict=True) if count)
        for column in self.filled:
            if f"{self.table}.{column.name}" in FACTS:
                self._remember_latest(column)

    def _remember_latest(self, column: Column) -> None:
        """Where the latest dates of a column stand, so that one too far ahead can be named."""
        zone, value, place = quoted(self.door.formats.timezone), name(column.name), f"{self.table}.{column.name}"
        day = f"CAST({value if column.kind == 'date' else f'timezone({zone}, {value})'} AS DATE)"
        held = {c.name: _value_name(c) for c in self.filled}
        row = ", ".join(f"{held.get(c.name, 'NULL')} AS {name(c.name)}" for c in self.picking.table.columns)
        kept = f"SELECT {ROW}, CAST({value} AS VARCHAR) AS cell, {row} FROM typed WHERE {_NOT_FAULTY}"
        happened = f"{value} IS NOT NULL AND {FACTS[place] or 'true'}"
        order = f"ORDER BY {value} DESC, {ROW} LIMIT 3"
        source = self.picking.source_of(column.name)
        for found in self._rows(f"SELECT {day}, {ROW}, cell FROM ({kept}) WHERE {happened} {order}"):
            self.door.latest.append(Latest(place, self.file, source, *found))  # type: ignore[arg-type]

    def _count(self, rejections: list[Rejection]) -> None:
        raw = self.picking.raw
        broken = [Rejection(r.file, self.table, r.row, "", r.code, r.value) for r in raw.rejected.kept]
        turned = raw.rejected.counts
        [(let_in,)] = self._rows("SELECT count(*) FROM picked")
        picked, bad = int(str(let_in)), len({r.row for r in rejections})
        count = FileCount(
            raw.file,
            self.table,
            read=picked + turned.total(),
            accepted=picked - bad,
            rejected=bad + turned.total(),
            skipped=raw.data.num_rows - picked,
        )
        self.door.counts.append(count)
        self.door.rejections += [*broken, *rejections]
        serious = [r for r in (*broken, *rejections) if r.code not in FURNITURE]
        rows = len({r.row for r in rejections if r.code not in FURNITURE})
        rows += sum(n for code, n in turned.items() if code not in FURNITURE)
        refuse_if_many(serious, rows, count, self.door.max_rejected)


_NOT_FAULTY = f"{ROW} NOT IN (SELECT {ROW} FROM faulty)"


def _value_name(column: Column) -> str:
    return name(f"v_{column.name}")
