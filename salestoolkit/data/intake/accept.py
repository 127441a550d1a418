"""The door: raw rows become rows of a canonical table or are rejected with a reason, set-wise in DuckDB.

Imports only its neighbours and words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salestoolkit.data.files.raw_table import RawTable
from salestoolkit.data.intake.feed_rows import Passage
from salestoolkit.data.intake.last_fact import Latest
from salestoolkit.data.intake_report import KEPT, FileCount, Intake, Note, Rejection, Tally
from salestoolkit.data.mapping.columns import Picking
from salestoolkit.data.mapping.feeds import Feed, Lookup
from salestoolkit.data.mapping.values import name
from salestoolkit.data.schema import SQL_TYPES, TABLES

if TYPE_CHECKING:
    import duckdb

    from salestoolkit.words.errors import InputError


@dataclass(frozen=True)
class Formats:
    """What holds for every column that does not declare its own: time zone, currency, date order, number format."""

    timezone: str
    date_order: str = "auto"
    number_format: str = "auto"
    currency: str = ""


@dataclass
class Door:
    """Takes feeds in, one after the other, and keeps count of rows, rejections and notes."""

    connection: duckdb.DuckDBPyConnection
    formats: Formats
    max_rejected: float = 0.05
    counts: list[FileCount] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fed: dict[str, set[str]] = field(default_factory=dict)
    given: dict[str, set[str]] = field(default_factory=dict)
    latest: list[Latest] = field(default_factory=list)
    refusals: list[InputError] = field(default_factory=list)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def open_tables(self) -> None:
        """Make every canonical table, empty."""
        for table in TABLES.values():
            columns = ", ".join(f"{name(column.name)} {SQL_TYPES[column.kind]}" for column in table.columns)
            self.connection.execute(f"CREATE TABLE {table.name} ({columns})")
        self.connection.execute(SIGNS)

    def take(self, feed: Feed, raw: RawTable, lookups: Mapping[Lookup, RawTable]) -> None:
        """Accept or reject every row of ``raw`` that ``feed`` speaks of.

        Raises
        ------
        InputError
            When a required column is missing, or a date order or number format is not proved.
        """
        picking = Picking(self.connection, feed, raw, lookups)
        self.connection.register("raw", raw.unnamed())
        try:
            Passage(self, picking, picking.pick()).run()
            self.notes += [note for note in picking.notes if note not in self.notes]
        finally:
            for table in ("picked", "typed", "faulty"):
                self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            self.connection.unregister("raw")
            picking.close()

    def intake(self, lang: str) -> Intake:
        """What came in so far, as it is reported."""
        return Intake(tuple(self.counts), tuple(self.rejections), tuple(self.notes), lang, dict(self.reasons))

    def remember(self, tally: Tally, file: str) -> None:
        """Count a file's rejections, and keep the first over all files, with one at least for each reason."""
        shown = set(self.reasons)
        for rejection in tally.kept:
            key = (file, rejection.column, rejection.code)
            if len(self.rejections) < KEPT or key not in shown:
                self.rejections.append(rejection)
                shown.add(key)
        for (column, code), count in tally.counts.items():
            self.reasons[file, column, code] += count

    def refuse(self) -> None:
        """Refuse the whole load where a file has too many rows rejected, or all that have one value.

        Only when every feed was taken, so that all rejections are known.

        Raises
        ------
        InputError
            The first refusal.
        """
        if self.refusals:
            raise self.refusals[0]


SIGNS = """
    CREATE TEMP TABLE signs (
        "table" VARCHAR, deal_id VARCHAR, code VARCHAR, file VARCHAR, _row BIGINT, "column" VARCHAR, cell VARCHAR
    )
"""
"""Amounts with a currency's sign in tables that have no currency of their own."""
