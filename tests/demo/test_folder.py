"""The demo company written to a folder is a set of exports that loads back to the same tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from salestoolkit.data.demo import demo, frames, write
from salestoolkit.data.demo.build import Size
from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.data.sales import SalesData
from salestoolkit.data.schema import TABLES
from salestoolkit.words.errors import OutputError

SMALL: Size = {"months": 6, "leads_per_rep_month": 6.0}


def contents(sales: SalesData, table: str) -> pa.Table:
    names = ", ".join(f'"{column.name}"' for column in TABLES[table].columns)
    return sales.connection.sql(f"SELECT {names} FROM {table} ORDER BY ALL").to_arrow_table()


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", **SMALL), write(tmp_path / "b", **SMALL)
    assert [path.name for path in first] == [*(f"{name}.csv" for name in frames(**SMALL)), "salestoolkit.toml"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_times_are_written_with_the_offset_of_the_office(tmp_path: Path) -> None:
    write(tmp_path, **SMALL)
    leads = pd.read_csv(tmp_path / "leads.csv", dtype=str)
    team = pd.read_csv(tmp_path / "reps.csv").set_index("rep_id")["team"]
    offsets = leads["created_at"].str[-6:].groupby(leads["owner_id"].map(team)).agg(set)
    assert offsets.to_dict() == {
        "Jakarta": {"+07:00"},
        "Surabaya": {"+07:00"},
        "Makassar": {"+08:00"},
        "Jayapura": {"+09:00"},
    }


def test_a_written_folder_loads_to_the_same_tables_as_the_demo(tmp_path: Path) -> None:
    write(tmp_path, **SMALL)
    from_files, from_frames = load(tmp_path), demo(**SMALL)
    assert from_files.as_of == from_frames.as_of
    assert from_files.name == from_frames.name == "PT Nusantara Niaga"
    assert (from_files.timezone, from_files.currency) == ("Asia/Jakarta", "IDR")
    for table in TABLES:
        assert contents(from_files, table).equals(contents(from_frames, table)), table


def test_every_row_of_the_demo_is_accepted() -> None:
    tables, sales = frames(**SMALL), demo(**SMALL)
    for name, table in tables.items():
        assert contents(sales, name).num_rows == len(table), name


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="taken"):
        write(tmp_path / "taken", **SMALL)
