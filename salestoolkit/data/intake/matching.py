"""Plans the reading: which file each feed and lookup means, each file read once and only its wanted columns.

Imports only its neighbours and words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from salestoolkit.data.files.raw_table import RawTable, find_column
from salestoolkit.data.files.readers import Origin, Source, stem_of
from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.feeds import Feed, Lookup, SourceMapping, beside
from salestoolkit.data.mapping.mapping import closest
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import InputError, Told


@dataclass
class Reading:
    """What to read for a mapping; ``pairs`` says which feed takes which origin."""

    mapping: SourceMapping
    pairs: list[tuple[Feed, Origin]] = field(default_factory=list)
    found: dict[Lookup, Origin] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    tables: dict[str, RawTable] = field(default_factory=dict)

    def feeds(self) -> Iterator[tuple[Feed, RawTable]]:
        """Each feed with its raw table, in the mapping's order; what names others comes last (goals, agreements)."""
        for feed, origin in sorted(self.pairs, key=lambda pair: pair[0].table in ("goals", "follow_ups")):
            yield feed, self.raw(origin)

    def lookups(self, feed: Feed) -> dict[Lookup, RawTable]:
        """The raw tables in which the feed looks up values."""
        wanted = [fill.lookup for fill in feed.fills.values() if fill.lookup]
        return {lookup: self.raw(self.found[lookup]) for lookup in wanted if lookup in self.found}

    def hashes(self) -> dict[str, str]:
        """SHA-256 of each file that was read, by name."""
        return {name: table.sha256 for name, table in self.tables.items()}

    def raw(self, origin: Origin) -> RawTable:
        """The origin's raw table; read on first use."""
        if origin.name not in self.tables:
            mapping = self.mapping
            table = origin.read(self._wanted(origin), encoding=mapping.encoding, multiline=mapping.multiline)
            self.take(origin, table)
        return self.tables[origin.name]

    def take(self, origin: Origin, table: RawTable) -> None:
        """Remember an origin's raw table, and what it says of itself."""
        self.tables[origin.name] = table
        self.notes.extend(table.notes)

    def _wanted(self, origin: Origin) -> frozenset[str]:
        wanted = {source for feed, taken in self.pairs if taken is origin for source in feed.sources}
        wanted |= {name for lookup, in_ in self.found.items() if in_ is origin for name in (lookup.key, lookup.column)}
        return frozenset(wanted)


def plan(source: Source, mapping: SourceMapping) -> Reading:
    """Which origins the mapping's feeds and lookups mean.

    Raises
    ------
    InputError
        When a file that is not optional is missing, or no file of the source feeds anything.
    """
    reading = Reading(mapping)
    named = [feed.file for feed in mapping.feeds]
    for feed in mapping.feeds:
        reading.pairs += [(feed, origin) for origin in source.called(feed.file, named)]
    if source.single and not reading.pairs:
        table = _whole(source.origins[0], mapping)
        reading.take(source.origins[0], table)
        reading.pairs = [(feed, source.origins[0]) for feed in _fitting(mapping, table.columns)]
    for lookup in {fill.lookup for feed in mapping.feeds for fill in feed.fills.values() if fill.lookup}:
        if origins := source.called(lookup.file, named):
            reading.found[lookup] = origins[0]
    _refuse_missing(reading, source)
    _read_beside(reading, source)
    _note_missing(reading, source)
    return reading


def _read_beside(reading: Reading, source: Source) -> None:
    """What a team writes itself (goals, rates, ...) lies in canonical form beside the files of its mapping."""
    used = {origin.name for _, origin in reading.pairs} | {origin.name for origin in reading.found.values()}
    for feed in () if source.single or reading.mapping.canonical else beside(reading.mapping):
        origins = [origin for origin in source.called(feed.file) if origin.name not in used]
        reading.pairs += [(feed, origin) for origin in origins]


def _whole(origin: Origin, mapping: SourceMapping) -> RawTable:
    """The only file there is, with all columns that any feed or lookup may want of it."""
    lookups = {fill.lookup for feed in mapping.feeds for fill in feed.fills.values() if fill.lookup}
    wanted = {source for feed in mapping.feeds for source in feed.sources}
    wanted |= {name for lookup in lookups for name in (lookup.key, lookup.column)}
    return origin.read(frozenset(wanted), encoding=mapping.encoding, multiline=mapping.multiline)


def _fitting(mapping: SourceMapping, columns: tuple[str, ...]) -> list[Feed]:
    """The feeds whose required columns are all in the only file there is, whatever it is called."""
    fitting = [feed for feed in mapping.feeds if _fits(feed, columns)]
    if mapping.canonical and fitting:
        # Canonical tables share columns: the file is the table of which it has most.
        fitting = [max(fitting, key=lambda feed: sum(find_column(s, columns) is not None for s in feed.sources))]
    return fitting


def _fits(feed: Feed, columns: tuple[str, ...]) -> bool:
    sources = {source for name in TABLES[feed.table].required for source in feed.fills[name].sources}
    return all(find_column(source, columns) is not None for source in sources)


def _refuse_missing(reading: Reading, source: Source) -> None:
    mapping, taken = reading.mapping, {id(feed) for feed, _ in reading.pairs}
    for feed in mapping.feeds:
        if not feed.optional and id(feed) not in taken and not source.single:
            stems = [origin.stem for origin in source.origins]
            sheets = any(origin.in_book(feed.file) for origin in source.origins)
            help_ = closest(stem_of(feed.file), stems) or Told("name_sheet" if sheets else "add_file")
            raise InputError(Told("no_feed_file", table=feed.table, found=source.found, help=help_), file=feed.file)
    if not reading.pairs:
        names = ", ".join(dict.fromkeys(feed.file for feed in mapping.feeds))
        help_ = Told("name_mapping" if mapping.canonical else "check_mapping")
        raise InputError(Told("nothing_feeds", found=source.found, wanted=names, help=help_))


def _note_missing(reading: Reading, source: Source) -> None:
    taken = {id(feed) for feed, _ in reading.pairs}
    if not reading.mapping.canonical:
        for feed in reading.mapping.feeds:
            if id(feed) not in taken:
                reading.notes.append(Note("file_missing", {"table": feed.table}, feed.file))
    used = {origin.name for _, origin in reading.pairs} | {origin.name for origin in reading.found.values()}
    if unused := [origin.name for origin in source.origins if origin.name not in used]:
        reading.notes.append(Note("unused", {"files": ", ".join(unused)}))
