"""Reads CSV files strictly and as text: nothing is guessed but the delimiter, which the mapped columns
prove.

Imports only raw and words.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from salestoolkit.data.intake import Note, Rejection
from salestoolkit.data.raw import ROW, RawTable, checked_columns, clean_name, find_column
from salestoolkit.words.errors import InputError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LARGEST_CELL, MOST_LINES = 65_536, 20
CHUNK = 50_000
TOTALS = frozenset(
    {
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sub total",
        "sum",
        "jumlah",
        "total keseluruhan",
        "grand totals",
    }
)


def read_csv(path: Path, wanted: frozenset[str], encoding: str = "", multiline: bool = False) -> RawTable:
    """The wanted columns of a CSV file as text, with the physical line on which each row begins.

    Raises
    ------
    InputError
        When the file is empty, cannot be decoded, has a column twice or an open quote, or none of the
        delimiters comma, semicolon, tab and bar makes a wanted column appear.
    """
    start, sha256, last = _bytes_of(path)
    if not start.strip(b"\x00\r\n\t ") or start in (bom for bom, _ in BOMS):
        raise InputError("The file is empty. Export it again.", file=path.name)
    used = next((name for bom, name in BOMS if start.startswith(bom)), encoding or "utf-8")
    try:
        with path.open(encoding=used, newline="") as handle, _large_cells():
            collected = _read(handle, path.name, wanted, multiline)
    except UnicodeError as error:
        raise _undecodable(path, used) from error
    notes = [Note("header_only", file=path.name)] if not collected.read else []
    if last not in (b"\n", b"\r", b"\x00"):
        notes.append(Note("no_final_newline", file=path.name))
    return RawTable(
        path.name,
        collected.columns,
        collected.table(),
        collected.read,
        sha256,
        tuple(collected.rejected),
        tuple(notes),
    )


@dataclass
class _Collected:
    """Rows of one file on their way into Arrow columns."""

    file: str
    header: list[str]
    columns: tuple[str, ...]
    kept: tuple[int, ...]
    delimiter: str
    multiline: bool
    read: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    batches: list[pa.RecordBatch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.beginnings = TOTALS | {self.header[0].strip(" :.").casefold()}

    def odd(self, row: list[str]) -> bool:
        """Whether a row needs a closer look: the form is broken, or it begins as no data would."""
        return len(row) != len(self.header) or not (head := row[0].strip(" :.")) or head.casefold() in self.beginnings

    def judge(self, row: list[str], line: int) -> None:
        """Keep the row, or reject it with a reason; a line without anything is no row."""
        code = self._fault(row)
        if code:
            self.read += 1
            self.rejected.append(Rejection(self.file, "", line, "", code, self.delimiter.join(row)[:400]))
        elif row:
            self.keep(row, line)

    def keep(self, row: list[str], line: int) -> None:
        self.read += 1
        self.rows.append(row)
        self.lines.append(line)
        if len(self.rows) >= CHUNK:
            self.flush()

    def _fault(self, row: list[str]) -> str:
        if any("\0" in cell for cell in row):
            return "nul"
        if row and len(row) != len(self.header):
            return "ragged"
        if any(len(cell) > LARGEST_CELL for cell in row):
            return "too_long"
        if row == self.header:
            return "repeated_header"
        first = next((cell for cell in row if cell.strip()), "")
        if row and not first:
            return "blank_row"
        if first.strip(" :.").casefold() in TOTALS and "" in row:
            return "total_row"
        return "swallowed_lines" if not self.multiline and any(map(self._swallowed, row)) else ""

    def _swallowed(self, cell: str) -> bool:
        """A stray quote makes one cell of what were several rows, so the delimiters of a whole row are in
        it."""
        lines = cell.count("\n") + cell.count("\r")
        delimiters = cell.count(self.delimiter)
        return lines > MOST_LINES or (lines > 0 and delimiters >= max(len(self.header) - 1, 1))

    def flush(self) -> None:
        cells = list(zip(*self.rows, strict=True)) or [()] * len(self.header)
        arrays = [pa.array(self.lines, pa.int64()), *(pa.array(cells[i], pa.string()) for i in self.kept)]
        self.batches.append(pa.record_batch(arrays, names=[ROW, *(self.columns[i] for i in self.kept)]))
        self.rows, self.lines = [], []

    def table(self) -> pa.Table:
        if self.rows or not self.batches:
            self.flush()
        return pa.Table.from_batches(self.batches)


@dataclass
class _Watched:
    """The lines of a file; ``suspect`` is set by one that a row's cells must be looked at for."""

    handle: IO[str]
    suspect: bool = False

    def __iter__(self) -> Iterator[str]:
        for line in self.handle:
            if "\0" in line or len(line) > LARGEST_CELL:
                self.suspect = True
            yield line


