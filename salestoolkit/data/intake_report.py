"""The intake report: what was read, kept and rejected, and why. Imports only words and names of KPIs."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from salestoolkit.data.intake.kpi_names import kpi_names
from salestoolkit.words import formats
from salestoolkit.words.disk import how_full, unwritable
from salestoolkit.words.errors import OutputError, Reason, Told, cut
from salestoolkit.words.formats import number
from salestoolkit.words.text import say

if TYPE_CHECKING:
    import pandas as pd

FURNITURE = frozenset({"repeated_header", "total_row", "blank_row"})
"""Codes of rows that were never data: rejected and listed, but no sign that a file is bad."""

ASIDE = frozenset({"duplicate_goal", "overlapping_goal", "unknown_kpi", "unknown_scope"})
ASIDE |= {"no_goal", "no_share", "share_beyond_whole", "unknown_party"}
"""Codes of goals and agreements that are held against nothing: they change no other number, however many they are."""

KEPT = 10_000
"""Rejections that are kept one by one; beyond them they are counted."""

LONGEST_VALUE = 1_000
"""Characters of what a file says that a note repeats."""

SHOWN = 200
"""Characters of a raw value that the report shows."""

FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "＝", "＋", "－", "＠")
COUNT_COLUMNS = ("file", "table", "read", "accepted", "rejected", "skipped")
REJECTION_COLUMNS = ("file", "table", "row", "column", "code", "value", "reason")


@dataclass(frozen=True)
class Rejection:
    """One reason why a row was turned away; a row may have several."""

    file: str
    table: str
    row: int
    column: str
    code: str
    value: str = ""
    hint: str = ""

    def reason(self, lang: str) -> str:
        """The reason in words, with what may have been meant."""
        return self.why.to(lang)

    @property
    def why(self) -> Reason:
        """The reason, in any language."""
        return Reason(self.code, known=", ".join(kpi_names()), hint=self.hint)


@dataclass
class Tally:
    """Rejections of one file: all are counted by column and code, and the first ``KEPT`` are kept."""

    kept: list[Rejection] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def room(self, column: str, code: str) -> bool:
        """Count a rejection; whether it is to be kept, for there is room or it is the first of its kind."""
        self.counts[column, code] += 1
        return len(self.kept) < KEPT or self.counts[column, code] == 1

    def add(self, rejection: Rejection) -> None:
        """Count a rejection and keep it if there is room."""
        if self.room(rejection.column, rejection.code):
            self.kept.append(rejection)

    def of(self, table: str) -> Tally:
        """The same of a file that feeds this table."""
        return Tally([replace(rejection, table=table) for rejection in self.kept], Counter(self.counts))

    def without(self, codes: Set[str]) -> int:
        """How many rejections have another code."""
        return sum(count for (_, code), count in self.counts.items() if code not in codes)


@dataclass(frozen=True)
class Note:
    """An assumption or a warning about the data: the catalogue's key and what fills it in."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""

    def text(self, lang: str) -> str:
        """The note in words, with its file in front."""
        values = {key: TOLD.get(key, _shown)(value, lang) for key, value in self.values.items()}
        words = say(f"intake.note.{self.code}", lang, **values)
        return f"{self.file}: {words}" if self.file else words


def _shown(value: object, lang: str) -> object:
    """A value of a note as it is read: a text no longer than it may be, a number with the marks of the language."""
    if isinstance(value, float):
        return number(value, lang, 0 if value.is_integer() else min(4, len(str(value).partition(".")[2])))
    return cut(value, LONGEST_VALUE) if isinstance(value, str) else value


def _day(value: object, lang: str) -> str:
    """A day; what was saved with a load comes back as its text."""
    return formats.date(date.fromisoformat(str(value)[:10]), lang)


def _month(value: object, lang: str) -> str:
    return formats.period(date.fromisoformat(f"{str(value)[:7]}-01"), "month", lang)


TOLD: Mapping[str, Callable[[Any, str], object]] = {
    **dict.fromkeys(("day", "last", "before", "first"), _day),
    "month": _month,
    "country": formats.country,
}
"""How a note tells values that are neither a text nor a number, by their name."""


@dataclass(frozen=True)
class FileCount:
    """Rows of one file for one table: ``read`` is always ``accepted`` + ``rejected``.

    ``skipped`` rows are another feed's.
    """

    file: str
    table: str
    read: int
    accepted: int
    rejected: int
    skipped: int = 0


