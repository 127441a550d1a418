"""Why rows are turned away: cells that cannot be read or contradict each other, what is missing or said twice.

Imports only its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from salestoolkit.data.files.raw_table import ROW, UNCALCULATED
from salestoolkit.data.intake.goal_rows import (
    impossible_targets,
    overlapping,
    unknown_kpis,
    unknown_parties,
    unknown_scopes,
)
from salestoolkit.data.intake_report import KEPT, Rejection, Tally
from salestoolkit.data.mapping.columns import Picking
from salestoolkit.data.mapping.values import name, quoted, unreadable
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

LONGEST = 400
"""Characters of a rejected cell that are kept."""

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
    stage: int = 0

    def judge(self) -> Tally:
        """Every reason for which a row is turned away; all are counted, the first are kept."""
        columns = f"stage INTEGER, {ROW} BIGINT, source VARCHAR, code VARCHAR, cell VARCHAR, hint VARCHAR"
        self.picking.connection.execute(f"CREATE TEMP TABLE faulty ({columns})")
        self._cells()
        self._reversed()
        self._negative()
        self._contradicted()
        self._repeated()
        if self.picking.table.name in ("goals", "follow_ups"):
            self._reject(unknown_kpis(self.picking, self.filled, SOUND))
        if self.picking.table.name == "follow_ups":
            self._reject(unknown_parties(self.picking, self.filled, SOUND))
        if self.picking.table.name == "goals":
            self._reject(unknown_scopes(self.picking, self.filled, SOUND))
            self._reject(impossible_targets(self.picking, self.filled, SOUND))
        self._said_twice()
        if self.picking.table.name == "goals":
            self._reject(overlapping(self.picking, self.filled, SOUND))
        if self.picking.table.name == "stages":
            self._same_place()
        return self._tally()

    def _source(self, column: Column) -> str:
        return quoted(self.picking.source_of(column.name))

    def _cells(self) -> None:
        """Every cell that cannot be read and every required one that is missing: one look at each row."""
        reasons, faulty = [], []
        for column in self.filled:
            cell, code = name(column.name), CODES.get(column.kind, "bad_number")
            text, unread = f"CAST({cell} AS VARCHAR)", f"({value_name(column)} IS NULL AND {cell} IS NOT NULL)"
            shown = f"left(ltrim(replace({text}, '{UNCALCULATED}', '')), {LONGEST})"
            choices = quoted(", ".join(column.values))
            said = f"{{'b': {self._source(column)}, 'c': {unreadable(text, code)}, 'd': {shown}, 'e': {choices}}}"
            missing = f"{{'b': {self._source(column)}, 'c': 'missing_required', 'd': '', 'e': ''}}"
            gone = f" WHEN {cell} IS NULL THEN {missing}" if column.required else ""
            reasons.append(f"CASE WHEN {unread} THEN {said}{gone} END")
            faulty.append(f"{value_name(column)} IS NULL" if column.required else unread)
        found = f"SELECT {ROW} AS a, unnest([{', '.join(reasons)}]) AS r FROM typed WHERE {' OR '.join(faulty)}"
        self._turn_away(f"SELECT a, r.b, r.c, r.d, r.e FROM ({found}) WHERE r IS NOT NULL", "e")

    def _reversed(self) -> None:
        """The rows whose last day comes before their first: spread over no day, they would vanish."""
        if self.picking.table.span is None:
            return
        first, last = (self.picking.table.column(end) for end in self.picking.table.span)
        found = f"SELECT {ROW}, {self._source(last)}, 'reversed_dates', CAST({name(last.name)} AS VARCHAR) FROM typed"
        self._turn_away(f"{found} WHERE {value_name(last)} < {value_name(first)}")

    def _negative(self) -> None:
        """The rows that count fewer than none."""
        for column in self.filled:
            if column.name in self.picking.table.counts:
                found = f"SELECT {ROW}, {self._source(column)}, 'negative_count', CAST({name(column.name)} AS VARCHAR)"
                self._turn_away(f"{found} FROM typed WHERE {value_name(column)} < 0 AND {SOUND}")

    def _same_place(self) -> None:
        """The later of two open stages at one place of a pipeline: whoever reaches one would have reached both."""
        filled = {column.name: value_name(column) for column in self.filled}
        pipeline, stage, position, kind = (
            filled.get(each, "NULL") for each in ("pipeline", "stage", "position", "kind")
        )
        same = f"PARTITION BY coalesce(CAST({pipeline} AS VARCHAR), ''), {position} ORDER BY {ROW}"
        source = self._source(self.picking.table.column("position"))
        open_ = f"{kind} = 'open' AND {SOUND} QUALIFY first_value({stage}) OVER ({same}) <> {stage}"
        self._turn_away(
            f"SELECT {ROW}, {source}, 'same_position', CAST({name('position')} AS VARCHAR) FROM typed WHERE {open_}"
        )

    def _contradicted(self) -> None:
        """The rows whose amounts bear the sign of another currency than the row's, or than another of its amounts."""
        said = [value_name(column) for column in self.filled if column.kind == "currency"]
        for column in self.signed:
            others = [f"{sign_name(column)} <> {other}" for other in said] or ["false"]
            found = f"SELECT {ROW}, {self._source(column)}, 'other_currency', {name(column.name)} FROM typed"
            self._turn_away(f"{found} WHERE ({' OR '.join(others)}) AND {SOUND}")
            said.append(sign_name(column))

    def _repeated(self) -> None:
        """The later rows of those that share a key, here or with an earlier feed of the table."""
        key = next((column for column in self.filled if column.name == self.picking.table.key), None)
        if key is None:
            return
        good = f"SELECT {ROW}, {value_name(key)} AS k FROM typed WHERE {value_name(key)} IS NOT NULL AND {SOUND}"
        held = f"SELECT {name(key.name)} FROM {self.picking.table.name} WHERE {name(key.name)} IS NOT NULL"
        # the first row of each key, not the order of all: a window over a million rows of one key holds them all
        first = f"SELECT k, min({ROW}) AS first FROM ({good}) GROUP BY k HAVING count(*) > 1"
        later = f"k IN ({held}) OR {ROW} > first"
        found = f"SELECT {ROW}, {self._source(key)}, 'duplicate_key', k FROM ({good}) LEFT JOIN ({first}) USING (k)"
        self._turn_away(f"{found} WHERE {later} ORDER BY 1")

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
        self._turn_away(f"SELECT {ROW}, '', 'duplicate_goal', {said} FROM ({good}) QUALIFY {later}")

    def _turn_away(self, query: str, hint: str = "") -> None:
        """Turn away the rows of a query: number, column, code and cell, and as ``hint`` what may stand there."""
        self.stage += 1
        columns = f"a, b, c, d{f', {hint}' if hint else ''}"
        cut = f"SELECT {self.stage}, a, b, c, left(d, {LONGEST}), {hint or quoted('')}"
        self.picking.connection.execute(f"INSERT INTO faulty {cut} FROM ({query}) AS rejected({columns})")

    def _reject(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Turn away rows: number, column, code, cell and what may have been meant."""
        if rows:
            given = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=["a", "b", "c", "d", "e"])
            self.picking.connection.register("given", given)
            self.stage += 1
            self.picking.connection.execute(f"INSERT INTO faulty SELECT {self.stage}, * FROM given")
            self.picking.connection.unregister("given")

    def _tally(self) -> Tally:
        """The reasons by column and code, and the first rows with at least one for each."""
        file, table, execute = self.picking.raw.file, self.picking.table.name, self.picking.connection.execute
        listed = f"SELECT {ROW}, source, code, cell, hint FROM faulty"
        order = f"ORDER BY stage, {ROW}, source"
        counts = execute("SELECT source, code, count(*) FROM faulty GROUP BY 1, 2 ORDER BY min(stage), 1, 2").fetchall()
        rows = execute(f"{listed} {order} LIMIT {KEPT}").fetchall()
        seen = {(source, code) for _, source, code, *_ in rows}
        for source, code, _ in counts:
            if (source, code) not in seen:
                rows += execute(f"{listed} WHERE source = ? AND code = ? {order} LIMIT 1", [source, code]).fetchall()
        kept = [Rejection(file, table, *row) for row in rows]
        return Tally(kept, Counter({(source, code): count for source, code, count in counts}))