def _read(handle: IO[str], file: str, wanted: frozenset[str], multiline: bool) -> _Collected:
    before, head = 1, handle.readline()
    # Excel writes "sep=;" above the header of some CSV files.
    while head and (not head.strip() or head.casefold().startswith("sep=")):
        before, head = before + 1, handle.readline()
    delimiter = _delimiter(head, wanted, file)
    header = _cells(head, delimiter)
    columns = checked_columns(header, file)
    found = {find_column(name, columns) for name in wanted}
    kept = tuple(i for i, name in enumerate(columns) if name and name in found)
    collected = _Collected(file, header, columns, kept, delimiter, multiline)
    watched = _Watched(handle)
    reader = csv.reader(watched, delimiter=delimiter, strict=True)
    end = 0
    try:
        for row in reader:
            start, end = end + 1, reader.line_num
            if watched.suspect or end > start or collected.odd(row):
                collected.judge(row, before + start)
                watched.suspect = False
            else:
                collected.keep(row, before + start)
    except csv.Error as error:
        help_ = "A quotation mark is stray or never closed: correct it or export the file again."
        raise InputError(f"The row cannot be read ({error}). {help_}", file=file, row=before + end + 1) from error
    return collected


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _delimiter(head: str, wanted: frozenset[str], file: str) -> str:
    """The delimiter that makes most of the wanted columns appear in the header."""
    found: dict[str, int] = {}
    for delimiter in DELIMITERS:
        cells = [clean_name(cell).casefold() for cell in _cells(head, delimiter)]
        found[delimiter] = sum(clean_name(name).casefold() in cells for name in wanted)
    best = max(found, key=lambda delimiter: found[delimiter])
    if found[best]:
        return best
    likely = max(DELIMITERS, key=lambda delimiter: len(_cells(head, delimiter)))
    names = ", ".join(f"'{name.strip()}'" for name in _cells(head, likely)[:8])
    sought = ", ".join(f"'{name}'" for name in sorted(wanted)[:8])
    raise InputError(
        "None of the mapped columns is in the header. "
        f"Found (by {DELIMITERS[likely]}): {names or 'nothing'}; "
        f"looked for: {sought}. Correct the mapping or export the file again.",
        file=file,
    )


def _bytes_of(path: Path) -> tuple[bytes, str, bytes]:
    """The first bytes, the SHA-256 and the last byte of a file."""
    try:
        with path.open("rb") as handle:
            start = handle.read(4096)
            handle.seek(max(path.stat().st_size - 1, 0))
            last = handle.read(1)
            handle.seek(0)
            return start, hashlib.file_digest(handle, "sha256").hexdigest(), last
    except OSError as error:
        raise InputError(f"The file cannot be read ({error.strerror}). Check the path.", file=path.name) from error


@contextmanager
def _large_cells() -> Iterator[None]:
    # The module refuses the whole file at its limit; with a larger one only the row is rejected.
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _undecodable(path: Path, encoding: str) -> InputError:
    if encoding.startswith("utf-16"):
        return InputError(
            "Not UTF-16 text: it is cut, damaged or in another encoding. Export it again.", file=path.name
        )
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            line.decode(encoding)
        except UnicodeError as error:
            shown = line[max(_start(error) - 10, 0) : _start(error) + 10]
            help_ = 'Declare the right one in the mapping (encoding = "cp1252"), or save the file as UTF-8.'
            return InputError(f"Not {encoding} text near {shown!r}. {help_}", file=path.name, row=number)
    return InputError(f"Not {encoding} text. Declare the encoding in the mapping.", file=path.name)


def _start(error: Any) -> int:
    return int(getattr(error, "start", 0))
