"""A raw table: one file's wanted columns as they stand, with row numbers and the rows whose form is broken.

Imports only intake.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salestoolkit.data.intake import Note, Rejection
from salestoolkit.words.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "_row"
"""Column of a raw table that holds the row's number in its file."""


@dataclass(frozen=True)
class RawTable:
    """What a reader hands over.

    ``columns`` are all columns of the file; ``data`` holds those that were wanted and ``_row``; ``rejected``
    are the rows whose form is broken, and ``read`` counts them too.
    """

    file: str
    columns: tuple[str, ...]
    data: pa.Table
    read: int
    sha256: str
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[Note, ...] = ()

    def unnamed(self) -> pa.Table:
        """The data under names of their place: the database tells no ``Amount`` from ``amount``."""
        return self.data.rename_columns([ROW, *(f"c{i}" for i in range(1, self.data.num_columns))])

    def place(self, source: str) -> int:
        """The place in the data of the column that ``source`` means."""
        return int(self.data.column_names.index(find_column(source, self.columns) or source, 1))


def clean_name(name: str) -> str:
    """A column's name without what the eye cannot see: NFC, trimmed, no zero-width or control characters."""
    visible = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in ("Cf", "Cc"))
    return re.sub(r"\s+", " ", visible).strip()


def checked_columns(names: Iterable[object], file: str) -> tuple[str, ...]:
    """The names of a header, cleaned; a name that stands twice is an error."""
    columns = tuple(clean_name(str(name)) for name in names)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise InputError("The column stands twice in the header. Rename one of them.", file=file, column=twice[0])
    return columns


def find_column(name: str, columns: Sequence[str]) -> str | None:
    """The column that is called ``name``, or the only one that differs from it in case alone."""
    if name in columns:
        return name
    alike = [column for column in columns if column.casefold() == clean_name(name).casefold()]
    return alike[0] if len(alike) == 1 else None


def digest(parts: Iterable[str]) -> str:
    """The SHA-256, in hex, of several texts one after the other."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
