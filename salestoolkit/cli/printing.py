"""Plain output that pipes well: aligned tables, CSV and JSON; imports words and what a result is made of."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from salestoolkit.data.intake_report import inert
from salestoolkit.words.text import say

if TYPE_CHECKING:
    from salestoolkit.results.result import Result

GAP = "  "


def one_line(text: str) -> str:
    """``text`` without line breaks and control characters, which names in exports may hold."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.splitlines()))


def aligned(rows: Sequence[Sequence[str]], left: Sequence[bool] | None = None) -> list[str]:
    """Rows as lines; each column begins at one place, or ends at one where ``left`` is false."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    sides = [True] * len(widths) if left is None else left
    return [GAP.join(_padded(*place) for place in zip(row, widths, sides, strict=True)).rstrip() for row in cells]


def _padded(cell: str, width: int, left: bool) -> str:
    space = " " * (width - _width(cell))
    return cell + space if left else space + cell


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in text)


def print_table(result: Result) -> None:
    """The readable table on standard output; what it is, and its sentence, beside it on standard error."""
    from salestoolkit.results.wording import covering

    table, lang = result.table, result.lang
    period = covering(result.sales, result.start, result.end, lang)
    about = " · ".join((result.kpi.title_in(lang), result.sales.name, period))
    print(one_line(about), one_line(result.read()), sep="\n", file=sys.stderr)
    # Names and the remark at the end stand to the left, numbers to the right.
    remark = say("column.reason", lang)
    left = [place < len(result.by) or heading == remark for place, heading in enumerate(table.columns)]
    print(*aligned([list(table.columns), *table.to_numpy().tolist()], left), sep="\n")


def print_csv(result: Result) -> None:
    """The frame as CSV, unrounded; text that a spreadsheet would take for a formula is made inert."""
    _say_what_is_missing(result)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(result.frame.columns)
    writer.writerows([inert(cell) for cell in row.values()] for row in result.records())


def print_json(result: Result) -> None:
    """The records as a JSON array, one row per line."""
    rows = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in result.records()]
    print("[" + ",\n ".join(rows) + "]")


def _say_what_is_missing(result: Result) -> None:
    if result.missing:
        print(one_line(result.read()), file=sys.stderr)


PRINTERS = {"table": print_table, "csv": print_csv, "json": print_json}
