"""Reads the sheets of an Excel workbook, after a look at its zip directory.

A sheet counts as a file. Imports only cells, columns, raw and words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.parsers import expat

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.data.files.arrow_columns import MIXED, Sheet, texts
from salestoolkit.data.files.file_limits import FACTOR, LARGEST_BOOK, allowed
from salestoolkit.data.files.raw_table import LOOKED, RawTable, chosen_columns, clean_columns, header_below
from salestoolkit.data.files.sheet_xml import Marks, TooMuch, marks, part_of, text_lengths
from salestoolkit.data.intake_report import Note
from salestoolkit.words.errors import InputError, Told

HIGHEST_RATIO = 100
EARLIEST = "1901"
"""What Excel counts as a day before this year is a time of day or a duration."""


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets.

    Raises
    ------
    InputError
        When it is no workbook, or unpacks to more than 200 MB or a hundredfold.
    """
    _check_size(path)
    try:
        return list(fastexcel.read_excel(path).sheet_names)
    except fastexcel.FastExcelError as error:
        raise _unreadable(path) from error


def read_sheet(path: Path, sheet: str, wanted: frozenset[str], encoding: str = "", multiline: bool = False) -> RawTable:
    """The wanted columns of a sheet whose first row is its header; numbers and dates keep their types."""
    name = f"{path.name}[{sheet}]"
    found = _marks(path, sheet)
    if not found.top:
        raise InputError(Told("empty_sheet"), file=name)
    loaded = _Loaded(path, sheet, found)
    cells = loaded.as_type("string")
    columns = clean_columns(texts(cells.slice(0, 1))[0])
    chosen = chosen_columns(columns, wanted, name)
    if not chosen and (error := header_below(texts(cells.slice(0, LOOKED)), wanted, name, found.top)):
        raise error
    values, dates = loaded.as_type("boolean", chosen), loaded.as_type("duration", chosen)
    held = {
        i: _Column(cells.column(i), values.column(n), dates.column(n)).of(found, i).without_header()
        for n, i in enumerate(chosen)
    }
    looked = {i: held[i].text if i in held else cells.column(i).slice(1) for i in range(len(columns))}

    def rows(some: Sequence[int]) -> list[list[str]]:
        places = pa.array(some, pa.int64())
        return texts(pa.table([looked[i].take(places) for i in looked], names=[str(i) for i in looked]))

    judged = Sheet(name, columns, looked, cells.num_rows - 1, rows, first=found.top + 1)
    kept = judged.judged()
    sha256 = hashlib.sha256(path.read_bytes() + sheet.encode()).hexdigest()
    table = judged.table({i: held[i].typed(kept) for i in chosen}, kept, sha256)
    merged = {columns[i]: row for i in chosen if (row := found.merged_in(i, judged.height))}
    notes = [Note("merged", {"column": column}, name) for column in merged]
    return replace(table, merged=merged, notes=(*table.notes, *notes))


@dataclass(frozen=True)
class _Loaded:
    """One sheet as the reader gives it, under whatever type is asked for."""

    path: Path
    sheet: str
    found: Marks

    def as_type(self, kind: str, places: Sequence[int] | None = None) -> pa.Table:
        """The columns at some places, by default all: cells that are not of the kind are missing."""
        if places is not None and not places:
            return pa.table({})
        chosen = None if places is None else [self.found.left - 1 + i for i in places]
        try:
            given = {"header_row": None, "schema_sample_rows": None, "dtypes": kind, "use_columns": chosen}
            loaded = fastexcel.read_excel(self.path).load_sheet(self.sheet, **given).to_arrow()  # type: ignore[call-overload]
        except fastexcel.FastExcelError as error:
            raise _unreadable(self.path) from error
        table = pa.Table.from_batches([loaded])
        width = len(places) if places is not None else self.found.right - self.found.left + 1
        if table.num_columns and (table.num_rows, table.num_columns) != (self.found.bottom - self.found.top + 1, width):
            raise _unreadable(self.path)
        absent = self.found.height - table.num_rows
        return pa.concat_tables(
            [table, pa.table([pa.nulls(absent, c.type) for c in table.columns], schema=table.schema)]
        )


