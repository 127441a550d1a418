"""Finds the date order and number format that a column proves, and refuses to guess where it proves none.

Imports only parse, intake and words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.values import NUMBERS, NUMERIC_DATE, bare, name, quoted
from salestoolkit.words.errors import InputError, Told

if TYPE_CHECKING:
    import duckdb

ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class Cells:
    """A column of text in a table of the database, and how messages call it.

    ``texts`` is what holds of cells that are text: numbers beside them prove nothing.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    column: str
    file: str
    source: str
    texts: str = "true"

    def query(self, select: str, where: str = "true") -> list[tuple[object, ...]]:
        """Rows of ``select`` over the column as ``v`` with its row number ``_row``."""
        filled = f"{name(self.column)} IS NOT NULL AND {self.texts}"
        inner = f"SELECT _row, {name(self.column)} AS v FROM {self.table} WHERE {filled}"
        return self.connection.execute(f"SELECT {select} FROM ({inner}) WHERE {where}").fetchall()


@dataclass(frozen=True)
class _Seen:
    """A date of three numbers as it stands in the column, and the first row that has it."""

    parts: tuple[str, str, str]
    row: int
    text: str

    def fits(self, order: str) -> bool:
        """Whether it is a day of the calendar when read in this order."""
        by = dict(zip(order, self.parts, strict=True))
        if len(by["y"]) not in (2, 4) or len(by["d"]) > 2 or len(by["m"]) > 2:
            return False
        # Centuries 19 and 20 have the same leap years but for 1900, so any of them will do for two digits.
        year = int(by["y"]) if len(by["y"]) == 4 else 2000 + int(by["y"])
        return _exists(year, int(by["m"]), int(by["d"]))


def date_order(cells: Cells) -> tuple[str, tuple[Note, ...]]:
    """The only order in which every date of the column exists; empty when no date needs one.

    Raises
    ------
    InputError
        When more than one order fits, or none does; it shows two cells and says what to declare.
    """
    seen = _numeric_dates(cells)
    readable = [s for s in seen if any(s.fits(order) for order in ORDERS)]
    if not readable:
        return "", ()
    fitting = [order for order in ORDERS if all(s.fits(order) for s in readable)]
    if len(fitting) != 1:
        raise _undecided_dates(cells, fitting, readable)
    rivals = [order for order in ORDERS if order != fitting[0]]
    row = max(next(s.row for s in readable if not s.fits(rival)) for rival in rivals)
    return fitting[0], (Note("order_proved", {"column": cells.source, "order": fitting[0], "row": row}, cells.file),)


def _numeric_dates(cells: Cells) -> list[_Seen]:
    """Each different date of three numbers whose year does not come first with four digits."""
    parts = f"regexp_extract(v, '{NUMERIC_DATE}', ['a', 'b', 'c'])"
    rows = cells.query(
        f"{parts} AS p, min(_row), arg_min(v, _row)",
        f"regexp_matches(v, '{NUMERIC_DATE}') AND NOT regexp_matches(v, '^\\d{{4}}') GROUP BY p",
    )
    return sorted((_Seen((p["a"], p["b"], p["c"]), row, text) for p, row, text in rows), key=lambda s: s.row)  # type: ignore[index, arg-type]


def _undecided_dates(cells: Cells, fitting: Sequence[str], seen: Sequence[_Seen]) -> InputError:
    if fitting:
        shown = _examples([s.text for s in seen])
        fact = Told("dates_undecided", shown=shown, orders=_either(fitting), likely=fitting[0])
    else:
        dayfirst = next((s for s in seen if not s.fits("mdy")), seen[0])
        monthfirst = next((s for s in seen if not s.fits("dmy")), seen[-1])
        fact = Told("dates_at_odds", shown=_examples([dayfirst.text, monthfirst.text]))
    return InputError(fact, file=cells.file, row=seen[0].row, column=cells.source)


def number_format(cells: Cells, suffixes: bool = False) -> tuple[str, tuple[Note, ...]]:
    """The only format, ``en`` or ``id``, that reads every number of the column.

    Where both read them alike it is ``en``.

    Raises
    ------
    InputError
        When both formats fit and differ (``1.250``), or neither does; it shows two cells and says
        what to declare.
    """
    text = f"rtrim({bare('v')}, '%')"
    if suffixes:
        text = f"regexp_replace({text}, '[a-z]+$', '')"
    en, idn = (f"regexp_matches({text}, '{NUMBERS[key]}')" for key in ("en", "id"))
    only_en, only_id = f"({en} AND NOT {idn})", f"({idn} AND NOT {en})"
    both = f"({en} AND {idn} AND regexp_matches({text}, '[.,]'))"
    [(row_en, row_id, row_both)] = cells.query(
        ", ".join(f"min(_row) FILTER ({case})" for case in (only_en, only_id, both))
    )
    if (row_en is None) == (row_id is None):
        if row_en is None and row_both is None:
            return "en", ()
        raise _undecided_numbers(cells, both if row_en is None else f"({only_en} OR {only_id})", row_en is None)
    found, row = ("en", row_en) if row_en is not None else ("id", row_id)
    return found, (Note("format_proved", {"column": cells.source, "format": found, "row": row}, cells.file),)


def refuse_thousandths(cells: Cells, number_format: str) -> None:
    """Refuse amounts such as ``1.250`` that would have three decimals, where the currency has no use for them.

    An amount that can be read in no other way shows that the format is the column's.

    Raises
    ------
    InputError
        It shows two cells and the format that would read thousands.
    """
    text, mark, other = bare("v"), *(("[.]", "id") if number_format == "en" else (",", "en"))
    thousands = f"regexp_matches({text}, '^-?[1-9]\\d{{0,2}}{mark}\\d{{3}}$')"
    reads = {name: f"regexp_matches({text}, {quoted(NUMBERS[name])})" for name in NUMBERS}
    rows = cells.query("min(_row) AS r, v", f"{thousands} GROUP BY v ORDER BY r LIMIT 2")
    if not rows or cells.query("1", f"{reads[number_format]} AND NOT {reads[other]} LIMIT 1"):
        return
    shown = _examples([str(text) for _, text in rows])
    fact = Told("thousandths", shown=shown, format=number_format, other=other)
    raise InputError(fact, file=cells.file, row=int(str(rows[0][0])), column=cells.source)


def _undecided_numbers(cells: Cells, case: str, both: bool) -> InputError:
    rows = cells.query("min(_row) AS r, v", f"{case} GROUP BY v ORDER BY r LIMIT 200")
    texts = [str(text) for _, text in rows]
    if both:
        # a point between thousands is Indonesian, a comma is English; shown are cells with the same mark
        mark, thousands, decimals = (".", "id", "en") if "." in texts[0] else (",", "en", "id")
        shown = _examples([text for text in texts if mark in text])
        fact = Told("numbers_undecided", shown=shown, thousands=thousands, decimals=decimals)
    else:
        kinds = {("," in text.partition(".")[2]) or text.count(".") > 1: text for text in texts}
        fact = Told("numbers_at_odds", shown=_examples(list(kinds.values()) if len(kinds) > 1 else texts))
    return InputError(fact, file=cells.file, row=int(str(rows[0][0])), column=cells.source)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _either(orders: Sequence[str]) -> str | Told:
    said: str | Told = orders[0]
    for other in orders[1:]:
        said = Told("or", one=said, other=other)
    return said


def _examples(texts: Sequence[str]) -> str | Told:
    shown = [text[:40] for text in dict.fromkeys(texts)][:2]
    return Told("both", one=shown[0], other=shown[1]) if len(shown) > 1 else f"'{shown[0]}'"
