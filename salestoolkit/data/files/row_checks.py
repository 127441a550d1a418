"""Judges rows of any form of file by their cells: totals, repeated headers, blank rows, lines below the table.

Imports only intake and raw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from salestoolkit.data.files.raw_table import clean_name
from salestoolkit.data.intake_report import Note

FOOT = 50
"""Most lines below a table that are taken for its footer."""

LONGEST = 200
"""Characters of a label that are looked at."""

PLAIN = frozenset({"total", "totals", "sum", "jumlah", "average", "rata-rata", "all", "semua", "keseluruhan"})
"""Words that label a total, and that somebody's name might be."""

_OF = "keseluruhan|penjualan|sales|revenue|pendapatan|nilai|omzet|omset|amount|akhir|semua|all|overall|jumlah|total"
_UNMISTAKABLE = re.compile(rf"(grand|sub)[ -]*totals?|totals? ({_OF})|jumlah ({_OF})|({_OF}) totals?")
_WORDED = re.compile(r"^((grand|sub)[ -]*)?totals?\b|\btotals?$|^jumlah\b|^sum of\b|^rata-rata\b|^average\b")
_NUMBER = re.compile(r"[-+(]*(rp\.?|[a-z]{2,3}|us\$|[$€£])? ?[-+]?\d[\d.,' ]*(,-)?(%| ?[a-z]{1,8})?\)?")


class RowJudge:
    """Judges rows under one header.

    Cells are texts; a cell of white space counts as empty.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self.named = [i for i, name in enumerate(self.columns) if name]
        self.first = self.columns[0].casefold() if self.columns else ""

    def odd(self, first: str) -> bool:
        """Whether a row that begins with this cell needs a closer look."""
        label = _label(first)
        return not label or label == self.first or label in PLAIN or _WORDED.search(label) is not None

    def fault(self, cells: Sequence[str]) -> str:
        """The code of a row that is no data, or an empty text."""
        if not any(cell.strip() for cell in cells):
            return "blank_row"
        if clean_name(cells[0]) == self.columns[0] and tuple(map(clean_name, cells)) == self.columns:
            return "repeated_header"
        return "total_row" if self.total(cells) else ""

    def doubtful(self, cells: Sequence[str]) -> bool:
        """Whether a row is labelled as a total and is otherwise like data: only its sum can tell."""
        label = _first_label(cells)
        return label in PLAIN or _WORDED.search(label) is not None

    def footing(self, cells: Sequence[str]) -> bool:
        """Whether a row could stand below the table: one cell of text, or a caption and what it says."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(self.named) < 2 or not filled or _NUMBER.fullmatch(filled[0].casefold()):
            return False
        return len(filled) == 1 or (len(filled) == 2 and len(self.named) > 3 and filled[0].endswith(":"))

    def total(self, cells: Sequence[str]) -> bool:
        """Whether the label says so and the other cells do not speak against it."""
        label = _first_label(cells)
        if label not in PLAIN and not _WORDED.search(label):
            return False
        if _UNMISTAKABLE.fullmatch(label):
            return True
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) >= len(self.named):
            return False
        if label in PLAIN:
            return True
        return all(_NUMBER.fullmatch(cell.casefold()) for cell in filled[1:])


def foot_of(judge: RowJudge, last: Sequence[Sequence[str]]) -> int:
    """How many of the last rows are blank or stand below the table, after a blank row; 0 where none does."""
    start = len(last)
    while start and (not any(map(str.strip, last[start - 1])) or judge.footing(last[start - 1])):
        start -= 1
    below = last[start:]
    blank = next((i for i, row in enumerate(below) if not any(map(str.strip, row))), len(below))
    footing = sum(judge.footing(row) for row in below[blank:])
    return len(below) - blank if 0 < footing <= FOOT else 0


def footer_notes(footer: Sequence[tuple[Sequence[str], int]], file: str) -> tuple[Note, ...]:
    """A note of the lines (cells and number) that were found below the table."""
    lines = [(cells, line) for cells, line in footer if any(map(str.strip, cells))]
    if not lines:
        return ()
    text = " ".join(cell.strip() for cell in lines[0][0] if cell.strip())[:60]
    return (Note("footer", {"count": len(lines), "row": lines[0][1], "text": text}, file),)


def _first_label(cells: Sequence[str]) -> str:
    return _label(next((cell for cell in cells if cell.strip()), ""))


def _label(cell: str) -> str:
    return " ".join(cell[:LONGEST].strip(" :.*-=_\t").casefold().split())