@dataclass(frozen=True)
class _Column:
    """The cells of one column: their text, and which of them are numbers or booleans, and which dates."""

    text: pa.ChunkedArray
    value: pa.ChunkedArray
    date: pa.ChunkedArray

    def of(self, found: Marks, place: int) -> _Column:
        """The column with the texts of its odd cells, and with merged cells in each of their rows."""
        odd, rows = found.odd.get(found.left + place, {}), len(self.text)
        text = self.text
        if odd:
            words = text.to_pylist()
            for row in [row for row in odd if row >= found.top]:
                words[row - found.top] = odd[row]
            text = pa.chunked_array([pa.array(words, pa.string())])
        source, done = list(range(rows)), found.top
        for top, left, bottom, _ in sorted(found.merged):
            if left == found.left + place:
                # cells cannot be merged twice, whatever the file says
                for row in range(max(top, done + 1), min(bottom, found.top + rows - 1) + 1):
                    source[row - found.top] = top - found.top
                    done = row
        if not odd and source == list(range(rows)):
            return self
        taken = pa.array(source, pa.int64())
        return _Column(text.take(taken), self.value.take(taken), self.date.take(taken))

    def without_header(self) -> _Column:
        return _Column(self.text.slice(1), self.value.slice(1), self.date.slice(1))

    def typed(self, kept: pa.Array) -> pa.Array:
        """The kept cells: dates, numbers or booleans where all are, else text beside which numbers stay numbers."""
        text, value, date = (part.take(kept).combine_chunks() for part in (self.text, self.value, self.date))
        there, dated = text.is_valid(), date.is_valid()
        boolean = pc.and_(value.is_valid(), pc.is_in(text, pa.array(["true", "false"])))
        number = pc.and_(value.is_valid(), pc.invert(boolean))
        day = pc.and_(dated, pc.fill_null(pc.greater_equal(text, EARLIEST), False))
        filled = pc.sum(there).as_py() or 0
        for mask, held in ((number, pa.float64()), (day, pa.timestamp("us")), (boolean, pa.bool_())):
            if filled and pc.sum(mask).as_py() == filled:
                return text.cast(held)
        words = _timed(text, pc.and_(dated, pc.invert(day)), date)
        if not pc.any(number).as_py():
            return words
        numbers = pc.if_else(number, text, None).cast(pa.float64())
        return pa.StructArray.from_arrays([words, numbers], fields=list(MIXED), mask=pc.is_null(text))


def _timed(text: pa.Array, times: pa.Array, date: pa.Array) -> pa.Array:
    """The texts with hours and minutes where a cell holds a time of day or a duration, which are no date."""
    if not pc.any(times).as_py():
        return text
    cells = zip(text.to_pylist(), times.to_pylist(), date.to_pylist(), strict=True)
    return pa.array([_clock(moment) if timed else words for words, timed, moment in cells], pa.string())


def _clock(moment: dt.timedelta) -> str:
    minutes, seconds = divmod(int(moment.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _marks(path: Path, sheet: str) -> Marks:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part_of(archive, sheet)) as part:
            return marks(part, text_lengths(archive))
    except TooMuch as much:
        raise InputError(Told("far_cells", fact=much.args[0], factor=FACTOR), file=f"{path.name}[{sheet}]") from None
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, SyntaxError, expat.ExpatError) as error:
        raise _unreadable(path) from error


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            packed = max(sum(info.compress_size for info in archive.infolist()), 1)
    except (zipfile.BadZipFile, OSError) as error:
        raise _unreadable(path) from error
    if unpacked > allowed(LARGEST_BOOK) or unpacked / packed > allowed(HIGHEST_RATIO):
        sizes = {"mb": round(unpacked / 1e6), "times": round(unpacked / packed)}
        raise InputError(Told("unpacks", factor=FACTOR, **sizes), file=path.name)


def _unreadable(path: Path) -> InputError:
    return InputError(Told("workbook"), file=path.name)
