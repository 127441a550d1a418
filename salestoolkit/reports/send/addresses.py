"""Reads who gets a rep's page: a CSV with the columns ``rep`` and ``address``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from salestoolkit.words.errors import InputError, Listed, Told

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
    """The addresses in a CSV file (comma, semicolon or tab; UTF-8); a rep may have several, each in a row of its own.

    Raises
    ------
    InputError
        When it cannot be read, lacks a column, or one row would not reach exactly one reader: each page is for one.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _one_reader_each(_read(stream, path), path)
    except (OSError, ValueError, csv.Error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(Told("unreadable", error=str(error)), file=str(path)) from None


def _read(stream: IO[str], path: Path) -> list[Address]:
    heading = stream.readline()
    stream.seek(0)
    lines = csv.DictReader(stream, delimiter=max(",;\t", key=heading.count), strict=True)
    named = [name.strip().lower() for name in lines.fieldnames or ()]
    for column in COLUMNS:
        if named.count(column) != 1:
            key, needed = "several_columns" if column in named else "no_such_column", Listed("and", COLUMNS)
            raise InputError(Told(key, column=column, needed=needed), file=str(path))
    lines.fieldnames = named
    found = [_address(line, lines.line_num, path) for line in lines]
    return [each for each in found if each.text]


def _address(line: Mapping[str | None, Any], row: int, path: Path) -> Address:
    """The address in a row."""
    rep, text = ((line[column] or "").strip() for column in COLUMNS)
    if any((cell or "").strip() for cell in line.get(None) or ()):
        raise InputError(Told("more_cells"), file=str(path), row=row)
    if text and not rep:
        raise InputError(Told("no_rep"), file=str(path), row=row, column=COLUMNS[0])
    if not _single(text):
        raise InputError(
            Told("no_address"),
            file=str(path),
            row=row,
            column=COLUMNS[1],
        )
    return Address(rep, text, row)


def _single(text: str) -> bool:
    """Whether it can be one address: no space and no line break in it, and in an e-mail address no separator."""
    if any(c.isspace() or not c.isprintable() for c in text):
        return False
    return "://" in text or not set(text) & set(",;<>")


def _one_reader_each(found: Iterable[Address], path: Path) -> list[Address]:
    readers: dict[str, Address] = {}
    for each in found:
        if first := readers.get(each.text.casefold()):
            key = "address_twice" if first.rep == each.rep else "address_of_other"
            raise InputError(
                Told(key, rep=first.rep, first=first.row),
                file=str(path),
                row=each.row,
                column=COLUMNS[1],
            )
        readers[each.text.casefold()] = each
    return list(readers.values())
