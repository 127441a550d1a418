"""The header of a CSV file: its lines, its cells, and the delimiter, which the mapped columns prove.

Imports only limits, raw and words.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import IO

from salestoolkit.data.files.file_limits import MOST_COLUMNS, check
from salestoolkit.data.files.raw_table import LOOKED, clean_name, header_below
from salestoolkit.words.errors import InputError, Told

DELIMITERS = {",": "','", ";": "';'", "\t": "tab", "|": "'|'"}
MAIN = ("deal_id", "rep_id", "status", "amount", "created_at", "closed_at")
"""The columns of our own tables that most files could have; without a mapping those of all tables are looked for."""
MOST_LINES = 20
"""Lines that a quoted cell may span before its quotation mark counts as stray."""


def head_of(handle: IO[str]) -> tuple[int, list[str]]:
    """The number of the header's first line, and its lines: a quoted name may hold a line break."""
    before, head = 1, handle.readline()
    # Excel writes "sep=;" above the header of some CSV files.
    while head and (not head.strip() or head.casefold().startswith("sep=")):
        before, head = before + 1, handle.readline()
    lines = [head]
    quotes = head.count('"')
    while quotes % 2 and len(lines) < MOST_LINES and (line := handle.readline()):
        lines.append(line)
        quotes += line.count('"')
    return before, lines


def cells_of(lines: Sequence[str], delimiter: str) -> tuple[list[str], int]:
    """The first row in the lines, and how many of them it spans."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error:
        return [], 1
    closed = reader.line_num < 2 or sum(line.count('"') for line in lines[: reader.line_num]) % 2 == 0
    # a quote that is never closed takes in whatever follows
    return (cells, reader.line_num) if closed else cells_of(lines[:1], delimiter)


def delimiter_of(head: Sequence[str], wanted: frozenset[str], file: str) -> str:
    """The delimiter that makes most of the wanted columns appear in the header.

    Raises
    ------
    InputError
        When none makes any appear, or the header has more columns than are read.
    """
    most = max(sum(line.count(delimiter) for line in head) for delimiter in DELIMITERS)
    check(most + 1, MOST_COLUMNS, Told("columns"), file, Told("leave_out"))
    sought = [clean_name(name).casefold() for name in sorted(wanted)]
    found: dict[str, int] = {}
    for delimiter in DELIMITERS:
        cells = {clean_name(cell).casefold() for cell in cells_of(head, delimiter)[0]}
        found[delimiter] = sum(name in cells for name in sought)
    best = max(found, key=lambda delimiter: found[delimiter])
    if found[best]:
        return best
    likely = max(DELIMITERS, key=lambda delimiter: len(cells_of(head, delimiter)[0]))
    names = ", ".join(f"'{clean_name(name)}'" for name in cells_of(head, likely)[0][:8])
    given = {"delimiter": DELIMITERS[likely], "found": names or "-"}
    if wanted > set(MAIN):
        told = Told("no_known_columns", wanted=_named(MAIN), help=Told("name_mapping"), **given)
    else:
        told = Told("no_columns", wanted=_named(sorted(wanted)[:8]), **given)
    raise InputError(told, file=file)


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def below_a_title(head: Sequence[str], rest: Iterable[str], first: int, wanted: frozenset[str], file: str) -> None:
    """Refuse a file whose header is not its first line, with the row in which it is.

    Raises
    ------
    InputError
        When a later line has the wanted columns.
    """
    lines = [*head, *islice(rest, LOOKED)]
    for delimiter in DELIMITERS:
        if error := header_below((cells_of([line], delimiter)[0] for line in lines), wanted, file, first):
            raise error
