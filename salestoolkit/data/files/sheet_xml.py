"""Looks through a sheet's XML for what the reader of its values leaves out: where the table stands, which
cells are merged, which hold an error, and which a formula without its result.

Imports only limits and raw.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from salestoolkit.data.files.file_limits import MOST_SPREAD, MOST_TEXT, allowed
from salestoolkit.data.files.raw_table import UNCALCULATED
from salestoolkit.words.errors import Told

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class TooMuch(Exception):
    """The cells spread too far or hold too much text to be read; the message says how far or how much."""


@dataclass
class Marks:
    """What was found: rows and columns count from 1, ``odd`` cells have the text that stands for them.

    ``deepest`` is the last row with anything in it, if only formulas that were never calculated.
    """

    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0
    deepest: int = 0
    odd: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def spread(self, row: int, column: int) -> None:
        """Take in a cell with a value."""
        if not self.top:
            self.top = self.bottom = row
            self.left = self.right = column
        elif row > self.bottom or row < self.top or column < self.left or column > self.right:
            self.top, self.bottom = min(self.top, row), max(self.bottom, row)
            self.left, self.right = min(self.left, column), max(self.right, column)
            rows, columns = self.bottom - self.top + 1, self.right - self.left + 1
            if rows * columns > allowed(MOST_SPREAD):
                raise TooMuch(Told("spreads", rows=self.bottom, columns=self.right))

    @property
    def height(self) -> int:
        """How many rows there are from the first with a value to the last with anything."""
        return max(self.bottom, self.deepest) - self.top + 1

    def merged_in(self, place: int, height: int) -> int:
        """The first row of the table with a cell merged downwards, in the column at a place; 0 where none is."""
        tops = [top for top, left, *_ in self.merged if left == self.left + place and self.top < top]
        return min((top for top in tops if top <= self.top + height), default=0)


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part of a workbook that holds a sheet; KeyError when there is none."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = {e.get("name"): e.get(_RELATION) for e in book.iter() if _tag(e) == "sheet"}
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {e.get("Id"): str(e.get("Target")) for e in related}
    return posixpath.normpath(posixpath.join("/xl", targets[relations[sheet]])).lstrip("/")


def text_lengths(archive: zipfile.ZipFile) -> list[int]:
    """The lengths of the texts that a workbook's cells share."""
    lengths: list[int] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(words: str) -> None:
        if lengths:
            lengths[-1] += len(words)

    if "xl/sharedStrings.xml" in archive.namelist():
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.CharacterDataHandler = start, text
        parser.EntityDeclHandler = _refuse_entity
        with archive.open("xl/sharedStrings.xml") as part:
            parser.ParseFile(part)
    return lengths


def marks(part: IO[bytes], shared: Sequence[int] = ()) -> Marks:
    """What the sheet's XML says beside the values; ``shared`` are the lengths of texts that cells share.

    Raises
    ------
    TooMuch
        When the values spread too far, or the texts come to too much.
    ExpatError
        When it is no XML, or declares entities of its own.
    """
    scan = _Scan(shared)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler = scan.text
    parser.EntityDeclHandler = _refuse_entity
    parser.ParseFile(part)
    return scan.found


class _Scan:
    """The handlers of the parser: one cell at a time."""

    def __init__(self, shared: Sequence[int]) -> None:
        self.found, self.shared, self.characters = Marks(), shared, 0
        self.row = self.column = 0
        self.kind, self.formula, self.inside, self.value = "", False, False, ""

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.row, self.column = _place(given["r"]) if "r" in given else (self.row, self.column + 1)
            self.kind, self.formula, self.value = given.get("t", "n"), False, ""
        elif name in ("v", "t"):
            self.inside = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def text(self, words: str) -> None:
        if self.inside:
            self.value += words

    def end(self, tag: str) -> None:
        self.inside = False
        if tag.rpartition(":")[2] != "c":
            return
        found = self.found
        if self.formula and not self.value and self.kind != "str":
            self._mark(f"{UNCALCULATED} {_name(self.row, self.column)}")
        elif self.value:
            found.spread(self.row, self.column)
            if self.kind == "s":
                self._add_text()
            elif self.kind == "e":
                self._mark(self.value)

    def _add_text(self) -> None:
        self.characters += self.shared[int(self.value)] if int(self.value) < len(self.shared) else 0
        if self.characters > allowed(MOST_TEXT):
            raise TooMuch(Told("texts_come", most=allowed(MOST_TEXT)))

    def _mark(self, words: str) -> None:
        self.found.odd.setdefault(self.column, {})[self.row] = words
        self.found.deepest = max(self.found.deepest, self.row)

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        if bottom > top:
            self.found.merged.append((top, left, bottom, right))


def _place(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :]), _column(letters)


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _name(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _tag(element: ElementTree.Element) -> str:
    return re.sub(r"^\{.*\}", "", element.tag)


def _refuse_entity(*_: Any) -> None:
    raise expat.ExpatError("an entity is declared")
