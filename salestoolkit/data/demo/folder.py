"""The demo company as a folder: a CSV file for each canonical table and a mapping, as a CRM exports it."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import numpy as np
import pandas as pd

from salestoolkit.data.demo.build import CURRENCY, TIMEZONE, Size, end_of, frames
from salestoolkit.data.demo.words import COMPANY, OFFICES
from salestoolkit.data.schema import TABLES
from salestoolkit.words.disk import how_full, unwritable
from salestoolkit.words.errors import OutputError, Told

WHOSE_TIME = {
    "leads": "owner_id",
    "assignments": "owner_id",
    "deals": "rep_id",
    "stage_history": "changed_by",
    "activities": "rep_id",
}
"""The column that says in whose office a row's times are written."""

MAPPING = """\
# {title}: an invented company; the files are the canonical tables, their columns called as in docs/tables.md.
title = "{title}"
timezone = "{timezone}"
currency = "{currency}"
as_of = "{as_of}"
encoding = "utf-8"
date_order = "ymd"
number_format = "en"
"""


def write(folder: str | Path, **size: Unpack[Size]) -> list[Path]:
    """Write the demo company to a folder, which ``load(folder)`` reads back to the same tables.

    Parameters
    ----------
    folder : str or Path
        Made if need be; files of the same names in it are replaced.
    **size
        The parameters of ``frames``: seed, reps, months, leads_per_rep_month, as_of, truths.

    Returns
    -------
    list of Path
        ``<table>.csv`` of each canonical table, then ``salestoolkit.toml``. Times are local to each office,
        with its offset; the same seed and size give the same bytes.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    tables = frames(**size)
    try:
        return _written(Path(folder), tables, end_of(**size).isoformat())
    except OSError as error:
        if how_full(error):
            raise unwritable(folder, error) from error
        raise OutputError(Told("cannot_write", path=str(folder), error=str(error.strerror))) from error


def _written(folder: Path, tables: dict[str, pd.DataFrame], as_of: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    offices = dict(zip(tables["reps"]["rep_id"], tables["reps"]["timezone"], strict=True))
    paths = []
    for name in (name for name in TABLES if name in tables):
        paths.append(folder / f"{name}.csv")
        _write_csv(paths[-1], _in_local_time(tables[name], offices, WHOSE_TIME.get(name)))
    paths.append(folder / "salestoolkit.toml")
    text = MAPPING.format(title=COMPANY, timezone=TIMEZONE, currency=CURRENCY, as_of=as_of)
    paths[-1].write_text(text, encoding="utf-8", newline="\n")
    return paths


def _in_local_time(table: pd.DataFrame, offices: dict[str, str], owner: str | None) -> pd.DataFrame:
    """The table with its times as text, local to the owner's office, such as 2025-03-10T09:15:00+09:00."""
    if owner is None:
        return table
    hours = table[owner].map({rep: _offset(zone) for rep, zone in offices.items()}).to_numpy(np.int64)
    times = table.select_dtypes("datetimetz").apply(_stamped, hours=hours)
    return table.assign(**{str(name): times[name] for name in times})


def _offset(zone: str) -> int:
    return {office.timezone: office.offset for office in OFFICES}[zone]


def _stamped(times: pd.Series, hours: np.ndarray) -> pd.Series:
    utc = times.dt.tz_localize(None).to_numpy("datetime64[s]")
    local = np.datetime_as_string(utc + hours * 3_600, unit="s")
    signs = np.array([f"+{hour:02d}:00" for hour in range(24)])[hours]
    return pd.Series(np.strings.add(local, signs), dtype="str").where(times.notna())


def _write_csv(path: Path, table: pd.DataFrame) -> None:
    import pyarrow as pa
    from pyarrow import csv

    csv.write_csv(pa.Table.from_pandas(table, preserve_index=False), path, csv.WriteOptions(quoting_style="needed"))
