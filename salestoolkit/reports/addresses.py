"""Reads who gets a rep's page: a CSV with the columns ``rep`` and ``address``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from salestoolkit.words.errors import InputError

COLUMNS = ("rep", "address")


@dataclass(frozen=True)
class Address:
    """Where the page of a rep (by id) goes: an e-mail address, or the URL of a service, which may hold a password."""

    rep: str
    text: str = field(repr=False)
    row: int

    @property
    def mail(self) -> bool:
        """Whether it is a plain e-mail address."""
        return "://" not in self.text

    @property
    def shown(self) -> str:
        """What may be printed of it: of a URL only the kind of service, and where it stands."""
        return self.text if self.mail else f"{self.text.partition(':')[0]}://… (row {self.row})"


def addresses(path: Path) -> list[Address]:
    """The addresses in a CSV file (comma, semicolon or tab; UTF-8); a rep may have several.

    Raises
    ------
    InputError
        When it cannot be read, lacks a column, or gives one address to two reps: each page is for one person.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", file=str(path)) from None
    heading = text.partition("\n")[0]
    lines = csv.DictReader(text.splitlines(), delimiter=max(",;\t", key=heading.count))
    names = {name.strip().lower(): name for name in lines.fieldnames or () if name}
    for column in COLUMNS:
        if column not in names:
            raise InputError(f"has no column '{column}'; it needs {' and '.join(COLUMNS)}", file=str(path))
    rep, address = (names[column] for column in COLUMNS)
    found = [Address((line[rep] or "").strip(), (line[address] or "").strip(), lines.line_num) for line in lines]
    return _one_reader_each([each for each in found if each.rep and each.text], path)


def _one_reader_each(found: Iterable[Address], path: Path) -> list[Address]:
    readers: dict[str, Address] = {}
    for each in found:
        first = readers.setdefault(each.text.casefold(), each)
        if first.rep != each.rep:
            raise InputError(
                f"the address is that of rep '{first.rep}' in row {first.row} already; a page is for one reader",
                file=str(path),
                row=each.row,
                column=COLUMNS[1],
            )
    # The same line twice is one delivery.
    return list(readers.values())
