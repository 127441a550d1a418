"""Reads the sheets of an Excel workbook, after a look at its zip directory.

A sheet counts as a file. Imports only raw and words.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.data.intake import Note, Rejection
from salestoolkit.data.raw import ROW, RawTable, checked_columns, find_column
from salestoolkit.words.errors import InputError

LARGEST, HIGHEST_RATIO = 200_000_000, 100
MOST_CELLS = 20_000_000
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets.

    Raises
    ------
    InputError
        When it is no workbook, or unpacks to more than 200 MB or a hundredfold, or spreads
        over too many cells.
    """
    _check_size(path)
    try:
        return list(fastexcel.read_excel(path).sheet_names)
    except fastexcel.FastExcelError as error:
        raise _unreadable(path) from error


def read_sheet(path: Path, sheet: str, wanted: frozenset[str], encoding: str = "", multiline: bool = False) -> RawTable:
    """The wanted columns of a sheet whose first row is its header; numbers and dates keep their types."""
    name = f"{path.name}[{sheet}]"
    try:
        loaded = fastexcel.read_excel(path).load_sheet(sheet, schema_sample_rows=None).to_arrow()
    except fastexcel.FastExcelError as error:
        raise _unreadable(path) from error
    table = pa.Table.from_batches([loaded])
    if not table.column_names:
        raise InputError("The sheet is empty. Export it again.", file=name)
    columns = checked_columns(("" if n.startswith("__UNNAMED__") else n for n in table.column_names), name)
    found = {find_column(column, columns) for column in wanted}
    chosen = [i for i, column in enumerate(columns) if column and column in found]
    rows = pa.array(range(2, 2 + table.num_rows), pa.int64())
    data = pa.table([rows, *(table.column(i) for i in chosen)], names=[ROW, *(columns[i] for i in chosen)])
    blank = _blank(table)
    rejected = tuple(Rejection(name, "", row, "", "blank_row") for row in rows.filter(blank).to_pylist())
    notes = () if table.num_rows else (Note("header_only", file=name),)
    sha256 = hashlib.sha256(path.read_bytes() + sheet.encode()).hexdigest()
    return RawTable(name, columns, data.filter(pc.invert(blank)), table.num_rows, sha256, rejected, notes)


def _blank(table: pa.Table) -> pa.Array:
    """Which rows have nothing in any column."""
    blank = pa.array([True] * table.num_rows, pa.bool_())
    for column in table.columns:
        blank = pc.and_(blank, column.is_null().combine_chunks())
    return blank


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            packed = max(sum(info.compress_size for info in archive.infolist()), 1)
            if unpacked > LARGEST or unpacked / packed > HIGHEST_RATIO:
                size = f"It unpacks to {unpacked / 1e6:,.0f} MB, {unpacked / packed:,.0f} times its size."
                raise InputError(f"{size} Export it as CSV.", file=path.name)
            for info in archive.infolist():
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                    _check_spread(archive.read(info), path.name)
    except (zipfile.BadZipFile, OSError) as error:
        raise _unreadable(path) from error


def _check_spread(sheet: bytes, file: str) -> None:
    """Refuse a sheet with one far cell: the reader would fill everything up to it."""
    rows = columns = 1
    for letters, digits in _CELL.findall(sheet):
        rows, columns = max(rows, int(digits)), max(columns, _number(letters))
    if rows * columns > MOST_CELLS:
        help_ = "Delete the cells far from the table, or export it as CSV."
        raise InputError(f"A sheet spreads over {rows:,} rows and {columns:,} columns. {help_}", file=file)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _unreadable(path: Path) -> InputError:
    return InputError("This is no readable Excel workbook. Save it again as .xlsx or export CSV.", file=path.name)