@dataclass(frozen=True)
class Intake:
    """What came in by the door; shows itself as a table in a notebook and as text elsewhere.

    ``reasons`` counts all rejections by file, column and code; of ``rejections`` there are at most some 10,000.
    """

    counts: tuple[FileCount, ...]
    rejections: tuple[Rejection, ...] = ()
    remarks: tuple[Note, ...] = ()
    lang: str = "id"
    reasons: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Rows read, over all files and tables."""
        return sum(count.read for count in self.counts)

    @property
    def accepted(self) -> int:
        """Rows accepted, over all files and tables."""
        return sum(count.accepted for count in self.counts)

    @property
    def files(self) -> pd.DataFrame:
        """Rows read, accepted, rejected and skipped, one row for each file and table."""
        import pandas as pd

        rows = [[getattr(count, name) for name in COUNT_COLUMNS] for count in self.counts]
        return pd.DataFrame(rows, columns=list(COUNT_COLUMNS))

    @property
    def rejected(self) -> pd.DataFrame:
        """Every reason for which a row was rejected: file, table, row, column, code, value, reason."""
        import pandas as pd

        return pd.DataFrame(self._rejected_rows(), columns=list(REJECTION_COLUMNS))

    @property
    def notes(self) -> tuple[str, ...]:
        """Assumptions and warnings in the report's language."""
        return tuple(note.text(self.lang) for note in self.remarks)

    def write(self, folder: str | Path) -> Path:
        """Write ``rejected.csv`` into ``folder`` and return its path; no cell of it can run as a formula.

        Raises
        ------
        OutputError
            When the folder or file cannot be written.
        """
        path = Path(folder) / "rejected.csv"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8-sig", newline="") as handle:
                writer = csv.writer(handle, lineterminator="\n")
                writer.writerow(REJECTION_COLUMNS)
                writer.writerows([inert(cell) for cell in row] for row in self._rejected_rows())
        except OSError as error:
            if how_full(error):
                raise unwritable(path, error) from error
            raise OutputError(Told("cannot_write_folder", path=str(path), error=str(error.strerror))) from error
        return path

    def _rejected_rows(self) -> list[list[object]]:
        return [
            [r.file, r.table, r.row, cut(r.column, SHOWN), r.code, r.value[:SHOWN], r.reason(self.lang)]
            for r in self.rejections
        ]

    def _headings(self) -> list[str]:
        return [say(f"intake.column.{name}", self.lang) for name in COUNT_COLUMNS]

    def _cells(self, counted: FileCount) -> list[str]:
        """A row of the counts, with the numbers as the reader's language writes them."""
        found = [getattr(counted, name) for name in COUNT_COLUMNS]
        return [cell if isinstance(cell, str) else number(cell, self.lang) for cell in found]

    def _reasons(self) -> list[str]:
        """One line for each reason and column, with its count and first example."""
        groups: dict[tuple[str, str, str], list[Rejection]] = {}
        for rejection in self.rejections:
            groups.setdefault((rejection.file, rejection.column, rejection.code), []).append(rejection)
        lines = [self._reason(found[0], self.reasons.get(key, len(found))) for key, found in groups.items()]
        left = sum(self.reasons.values()) - len(self.rejections)
        return [*lines, say("intake.first_kept", self.lang, count=len(self.rejections))] if left > 0 else lines

    def _reason(self, first: Rejection, count: int) -> str:
        key = "intake.reason_in_column" if first.column else "intake.reason"
        return say(
            key,
            self.lang,
            count=count,
            file=cut(first.file, SHOWN),
            column=cut(first.column, SHOWN),
            reason=first.reason(self.lang),
            first=self._first(first),
        )

    def _first(self, first: Rejection) -> str:
        value = first.value[:40]
        return say(f"intake.first{'_with' if value else ''}", self.lang, row=first.row, value=value)

    def __repr__(self) -> str:
        table = [self._headings(), *(self._cells(count) for count in self.counts)]
        widths = [max(len(row[i]) for row in table) for i in range(len(COUNT_COLUMNS))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
        return "\n".join([say("intake.title", self.lang), *(line.rstrip() for line in lines), *self._listed()])

    def _listed(self) -> list[str]:
        lines: list[str] = []
        for key, items in (("rejected", self._reasons()), ("notes", list(self.notes))):
            if items:
                lines += ["", say(f"intake.{key}", self.lang), *(f"- {item}" for item in items)]
        return lines

    def _repr_html_(self) -> str:
        title = Markup("<h4>{}</h4>").format(say("intake.title", self.lang))
        parts = [title, _html_table(self._headings(), map(self._cells, self.counts))]
        for key, items in (("rejected", self._reasons()), ("notes", self.notes)):
            if items:
                parts.append(Markup("<p><b>{}</b></p>").format(say(f"intake.{key}", self.lang)))
                parts.append(Markup("<ul>{}</ul>").format(Markup().join(map(Markup("<li>{}</li>").format, items))))
        return Markup("\n").join(parts)


def inert(cell: object) -> object:
    """``cell`` with an apostrophe in front where a spreadsheet would take its text for a formula."""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_STARTS) else cell


def _html_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Markup:
    head = Markup().join(map(Markup('<th scope="col">{}</th>').format, headings))
    cells = (Markup().join(map(Markup("<td>{}</td>").format, row)) for row in rows)
    body = Markup().join(map(Markup("<tr>{}</tr>").format, cells))
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)
