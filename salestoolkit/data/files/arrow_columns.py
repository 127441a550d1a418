"""Turns columns of Arrow, as Parquet, frames and sheets give them, into a raw table whose rows are judged.

Imports only intake, raw and rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.data.files.raw_table import ROW, RawTable, twin_notes
from salestoolkit.data.files.row_checks import FOOT, RowJudge, foot_of, footer_notes
from salestoolkit.data.intake_report import Note, Rejection, Tally

LABELLED = "(?i)total|jumlah|sum|average|rata-rata|semua|keseluruhan|^all$"
MIXED = pa.struct([("text", pa.string()), ("number", pa.float64())])
_SPACE = " \t\r\n"

Rows = Callable[[Sequence[int]], list[list[str]]]
"""The cells of some rows, by position, as texts: every column of the file."""


@dataclass
class Sheet:
    """Columns of one file as they were read, before its rows are judged.

    ``looked`` are columns by place, of which the first may hold the label of a total; ``rows`` gives every
    cell of a few rows; ``first`` is the number of the first row.
    """

    file: str
    columns: tuple[str, ...]
    looked: Mapping[int, pa.ChunkedArray]
    height: int
    rows: Rows
    first: int = 1
    tally: Tally = field(default_factory=Tally)
    doubtful: list[int] = field(default_factory=list)
    notes: tuple[Note, ...] = ()

    def judged(self) -> pa.Array:
        """Judge the rows; the positions of those that are data."""
        judge = RowJudge(self.columns)
        suspects = self._suspects(judge)
        below = self._footer(judge, suspects)
        self.height -= len(below)
        out = {at for some in _batches([s for s in suspects if s < self.height]) for at in self._decided(judge, some)}
        self.notes = (*twin_notes(self.columns, self.file), *footer_notes(below, self.file))
        return pa.array([at for at in range(self.height) if at not in out] if out else range(self.height), pa.int64())

    def _footer(self, judge: RowJudge, suspects: Sequence[int]) -> list[tuple[list[str], int]]:
        """The lines below the table, with their numbers: they come after a blank row."""
        start = max(self.height - 2 * FOOT, 0)
        if not suspects or suspects[-1] < start:
            return []
        tail = self.rows(range(start, self.height))
        count = foot_of(judge, tail)
        return [(tail[at - start], self.first + at) for at in range(self.height - count, self.height)]

    def _decided(self, judge: RowJudge, some: Sequence[int]) -> list[int]:
        out = []
        for at, cells in zip(some, self.rows(some), strict=True):
            if code := judge.fault(cells):
                self.tally.add(Rejection(self.file, "", self.first + at, "", code, ",".join(cells)[:400]))
                out.append(at)
            elif judge.doubtful(cells):
                self.doubtful.append(self.first + at)
        return out

    def _suspects(self, judge: RowJudge) -> list[int]:
        """Positions of the rows that could be no data: blank, labelled as a total, or the header again."""
        blank = pa.array([True] * self.height, pa.bool_())
        suspect = pa.array([False] * self.height, pa.bool_())
        for place in sorted(self.looked):
            column = _words(self.looked[place])
            if pa.types.is_string(column.type):
                told = pc.match_substring_regex(column, LABELLED)
                if place == min(self.looked):
                    told = pc.or_(told, pc.equal(pc.utf8_lower(pc.utf8_trim(column, _SPACE)), judge.first))
                suspect = pc.or_(suspect, pc.and_(blank, pc.fill_null(told, False)))
            blank = pc.and_(blank, _empty(column))
        return list(pc.indices_nonzero(pc.or_(suspect, blank)).to_pylist())

    def table(self, chosen: Mapping[int, pa.Array], kept: pa.Array, sha256: str) -> RawTable:
        """The raw table of the chosen columns, which hold the kept rows only."""
        rows = pc.add(kept, self.first)
        data = pa.table([rows, *chosen.values()], names=[ROW, *(self.columns[i] for i in chosen)])
        notes = self.notes if self.height else (*self.notes, Note("header_only", file=self.file))
        return RawTable(
            self.file, self.columns, data, self.height, sha256, self.tally, notes, doubtful=tuple(self.doubtful)
        )


def texts(table: pa.Table) -> list[list[str]]:
    """Rows of a table as texts; nothing is an empty text."""
    columns = [[cell_text(value) for value in _words(column).to_pylist()] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def cell_text(value: Any) -> str:
    """The text of a cell: whole numbers without ``.0``, dates as in ISO 8601."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | Decimal) and -1e15 < value < 1e15 and value == int(value):
        return str(int(value))
    return str(value)


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as strings and numbers of one kind each: no dictionaries, views or nanoseconds."""
    held = column.type
    if pa.types.is_dictionary(held):
        return plain(column.cast(held.value_type))
    if pa.types.is_large_string(held) or pa.types.is_string_view(held):
        return column.cast(pa.string())
    if pa.types.is_timestamp(held) and held.unit == "ns":
        return column.cast(pa.timestamp("us", held.tz), safe=False)
    return column


def mixed(values: Iterable[Any]) -> pa.Array:
    """A column of text, in which a number beside text keeps that it is one; where all are numbers, of these."""
    values = [value.item() if hasattr(value, "item") else value for value in values]
    words = [cell_text(value) or None for value in values]
    counted = [isinstance(v, int | float | Decimal) and not isinstance(v, bool) for v in values]
    numbers = [float(value) if number else None for value, number in zip(values, counted, strict=True)]
    if not any(counted):
        return pa.array(words, pa.string())
    if all(number or word is None for number, word in zip(counted, words, strict=True)):
        return pa.array(numbers, pa.float64())
    pairs = [{"text": w, "number": n} if w is not None else None for w, n in zip(words, numbers, strict=True)]
    return pa.array(pairs, MIXED)


def _batches(found: Sequence[int], size: int = 10_000) -> Iterable[Sequence[int]]:
    return (found[start : start + size] for start in range(0, len(found), size))


def _words(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; of a mixed one its text."""
    whole = column.combine_chunks()
    return pc.struct_field(whole, "text") if whole.type == MIXED else whole


def _empty(column: pa.Array) -> pa.Array:
    """Which cells hold nothing that can be seen."""
    if pa.types.is_string(column.type):
        return pc.fill_null(pc.equal(pc.utf8_trim(column, _SPACE), ""), True)
    return pc.is_null(column, nan_is_null=pa.types.is_floating(column.type))
