"""A raw table: one file's wanted columns as they stand, with row numbers and the rows whose form is broken.

Imports only intake.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from salestoolkit.data.intake_report import Note, Tally
from salestoolkit.words.errors import InputError, Told

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "_row"
"""Column of a raw table that holds the row's number in its file."""

UNCALCULATED = "#FORMULA!"
"""What stands for the value of a formula that was never calculated, followed by the cell's name."""


@dataclass(frozen=True)
class RawTable:
    """What a reader hands over.

    ``columns`` are all columns of the file; ``data`` holds those that were wanted and ``_row``; ``rejected``
    are the rows whose form is broken, and ``read`` counts them too. A column in which numbers stand beside
    text is a struct of ``text`` and ``number``. ``doubtful`` are rows that are labelled as totals and filled
    like data; ``merged`` has the columns with cells merged over several rows, and the first such row.
    """

    file: str
    columns: tuple[str, ...]
    data: pa.Table
    read: int
    sha256: str
    rejected: Tally = field(default_factory=Tally)
    notes: tuple[Note, ...] = ()
    doubtful: tuple[int, ...] = ()
    merged: Mapping[str, int] = field(default_factory=dict)

    def unnamed(self) -> pa.Table:
        """The data under names of their place: the database tells no ``Amount`` from ``amount``."""
        return self.data.rename_columns([ROW, *(f"c{i}" for i in range(1, self.data.num_columns))])

    def place(self, source: str) -> int:
        """The place in the data of the column that ``source`` means."""
        return int(self.data.column_names.index(find_column(source, self.columns) or source, 1))


def clean_name(name: str) -> str:
    """A column's name without what the eye cannot see: NFC, trimmed, no zero-width or control characters."""
    if name.isascii() and name.isprintable():
        return re.sub(r" +", " ", name).strip()
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name))
    return re.sub(r" +", " ", "".join(c for c in spaced if unicodedata.category(c) not in ("Cf", "Cc"))).strip()


def clean_columns(names: Iterable[object]) -> tuple[str, ...]:
    """The names of a header, cleaned."""
    return tuple(clean_name(str(name)) for name in names)


def chosen_columns(columns: tuple[str, ...], wanted: Iterable[str], file: str) -> list[int]:
    """The places of the wanted columns.

    Raises
    ------
    InputError
        When one of them stands twice in the header.
    """
    found = {find_column(name, columns) for name in wanted}
    chosen = [i for i, name in enumerate(columns) if name and name in found]
    for name, count in Counter(columns[i] for i in chosen).items():
        if count > 1:
            one, other = [i + 1 for i in chosen if columns[i] == name][:2]
            raise InputError(Told("twin_columns", one=one, other=other), file=file, column=name)
    return chosen


LOOKED = 20
"""So many rows are looked at for a header that is not the first."""


def header_below(rows: Iterable[Sequence[str]], wanted: Iterable[str], file: str, first: int) -> InputError | None:
    """The error to raise where a title stands above the header; None where the mapped columns are in no row.

    ``rows`` are the cells of the file from its row ``first`` on, in which none of the wanted columns is.
    """
    sought = {clean_name(name).casefold(): clean_name(name) for name in wanted}
    least = min(2, len(sought))  # one of several may stand in a title or a row by chance
    for row, cells in enumerate(islice(rows, LOOKED), first):
        there = [clean_name(cell) for cell in cells if clean_name(cell).casefold() in sought]
        if row > first and len(there) >= max(least, 1):
            found = ", ".join(f"'{name}'" for name in there[:5])
            return InputError(Told("header_below", header=row, found=found, first=first), file=file, row=row)
    return None


def twin_notes(columns: tuple[str, ...], file: str) -> tuple[Note, ...]:
    """A note for the names that stand twice in a header and that nobody uses."""
    twins = sorted(name for name, count in Counter(columns).items() if name and count > 1)
    return (Note("twin_columns", {"columns": ", ".join(f"'{name}'" for name in twins[:5])}, file),) if twins else ()


def find_column(name: str, columns: Sequence[str]) -> str | None:
    """The column that is called ``name``, or the only one that differs from it in case alone."""
    exact, folded = _index(tuple(columns))
    if name in exact:
        return name
    alike = folded.get(clean_name(name).casefold(), ())
    return alike[0] if len(alike) == 1 else None


@lru_cache(maxsize=16)
def _index(columns: tuple[str, ...]) -> tuple[frozenset[str], dict[str, list[str]]]:
    """The names of a header, and those that are alike but for case: built once, looked up for every name."""
    exact, folded = frozenset(columns), dict[str, list[str]]()
    for column in dict.fromkeys(columns):
        folded.setdefault(column.casefold(), []).append(column)
    return exact, folded


def digest(parts: Iterable[str]) -> str:
    """The SHA-256, in hex, of several texts one after the other."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
