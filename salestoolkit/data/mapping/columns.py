"""Picks the cells of each canonical column out of a raw table, as SQL: clean text, or typed when source and
target agree.

Imports only its neighbours and words.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from salestoolkit.data.files.arrow_columns import MIXED
from salestoolkit.data.files.raw_table import ROW, RawTable, find_column
from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.feeds import Condition, Feed, Fill, Lookup
from salestoolkit.data.mapping.mapping import closest
from salestoolkit.data.mapping.values import broken, clean, name, quoted, translated
from salestoolkit.data.schema import TABLES, Column, Table
from salestoolkit.words.errors import InputError, Told

if TYPE_CHECKING:
    import duckdb

COUNTED = ("money", "number", "integer")


@dataclass
class Picking:
    """The cells that one feed takes from one raw table, registered in the database as ``raw``.

    ``numbers`` has the columns of text of which some cells are numbers, each with the column that holds them.
    """

    connection: duckdb.DuckDBPyConnection
    feed: Feed
    raw: RawTable
    lookups: Mapping[Lookup, RawTable]
    notes: list[Note] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    joins: dict[tuple[Lookup, str], int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The canonical table that is filled."""
        return TABLES[self.feed.table]

    def pick(self) -> list[Column]:
        """Make the table ``picked`` with one cell for each column that is filled; those columns.

        Raises
        ------
        InputError
            When a column that the table cannot do without is not in the file.
        """
        filled = [column for column in self.table.columns if self._present(column)]
        cells = [f"{self._cell(column)} AS {name(column.name)}" for column in filled]
        cells += [f"{sql} AS {name(number)}" for column in filled for number, sql in self._number_of(column)]
        where = " AND ".join([*map(self._met, self.feed.where), *self._entered(filled)]) or "true"
        joins = " ".join(f"LEFT JOIN lookup_{n} ON lookup_{n}.k = {sql}" for (_, sql), n in self.joins.items())
        body = f"SELECT raw.{ROW}, {', '.join(cells)} FROM raw {joins} WHERE {where}"
        self.connection.execute(f"CREATE TEMP TABLE picked AS {body}")
        self._note_lookups()
        return filled

    def _entered(self, filled: list[Column]) -> list[str]:
        """Of a feed that gives one stage to all its rows: those without a day never came there."""
        stage = self.feed.fills.get("stage")
        if self.table.name != "stage_history" or stage is None or stage.const is None:
            return []
        return [f"({self._cell(column)}) IS NOT NULL" for column in filled if column.name == "entered_at"]

    def close(self) -> None:
        """Take the lookups out of the database again."""
        for number in self.joins.values():
            self.connection.unregister(f"lookup_{number}")

    def source_of(self, column: str) -> str:
        """What the file calls the column, for reports."""
        return self.sources.get(column, column)

    def _present(self, column: Column) -> bool:
        """Whether the file has what the mapping promises."""
        fill = self.feed.fills.get(column.name)
        if fill is None:
            return False
        wanted = [*fill.sources, *([fill.when.column] if fill.when else [])]
        lacking = [source for source in wanted if find_column(source, self.raw.columns) is None]
        if fill.lookup and fill.lookup not in self.lookups:
            lacking.append(fill.lookup.file)
        if lacking and column.required:
            place = f"{self.table.name}.{column.name}"
            fact = Told("no_column", column=lacking[0], place=place, offer=_offer(lacking[0], self.raw))
            raise InputError(fact, file=self.raw.file)
        if lacking and fill.sources != (column.name,):
            values = {"column": f"{self.table.name}.{column.name}", "source": lacking[0]}
            self.notes.append(Note("column_absent", values, self.raw.file))
        return not lacking

    def _cell(self, column: Column) -> str:
        fill = self.feed.fills[column.name]
        if fill.row_number:
            return f"{quoted(self.raw.file)} || ':' || raw.{ROW}"
        if fill.const is not None:
            return quoted(fill.const)
        self.sources[column.name] = " + ".join(fill.sources)
        typed = len(fill.sources) == 1 and _plain(fill) and self._agrees(column, fill.sources[0])
        sql = self._without_nan(fill.sources[0]) if typed else self._text(fill)
        if column.kind in COUNTED:
            self._refuse_merged(fill.sources)
        return f"CASE WHEN {self._met(fill.when)} THEN {sql} END" if fill.when else sql

    def _number_of(self, column: Column) -> list[tuple[str, str]]:
        """The numbers that stand beside text in the column's only source: they need no format to be read."""
        fill = self.feed.fills[column.name]
        beside = len(fill.sources) == 1 and not (fill.lookup or fill.aliases or fill.values)
        if column.kind not in COUNTED or not beside or self._type_of(fill.sources[0]) != MIXED:
            return []
        self.numbers[column.name] = f"n_{column.name}"
        number = f"CASE WHEN {self._text(fill)} IS NOT NULL THEN raw.c{self.raw.place(fill.sources[0])}.number END"
        return [
            (self.numbers[column.name], f"CASE WHEN {self._met(fill.when)} THEN {number} END" if fill.when else number)
        ]

    def _refuse_merged(self, sources: tuple[str, ...]) -> None:
        """One figure over several rows says of none of them what it is worth."""
        for source in sources:
            if row := self.raw.merged.get(find_column(source, self.raw.columns) or ""):
                raise InputError(Told("merged"), file=self.raw.file, row=row, column=source)

    def _text(self, fill: Fill) -> str:
        parts = [self._as_text(source) for source in fill.sources]
        sql = parts[0] if len(parts) == 1 else f"nullif(concat_ws(' ', {', '.join(parts)}), '')"
        if fill.missing:
            sql = f"CASE WHEN lower({sql}) NOT IN ({', '.join(map(quoted, fill.missing))}) THEN {sql} END"
        if fill.lower:
            sql = f"lower({sql})"
        if fill.aliases:
            self._note_aliases(fill, sql)
            sql = f"coalesce({translated(sql, fill.aliases)}, {sql})"
        return self._looked_up(fill.lookup, sql) if fill.lookup else sql

    def _met(self, condition: Condition) -> str:
        """SQL of whether a row meets the condition; a missing value is equal to nothing."""
        if find_column(condition.column, self.raw.columns) is None:
            fact = Told("no_condition", column=condition.column, offer=_offer(condition.column, self.raw))
            raise InputError(fact, file=self.raw.file)
        values = ", ".join(map(quoted, condition.values)) or "NULL"
        sql = f"coalesce(lower({self._as_text(condition.column)}) IN ({values}), false)"
        return f"NOT {sql}" if condition.negated else sql

    def _type_of(self, source: str) -> pa.DataType:
        return self.raw.data.schema.types[self.raw.place(source)]

    def _agrees(self, column: Column, source: str) -> bool:
        held = self._type_of(source)
        if column.kind in ("timestamp", "date"):
            return bool(pa.types.is_timestamp(held) or pa.types.is_date(held))
        number = pa.types.is_integer(held) or pa.types.is_floating(held) or pa.types.is_decimal(held)
        return bool(column.kind in ("money", "number", "integer") and number)

    def _without_nan(self, source: str) -> str:
        sql = f"raw.c{self.raw.place(source)}"
        return f"CASE WHEN NOT isnan({sql}) THEN {sql} END" if pa.types.is_floating(self._type_of(source)) else sql

    def _as_text(self, source: str) -> str:
        """The source column as clean text; ids that came as whole floats lose their ``.0``."""
        held, sql = self._type_of(source), f"raw.c{self.raw.place(source)}"
        if held == MIXED:
            return clean(f"{sql}.text")
        if not pa.types.is_floating(held):
            return clean(sql if _is_text(held) else f"CAST({sql} AS VARCHAR)")
        whole = f"{sql} = trunc({sql}) AND abs({sql}) < 1e15"
        digits = f"CASE WHEN {whole} THEN CAST(CAST({sql} AS BIGINT) AS VARCHAR) ELSE CAST({sql} AS VARCHAR) END"
        return f"CASE WHEN NOT isnan({sql}) THEN {digits} END"

    def _looked_up(self, lookup: Lookup, sql: str) -> str:
        if (lookup, sql) not in self.joins:
            number = len(self.joins)
            self.connection.register(f"lookup_{number}", self._lookup_table(lookup))
            self.joins[lookup, sql] = number
        return f"CASE WHEN {broken(sql)} THEN {sql} ELSE lookup_{self.joins[lookup, sql]}.v END"

    def _lookup_table(self, lookup: Lookup) -> pa.Table:
        """Keys and values of a lookup as clean text; a key with two values is an error."""
        raw = self.lookups[lookup]
        for column in (lookup.key, lookup.column):
            if find_column(column, raw.columns) is None:
                raise InputError(Told("no_lookup", column=column, offer=_offer(column, raw)), file=raw.file)
        places = (raw.place(column) for column in (lookup.key, lookup.column))
        key, value = (clean(f"CAST(c{place} AS VARCHAR)") for place in places)
        self.connection.register("looked_in", raw.unnamed())
        select = f"SELECT DISTINCT {key}, {value} FROM looked_in WHERE {key} IS NOT NULL ORDER BY 1, 2"
        rows = self.connection.execute(select).fetchall()
        self.connection.unregister("looked_in")
        keys = [row[0] for row in rows]
        if twice := next((a for a, b in itertools.pairwise(keys) if a == b), None):
            raise InputError(Told("lookup_twice", value=twice, column=lookup.column), file=raw.file, column=lookup.key)
        return pa.table({"k": pa.array(keys, pa.string()), "v": pa.array([row[1] for row in rows], pa.string())})

    def _note_lookups(self) -> None:
        for (lookup, sql), number in self.joins.items():
            missed = f"FROM raw LEFT JOIN lookup_{number} l ON l.k = {sql} WHERE l.k IS NULL AND {sql} IS NOT NULL"
            [(count, example)] = self.connection.execute(f"SELECT count(*), min({sql}) {missed}").fetchall()
            if count:
                values = {"count": count, "example": example, "file": lookup.file, "column": lookup.column}
                self.notes.append(Note("lookup_missed", values, self.raw.file))

    def _note_aliases(self, fill: Fill, sql: str) -> None:
        counted = f"SELECT {sql} AS alias, count(*) FROM raw WHERE {translated(sql, fill.aliases)} IS NOT NULL"
        for alias, count in self.connection.execute(f"{counted} GROUP BY alias ORDER BY alias").fetchall():
            values = {
                "alias": alias,
                "name": fill.aliases[alias.casefold()],
                "count": count,
                "column": fill.sources[0],
            }
            note = Note("alias", values, self.raw.file)
            if note not in self.notes:
                self.notes.append(note)


def _plain(fill: Fill) -> bool:
    return not (fill.values or fill.aliases or fill.missing or fill.lookup or fill.lower)


def _is_text(held: pa.DataType) -> bool:
    return bool(pa.types.is_string(held) or pa.types.is_large_string(held) or pa.types.is_string_view(held))


def _offer(column: str, raw: RawTable) -> Told:
    """The column of the file closest to the one that is missing, or those that there are."""
    return closest(column, raw.columns) or Told("found", names=", ".join(raw.columns[:12]))
