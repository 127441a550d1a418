"""load_export: from an export to SalesData, through a mapping and the door.

Imports only its neighbours and words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from salestoolkit.data.database import connect, lock
from salestoolkit.data.files import control
from salestoolkit.data.files.raw_table import digest
from salestoolkit.data.files.readers import Source, open_source
from salestoolkit.data.intake import checks, doubts
from salestoolkit.data.intake.accept import Door, Formats
from salestoolkit.data.intake.at_odds import note_at_odds
from salestoolkit.data.intake.last_fact import last_day
from salestoolkit.data.intake.matching import Reading, plan
from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.currencies import base_currency, convert
from salestoolkit.data.mapping.feeds import (
    DATE_ORDERS,
    DEFAULT_CURRENCY,
    DEFAULT_TIMEZONE,
    FOLDER_MAPPING,
    NUMBER_FORMATS,
    SourceMapping,
    canonical,
)
from salestoolkit.data.mapping.mapping import currency_code, read_mapping, shipped_mapping, timezone_name
from salestoolkit.data.practice.country import country_of
from salestoolkit.data.practice.practice import practice_of
from salestoolkit.data.sales import SalesData
from salestoolkit.words.errors import InputError, Told, UnknownName, UsageError
from salestoolkit.words.text import languages


def load_export(
    source: Any,
    *,
    mapping: str | Path | SourceMapping | None = None,
    crm: str | None = None,
    as_of: str | date | datetime | None = None,
    timezone: str | None = None,
    currency: str | None = None,
    date_order: str | None = None,
    number_format: str | None = None,
    lang: str = "id",
    max_rejected: float = 0.05,
    practice: Mapping[str, Any] | None = None,
) -> SalesData:
    """Read an export into the canonical tables; every row is accepted, or rejected with a reason.

    Parameters
    ----------
    source : str, Path or dict
        A folder of CSV, Parquet or Excel files, one such file, or a dict of pandas, polars or Arrow frames
        under the names of canonical tables or of the mapping's files.
    mapping : str, Path or SourceMapping, optional
        A TOML file that says which file and column feeds which canonical column (``docs/mappings.md``).
    crm : str, optional
        Name of a mapping that ships with salestoolkit. With neither, a ``salestoolkit.toml`` in the
        folder counts, and without one the files and columns must be called as the canonical tables
        (``docs/tables.md``).
    as_of : str, date or datetime, optional
        Facts after it do not count. A day counts to its end. Default: to the end of the day of the
        last recorded fact.
    timezone, currency, date_order, number_format : str, optional
        Stand above what the mapping declares: an IANA zone, an ISO code, ``dmy|mdy|ymd|auto``,
        ``en|id|auto``.
    lang : str
        Language of the intake report and of everything made from the data.
    max_rejected : float
        Largest share of a file's rows that may be rejected, 0 to 1.
    practice : mapping, optional
        How the team works, on top of what the mapping declares: fields of ``Practice`` by name.

    Returns
    -------
    SalesData

    Raises
    ------
    InputError
        When the data cannot be read without guessing; it names file, row and column.
    UsageError
        When an argument makes no sense.
    """
    if lang not in languages():
        raise UnknownName("language", lang, languages())
    opened, before = open_source(source), control.state(source)
    chosen = _override(_mapping(opened, mapping, crm), timezone, currency, date_order, number_format)
    chosen = replace(chosen, practice={**chosen.practice, **(practice or {})})
    practised = practice_of(chosen.practice)
    zone = chosen.timezone or DEFAULT_TIMEZONE
    readings = plan(opened, chosen)
    if not 0 <= max_rejected <= 1:
        raise UsageError(Told("share", given=str(max_rejected)))
    door = Door(connect(zone), Formats(zone, chosen.date_order, chosen.number_format, chosen.currency), max_rejected)
    door.open_tables()
    try:
        files = _take_all(door, readings)
        control.unmoved(source, before)
        sales = _finished(door, chosen, files, as_of if as_of is not None else chosen.as_of or None, lang)
    except InputError as error:
        error.intake = door.intake(lang)
        raise
    compared = control.compared(source, readings.tables.values())
    if "country" not in chosen.practice:
        practised = replace(practised, country=country_of(chosen.timezone, sales.currency))
    return replace(sales, practice=practised, control=compared, as_of_given=as_of is not None)


def _mapping(opened: Source, mapping: str | Path | SourceMapping | None, crm: str | None) -> SourceMapping:
    if mapping is not None and crm is not None:
        raise UsageError(Told("mapping_and_crm"))
    if crm is not None:
        return shipped_mapping(crm)
    if isinstance(mapping, SourceMapping):
        return mapping
    if mapping is not None:
        return read_mapping(mapping)
    if opened.folder and (opened.folder / FOLDER_MAPPING).is_file():
        return read_mapping(opened.folder / FOLDER_MAPPING)
    return SourceMapping("canonical", canonical(), title=opened.name, canonical=True)


def _override(
    mapping: SourceMapping,
    timezone: str | None,
    currency: str | None,
    date_order: str | None,
    number_format: str | None,
) -> SourceMapping:
    """The mapping with what the caller declares in its place; an own declaration of a column stays."""
    if timezone:
        timezone = timezone_name(timezone)
    if currency:
        currency = currency_code(currency)
    for kind, value, known in (
        ("date order", date_order, DATE_ORDERS),
        ("number format", number_format, NUMBER_FORMATS),
    ):
        if value and value not in known:
            raise UnknownName(kind, value, known)
    given = {
        "timezone": timezone,
        "currency": currency,
        "date_order": date_order,
        "number_format": number_format,
    }
    return replace(mapping, **{key: value for key, value in given.items() if value})  # type: ignore[arg-type]


def _take_all(door: Door, readings: Reading) -> dict[str, str]:
    """Take every feed through the door; the SHA-256 of each file that was read."""
    for feed, raw in readings.feeds():
        door.take(feed, raw, readings.lookups(feed))
    door.refuse()
    door.notes[:0] = readings.notes
    return readings.hashes()


def _finished(
    door: Door, mapping: SourceMapping, files: dict[str, str], as_of: str | date | datetime | None, lang: str
) -> SalesData:
    zone = mapping.timezone or DEFAULT_TIMEZONE
    checks.add_orphans(door)
    currency = base_currency(door, mapping.currency, DEFAULT_CURRENCY)
    checks.note_names_alike(door)
    checks.note_oddities(door)  # of what the file says, before refunds are told and products named
    checks.tell_refunds(door)
    checks.leave_plans(door)
    checks.name_products(door)
    precision = checks.precision(door.connection, door.fed, zone)
    moment = _as_of(door, as_of, zone)
    convert(door, currency, moment, zone)
    checks.note_deal_money(door)
    checks.note_undated(door)
    checks.note_backward(door, precision)
    doubts.note_doubts(door)
    note_at_odds(door, moment)
    if as_of is None:
        doubts.note_apart(door)
    else:
        doubts.note_later(door, moment)
    for key, value, declared in (
        ("timezone", zone, mapping.timezone),
        ("currency", currency, mapping.currency),
    ):
        if not declared:
            door.notes.append(Note(f"{key}_assumed", {key: value}))
    if "country" not in mapping.practice:
        country = country_of(mapping.timezone, currency)
        door.notes.append(Note("country_assumed", {"country": country}) if country else Note("country_unknown"))
    lock(door.connection)
    return SalesData(
        connection=door.connection,
        fed={table: frozenset(columns) for table, columns in door.fed.items() if columns},
        as_of=moment,
        timezone=zone,
        currency=currency,
        lang=lang,
        name=mapping.title or mapping.name,
        intake=door.intake(lang),
        precision=precision,
        sha256=digest(f"{name} {sha256}" for name, sha256 in sorted(files.items())),
        given={table: frozenset(columns) for table, columns in door.given.items()},
    )


def _as_of(door: Door, given: str | date | datetime | None, zone: str) -> datetime:
    """The declared moment, or the start of the day after the last recorded fact, noted as assumed."""
    if given is not None:
        return read_as_of(given, zone)
    day = last_day(door.connection, zone, door.latest)
    if day is None:
        raise _undated(door)
    door.notes.append(Note("as_of_assumed", {"day": day}))
    return read_as_of(day, zone)


def _undated(door: Door) -> InputError:
    """Why no day is known: there is no row at all, what is dated was read by nobody, or nothing is dated."""
    if not any(count.read for count in door.counts):
        return InputError(Told("no_rows"), file=door.counts[0].file)
    unused = next((note.values["files"] for note in door.notes if note.code == "unused"), "")
    return InputError(Told("unread_files", files=unused, help=Told("name_mapping")) if unused else Told("undated"))


def read_as_of(given: str | date | datetime, zone: str) -> datetime:
    """A moment from what was given: a day counts to its end, a time without a zone is of ``zone``.

    Raises
    ------
    UsageError
        When the text is no ISO date or time.
    """
    try:
        moment = _dated(given)
        if not isinstance(moment, datetime):
            return datetime.combine(moment + timedelta(days=1), time(), ZoneInfo(zone))
    except (ValueError, OverflowError) as error:
        raise UsageError(Told("as_of", given=str(given))) from error
    return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _dated(given: str | date | datetime) -> date | datetime:
    if not isinstance(given, str):
        return given
    text = given.strip()
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
