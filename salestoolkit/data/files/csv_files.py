"""Reads CSV files strictly and as text: nothing is guessed but the delimiter, which the mapped columns
prove.

Imports only csv_header, intake, raw, rows and words.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from salestoolkit.data.files.csv_header import MOST_LINES, below_a_title, cells_of, delimiter_of, head_of
from salestoolkit.data.files.raw_table import ROW, RawTable, chosen_columns, clean_columns, twin_notes
from salestoolkit.data.files.row_checks import FOOT, RowJudge, foot_of, footer_notes
from salestoolkit.data.intake_report import Note, Rejection, Tally
from salestoolkit.words.errors import InputError, Told

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LARGEST_CELL = 65_536
CHUNK = 50_000


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
        raise InputError(Told("empty"), file=path.name)
    used = next((name for bom, name in BOMS if start.startswith(bom)), encoding or "utf-8")
    try:
        with path.open(encoding=used, newline="") as handle, _large_cells():
            collected = _read(handle, path.name, wanted, multiline)
    except UnicodeError as error:
        raise _undecodable(path, used) from error
    notes = [] if collected.read else [Note("header_only", file=path.name)]
    if last not in (b"\n", b"\r", b"\x00"):
        notes.append(Note("no_final_newline", file=path.name))
    return collected.table(sha256, (*collected.notes(), *notes))


@dataclass
class _Collected:
    """Rows of one file on their way into Arrow columns.

    Rows that might stand below the table wait, until one of the table follows or the file ends.
    """

    file: str
    columns: tuple[str, ...]
    kept: tuple[int, ...]
    delimiter: str
    multiline: bool
    read: int = 0
    tally: Tally = field(default_factory=Tally)
    doubtful: list[int] = field(default_factory=list)
    waiting: list[tuple[list[str], int]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    batches: list[pa.RecordBatch] = field(default_factory=list)
    footer: list[tuple[list[str], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.judge = RowJudge(self.columns)

    def odd(self, row: list[str]) -> bool:
        """Whether a row needs a closer look: the form is broken, or it begins as no data would."""
        return len(row) != len(self.columns) or bool(self.waiting) or self.judge.odd(row[0])

    def look(self, row: list[str], line: int) -> None:
        """Judge the row, or let it wait for those that follow."""
        blank = not row or (not row[0].strip() and not any(map(str.strip, row)))
        below = self.waiting and len(self.waiting) < 2 * FOOT and self._below(row)
        if (blank and len(row) in (0, len(self.columns))) or below:
            self._wait(row, line)
        else:
            self.settle()
            self._decide(row, line)

    def _wait(self, row: list[str], line: int) -> None:
        if len(self.waiting) >= 2 * FOOT:
            self.settle()
        if row or not self.waiting or self.waiting[-1][0]:
            self.waiting.append((row, line))

    def settle(self) -> None:
        """Judge the rows that waited: the table went on after them."""
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        for row, line in waiting:
            if row:
                self._decide(row, line)

    def end(self) -> None:
        """Judge what waits at the end of the file, but for a footer."""
        count = foot_of(self.judge, [row for row, _ in self.waiting])
        self.waiting, self.footer = self.waiting[: len(self.waiting) - count], self.waiting[len(self.waiting) - count :]
        self.settle()

    def notes(self) -> tuple[Note, ...]:
        """What is to be told of the form of the file."""
        return (*twin_notes(self.columns, self.file), *footer_notes(self.footer, self.file))

    def keep(self, row: list[str], line: int) -> None:
        self.read += 1
        self.rows.append(row)
        self.lines.append(line)
        if len(self.rows) >= CHUNK:
            self.flush()

    def _below(self, row: list[str]) -> bool:
        return "".join(row).isprintable() and self.judge.footing(row)

    def _decide(self, row: list[str], line: int) -> None:
        if code := self._fault(row):
            self.read += 1
            if self.tally.room("", code):
                self.tally.kept.append(Rejection(self.file, "", line, "", code, self.delimiter.join(row)[:400]))
            return
        if self.judge.doubtful(row):
            self.doubtful.append(line)
        self.keep(row, line)

    def _fault(self, row: list[str]) -> str:
        if "\0" in "".join(row):
            return "nul"
        if len(row) != len(self.columns):
            return "total_row" if len(row) < MOST_LINES and self.judge.total(row) else "ragged"
        if any(len(cell) > LARGEST_CELL for cell in row):
            return "too_long"
        return self.judge.fault(row) or self._swallowed(row)

    def _swallowed(self, row: list[str]) -> str:
        """A stray quote makes one cell of what were several rows, so the delimiters of a whole row are in
        it."""
        if self.multiline:
            return ""
        for cell in row:
            lines = cell.count("\n") + cell.count("\r")
            delimiters = cell.count(self.delimiter)
            if lines > MOST_LINES or (lines > 0 and delimiters >= max(len(self.columns) - 1, 1)):
                return "swallowed_lines"
        return ""

    def flush(self) -> None:
        cells = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        arrays = [pa.array(self.lines, pa.int64()), *(pa.array(cells[i], pa.string()) for i in self.kept)]
        self.batches.append(pa.record_batch(arrays, names=[ROW, *(self.columns[i] for i in self.kept)]))
        self.rows, self.lines = [], []

    def table(self, sha256: str, notes: tuple[Note, ...]) -> RawTable:
        if self.rows or not self.batches:
            self.flush()
        data = pa.Table.from_batches(self.batches)
        return RawTable(
            self.file, self.columns, data, self.read, sha256, self.tally, notes, doubtful=tuple(self.doubtful)
        )


@dataclass
class _Watched:
    """The lines of a file; ``suspect`` is set by one that a row's cells must be looked at for."""

    lines: Iterable[str]
    suspect: bool = False

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            if "\0" in line or len(line) > LARGEST_CELL:
                self.suspect = True
            yield line


def _read(handle: IO[str], file: str, wanted: frozenset[str], multiline: bool) -> _Collected:
    before, head = head_of(handle)
    try:
        delimiter = delimiter_of(head, wanted, file)
    except InputError:
        below_a_title(head, handle, before, wanted, file)
        raise
    header, spanned = cells_of(head, delimiter)
    columns = clean_columns(header)
    kept = tuple(chosen_columns(columns, wanted, file))
    collected = _Collected(file, columns, kept, delimiter, multiline)
    watched = _Watched(chain(head[spanned:], handle))
    reader = csv.reader(watched, delimiter=delimiter, strict=True)
    end, before = 0, before + spanned - 1
    try:
        for row in reader:
            start, end = end + 1, reader.line_num
            if watched.suspect or end > start or collected.odd(row):
                collected.look(row, before + start)
                watched.suspect = False
            else:
                collected.keep(row, before + start)
    except csv.Error as error:
        raise InputError(Told("quotation", error=str(error)), file=file, row=before + end + 1) from error
    collected.end()
    return collected


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
        raise InputError(Told("unreadable_file", error=error.strerror), file=path.name) from error


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
        return InputError(Told("no_utf16"), file=path.name)
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            line.decode(encoding)
        except UnicodeError as error:
            shown = line[max(_start(error) - 10, 0) : _start(error) + 10]
            return InputError(Told("encoding_near", encoding=encoding, shown=repr(shown)), file=path.name, row=number)
    return InputError(Told("encoding", encoding=encoding), file=path.name)


def _start(error: Any) -> int:
    return int(getattr(error, "start", 0))
