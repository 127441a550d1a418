"""What a mapping says: feeds, and how each canonical column is filled. Imports only schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from salestoolkit.data.schema import TABLES

DATE_ORDERS = ("auto", "dmy", "mdy", "ymd", "excel")
NUMBER_FORMATS = ("auto", "en", "id")
DEFAULT_TIMEZONE, DEFAULT_CURRENCY = "Asia/Jakarta", "IDR"
FOLDER_MAPPING = "salestoolkit.toml"


@dataclass(frozen=True)
class Lookup:
    """A value found in another file: ``column`` of the row whose ``key`` equals the cell."""

    file: str
    key: str
    column: str


@dataclass(frozen=True)
class Condition:
    """Whether a row's ``column`` is among ``values`` (compared trimmed, case aside).

    ``negated`` turns it round.
    """

    column: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Fill:
    """How one canonical column is filled; see ``docs/mappings.md`` for every key."""

    sources: tuple[str, ...] = ()
    const: str | None = None
    row_number: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    lookup: Lookup | None = None
    when: Condition | None = None
    date_order: str = ""
    number_format: str = ""
    suffixes: bool = False
    precision: str = ""
    lower: bool = False


@dataclass(frozen=True)
class Feed:
    """One file that fills one canonical table; several feeds may fill one table, one file several tables."""

    table: str
    file: str
    fills: Mapping[str, Fill]
    where: tuple[Condition, ...] = ()
    optional: bool = False

    @property
    def sources(self) -> frozenset[str]:
        """Every column that is read from the feed's own file."""
        conditions = [fill.when for fill in self.fills.values() if fill.when] + list(self.where)
        named = {source for fill in self.fills.values() for source in fill.sources}
        return frozenset(named | {condition.column for condition in conditions})


@dataclass(frozen=True)
class SourceMapping:
    """A whole mapping: the declared formats of an export and its feeds."""

    name: str
    feeds: tuple[Feed, ...]
    title: str = ""
    timezone: str = ""
    currency: str = ""
    date_order: str = "auto"
    number_format: str = "auto"
    encoding: str = ""
    as_of: str = ""
    multiline: bool = False
    practice: Mapping[str, Any] = field(default_factory=dict)
    canonical: bool = False


def canonical() -> tuple[Feed, ...]:
    """The feeds of an export that already is canonical: files called as the tables, columns as in the
    schema."""
    return tuple(
        Feed(
            table.name,
            table.name,
            {column.name: Fill((column.name,)) for column in table.columns},
            optional=True,
        )
        for table in TABLES.values()
    )


BESIDE = ("goals", "stages", "follow_ups", "rates", "reps")
"""Tables that a team writes itself: read in canonical form beside the files of any mapping that does not fill them."""


def beside(mapping: SourceMapping) -> tuple[Feed, ...]:
    """The canonical feeds of those tables. Their numbers may be written otherwise than the export's: they prove it."""
    filled = {feed.table for feed in mapping.feeds}
    return tuple(
        replace(feed, fills={name: replace(fill, number_format="auto") for name, fill in feed.fills.items()})
        for feed in canonical()
        if feed.table in BESIDE and feed.table not in filled
    )
