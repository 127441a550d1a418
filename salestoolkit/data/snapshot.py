"""A load written to a folder and opened again: what the kernels of a report run read, so that all read the same."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from salestoolkit.data.database import connect, lock
from salestoolkit.data.intake_report import FileCount, Intake, Note, Rejection
from salestoolkit.data.practice.practice import Practice
from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import InputError, Told

ABOUT = "salestoolkit-snapshot.json"
SCHEMA = 3


def save(sales: SalesData, folder: Path) -> Path:
    """Writes every canonical table as Parquet, and all that is known about the load; returns the folder.

    Rows are put in order: in the database they lie as its threads left them, and the same load is the same files.
    """
    import pyarrow.parquet as pq

    folder.mkdir(parents=True)
    for table in TABLES:
        rows = sales.connection.sql(f"SELECT * FROM {table} ORDER BY ALL").to_arrow_table()
        pq.write_table(rows, folder / f"{table}.parquet")
    (folder / ABOUT).write_text(json.dumps(_about(sales), ensure_ascii=False), encoding="utf-8")
    return folder


def is_saved(source: Any) -> bool:
    """Whether ``source`` is a folder that ``save`` has written."""
    return isinstance(source, str | Path) and (Path(source) / ABOUT).is_file()


def opened(folder: Path, lang: str) -> SalesData:
    """The load that was saved in ``folder``, in a language.

    Raises
    ------
    InputError
        When it was saved by another version.
    """
    held = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if held.pop("schema") != SCHEMA:
        raise InputError(Told("other_version"), file=str(folder))
    connection = connect(held["timezone"])
    for table in TABLES:
        # Read before the lock, by name: the column order is the schema's.
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet(?)", [str(folder / f"{table}.parquet")])
    lock(connection)
    as_of = datetime.fromisoformat(held.pop("as_of")).astimezone(ZoneInfo(held["timezone"]))
    fed, given = ({table: frozenset(names) for table, names in held.pop(of).items()} for of in ("fed", "given"))
    intake, practice = _intake(held.pop("intake"), lang), Practice(**held.pop("practice"))
    return SalesData(connection, fed, as_of, lang=lang, intake=intake, practice=practice, given=given, **held)


def _about(sales: SalesData) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "fed": {table: sorted(columns) for table, columns in sales.fed.items()},
        "given": {table: sorted(columns) for table, columns in sales.given.items()},
        "as_of": sales.as_of.isoformat(),
        "as_of_given": sales.as_of_given,
        "timezone": sales.timezone,
        "currency": sales.currency,
        "name": sales.name,
        "precision": dict(sales.precision),
        "sha256": sales.sha256,
        "practice": asdict(sales.practice),
        "intake": _told(sales.intake),
    }


def _told(intake: Intake) -> dict[str, Any]:
    """The intake as JSON holds it, which has no keys of several parts."""
    held = asdict(replace(intake, reasons={})) | {"reasons": [[*key, n] for key, n in intake.reasons.items()]}
    told: dict[str, Any] = json.loads(json.dumps(held, default=str))
    return told


def _intake(held: dict[str, Any], lang: str) -> Intake:
    return Intake(
        tuple(FileCount(**count) for count in held["counts"]),
        tuple(Rejection(**rejection) for rejection in held["rejections"]),
        tuple(Note(**note) for note in held["remarks"]),
        lang,
        {(file, column, code): n for file, column, code, n in held["reasons"]},
    )
