"""One feed's rows on their way through the door: typed, judged, kept, counted.

Imports only its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from salestoolkit.data.files.raw_table import ROW
from salestoolkit.data.intake.last_fact import FACTS, Latest
from salestoolkit.data.intake.refusal import refusal
from salestoolkit.data.intake.row_faults import SOUND, Faults, sign_name, value_name
from salestoolkit.data.intake.totals import totals
from salestoolkit.data.intake_report import ASIDE, FURNITURE, FileCount, Note, Rejection, Tally
from salestoolkit.data.mapping.columns import Picking
from salestoolkit.data.mapping.currency_signs import WHOLE, currency_of, signed
from salestoolkit.data.mapping.feeds import DEFAULT_CURRENCY, Fill
from salestoolkit.data.mapping.number_formats import Cells, date_order, number_format, refuse_thousandths
from salestoolkit.data.mapping.values import (
    amount,
    broken,
    chosen,
    currency,
    finite,
    moment,
    name,
    percent,
    quoted,
    zone,
)
from salestoolkit.data.schema import Column
from salestoolkit.words.errors import InputError

if TYPE_CHECKING:
    from salestoolkit.data.intake.accept import Door

SHARES = {("goals", "target"), ("deals", "probability")}
"""Numbers that may be written as percent."""


@dataclass
class Passage:
    """One feed's rows on their way through the door: typed, judged, kept, counted."""

    door: Door
    picking: Picking
    filled: list[Column]
    signed: list[Column] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    let_in: int = 0

    def run(self) -> None:
        """Types and judges the rows, keeps those that are sound, counts the others."""
        self._type()
        filled = [column.name for column in self.filled]
        summed = totals(self.door.connection, self.table, filled, self.picking.raw.doubtful)
        found = Faults(self.picking, self.filled, self.signed).judge()
        self._keep()
        self._count(summed, found)

    @property
    def file(self) -> str:
        """The file that they come from."""
        return self.picking.raw.file

    @property
    def table(self) -> str:
        """The canonical table that they go into."""
        return self.picking.table.name

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        return self.door.connection.execute(query).fetchall()

    def _type(self) -> None:
        """Make the table ``typed``: beside each cell its value ``v_…``, NULL where it cannot be read."""
        types = ", ".join(f"typeof(any_value({name(column.name)}))" for column in self.filled)
        [held] = self._rows(f"SELECT {types} FROM picked")
        self.held = {column.name: str(kind) for column, kind in zip(self.filled, held, strict=True)}
        self.signed = self._signed()
        values = [f"{self._readable(column, self.held[column.name])} AS {value_name(column)}" for column in self.filled]
        values += [f"{self._currency_of(column)} AS {sign_name(column)}" for column in self.signed]
        self.door.connection.execute(f"CREATE TEMP TABLE typed AS SELECT *, {', '.join(values)} FROM picked")
        [(self.let_in,)] = self.door.connection.execute("SELECT count(*) FROM picked").fetchall()
        self.door.connection.execute("DROP TABLE picked")

    def _signed(self) -> list[Column]:
        """The columns of money in which some amount has a sign beside it."""
        money = [column for column in self.filled if column.kind == "money" and self.held[column.name] == "VARCHAR"]
        if not money:
            return []
        [found] = self._rows(f"SELECT {', '.join(signed(name(column.name)) for column in money)} FROM picked")
        return [column for column, holds in zip(money, found, strict=True) if holds]

    def _currency_of(self, column: Column) -> str:
        own = "CAST(NULL AS VARCHAR)"
        if any(one.name == "currency" for one in self.filled):
            own = currency(name("currency"), self.picking.feed.fills["currency"].values)
        return currency_of(name(column.name), own, self.door.formats.currency)

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
        if column.kind == "zone":
            return zone(name(column.name), fill.values)
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
        declared = self._format(column, fill)
        if column.kind == "money":
            self._note_rounded(column)
            self._refuse_thousandths(column, declared)
        read = amount(sql, declared, column.kind, fill.suffixes)
        if (self.table, column.name) in SHARES:
            read = percent(sql, read, amount(f"rtrim({sql}, '% ')", declared, column.kind))
        if column.name not in self.picking.numbers:
            return read
        number = name(self.picking.numbers[column.name])
        return f"CASE WHEN {number} IS NULL THEN {read} ELSE {finite(number, column)} END"

    def _format(self, column: Column, fill: Fill) -> str:
        every = self.door.formats.number_format
        if (declared := fill.number_format or every) != "auto":
            return declared
        try:
            found, notes = number_format(self._cells(column), fill.suffixes)
        except InputError:
            # a file beside those of the mapping that proves nothing is written as they are
            if every == "auto":
                raise
            return every
        self._note(notes)
        return found

    def _refuse_thousandths(self, column: Column, number_format: str) -> None:
        default = quoted(self.door.formats.currency or DEFAULT_CURRENCY)
        own = [name("currency")] if any(one.name == "currency" for one in self.filled) else []
        code = f"coalesce({', '.join([self._currency_of(column), *(f'upper({each})' for each in own), default])})"
        whole = ", ".join(map(quoted, sorted(WHOLE)))
        cells = self._cells(column)
        refuse_thousandths(replace(cells, texts=f"{cells.texts} AND {code} IN ({whole})"), number_format)

    def _note_rounded(self, column: Column) -> None:
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

    def _keep(self) -> None:
        values = {column.name: value_name(column) for column in self.filled}
        if self.signed and any(column.kind == "currency" for column in self.picking.table.columns):
            signs = [sign_name(column) for column in self.signed]
            values["currency"] = f"coalesce({', '.join([values.get('currency', 'NULL'), *signs])})"
        good = f"FROM typed WHERE {SOUND}"
        columns = ", ".join(map(name, values))
        self.door.connection.execute(f"INSERT INTO {self.table} ({columns}) SELECT {', '.join(values.values())} {good}")
        self._remember_signs(values)
        [present] = self._rows(f"SELECT {', '.join(f'count({value})' for value in values.values())} {good}")
        fed = self.door.fed.setdefault(self.table, set())
        fed.update(column for column, count in zip(values, present, strict=True) if count)
        self.door.given.setdefault(self.table, set()).update(column.name for column in self.filled)
        for column in self.filled:
            if f"{self.table}.{column.name}" in FACTS:
                self._remember_latest(column)

    def _remember_signs(self, values: Mapping[str, str]) -> None:
        """The currencies that signs say in a table that has none: whether they are right is known at the end."""
        if "currency" in {column.name for column in self.picking.table.columns}:
            return
        for column in self.signed:
            about = f"{quoted(self.table)}, {values.get('deal_id', 'NULL')}, {sign_name(column)}, {quoted(self.file)}"
            place = f"{ROW}, {quoted(self.picking.source_of(column.name))}, {name(column.name)}"
            found = f"FROM typed WHERE {SOUND} AND {sign_name(column)} IS NOT NULL"
            self.door.connection.execute(f"INSERT INTO signs SELECT {about}, {place} {found}")

    def _remember_latest(self, column: Column) -> None:
        """Where the latest dates of a column stand, so that one too far ahead can be named."""
        zone, value, place = quoted(self.door.formats.timezone), name(column.name), f"{self.table}.{column.name}"
        day = f"CAST({value if column.kind == 'date' else f'timezone({zone}, {value})'} AS DATE)"
        held = {c.name: value_name(c) for c in self.filled}
        row = ", ".join(f"{held.get(c.name, 'NULL')} AS {name(c.name)}" for c in self.picking.table.columns)
        kept = f"SELECT {ROW}, CAST({value} AS VARCHAR) AS cell, {row} FROM typed WHERE {SOUND}"
        happened = f"{value} IS NOT NULL AND {FACTS[place] or 'true'}"
        order = f"ORDER BY {value} DESC, {ROW} LIMIT 3"
        source = self.picking.source_of(column.name)
        for found in self._rows(f"SELECT {day}, {ROW}, cell FROM ({kept}) WHERE {happened} {order}"):
            self.door.latest.append(Latest(place, self.file, source, *found))  # type: ignore[arg-type]

    def _count(self, summed: list[int], found: Tally) -> None:
        raw, broken = self.picking.raw, self.picking.raw.rejected.of(self.table)
        for row in summed:
            broken.add(Rejection(self.file, self.table, row, "", "total_row"))
        other = ", ".join(map(quoted, sorted(FURNITURE | ASIDE)))
        rows = f"count(DISTINCT {ROW})"
        [counted] = self._rows(f"SELECT {rows}, {rows} FILTER (code NOT IN ({other})) FROM faulty")
        bad, serious = (int(str(number)) for number in counted)
        turned, picked = broken.counts.total(), self.let_in - len(summed)
        skipped = raw.data.num_rows - picked - len(summed)
        count = FileCount(raw.file, self.table, picked + turned, picked - bad, bad + turned, skipped)
        self.door.counts.append(count)
        for tally in (broken, found):
            self.door.remember(tally, self.file)
        kept = [r for r in (*broken.kept, *found.kept) if r.code not in FURNITURE | ASIDE]
        serious += broken.without(FURNITURE)
        if refused := refusal(kept, serious, count, self.picking, self.door.max_rejected):
            self.door.refusals.append(refused)
