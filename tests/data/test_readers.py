"""Folders, single files, workbooks, Parquet and frames: each becomes the same canonical rows."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from small_exports import DEALS, ROWS, column, loaded, rejected

import salestoolkit as st
from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.words.errors import InputError, UsageError


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "deal_id": ["D1", "D2", "D3"],
            "rep_id": pd.array([7, None, 8], "Int64"),
            "status": ["won", "lost", "open"],
            "amount": [1250.5, float("nan"), 3.0],
            "created_at": pd.to_datetime(pd.Series(["2024-01-01 08:00", "2024-01-02 00:00", None])),
        }
    )


def rows(source: Any, **options: Any) -> list[tuple[Any, ...]]:
    query = "SELECT deal_id, rep_id, status, amount, CAST(created_at AS VARCHAR) FROM deals ORDER BY 1"
    return load(source, **options).connection.execute(query).fetchall()


EXPECTED = [
    ("D1", "7", "won", Decimal("1250.5000"), "2024-01-01 08:00:00+07"),
    ("D2", None, "lost", None, "2024-01-02 00:00:00+07"),
    ("D3", "8", "open", Decimal("3.0000"), None),
]


def test_frames_of_every_kind_give_the_same_rows() -> None:
    pandas = frame()
    floats = pandas.assign(rep_id=[7.0, float("nan"), 8.0])
    objects = pandas.astype({"deal_id": object, "status": "category"})
    arrow = pa.Table.from_pandas(pandas, preserve_index=False)
    for given in (pandas, floats, objects, arrow, pl.from_arrow(arrow)):
        assert rows({"deals": given}) == EXPECTED


def test_a_frame_may_be_called_as_the_file_of_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        '[[feed]]\ntable = "deals"\nfile = "Opps.csv"\n[feed.columns]\ndeal_id = "Id"\nstatus = "State"\n'
    )
    frames = {"opps": pd.DataFrame({"Id": [1, 2], "State": ["won", "Lost"]})}
    sales = load(frames, mapping=tmp_path / "m.toml", as_of="2024-01-01")
    assert column(sales, "status") == ["lost", "won"]
    assert column(sales, "deal_id") == ["1", "2"]


def test_aware_times_and_dates_keep_their_moment() -> None:
    made = frame()
    made["created_at"] = made["created_at"].dt.tz_localize("UTC")
    assert rows({"deals": made})[0][-1] == "2024-01-01 15:00:00+07"
    made["created_at"] = [date(2024, 1, 1), None, None]
    assert rows({"deals": made})[0][-1] == "2024-01-01 00:00:00+07"


def test_a_column_of_mixed_objects_counts_as_text() -> None:
    made = frame().assign(amount=pd.Series(["1250.50", 7, None], dtype=object))
    sales = load({"deals": made})
    assert column(sales, "amount") == ["1250.5000", "7.0000", None]


def test_infinite_amounts_are_rejected() -> None:
    made = frame().assign(amount=[1.0, float("inf"), 2.0])
    sales = load({"deals": made}, max_rejected=0.5)
    assert rejected(sales) == [(2, "amount", "bad_number")]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame().to_parquet(tmp_path / "deals.parquet")
    assert rows(tmp_path) == EXPECTED
    assert rows(tmp_path / "deals.parquet") == EXPECTED
    (tmp_path / "deals.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match="no readable Parquet"):
        load(tmp_path)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "deals"
    sheet.append(["deal_id", "rep_id", "status", "amount", "created_at", None])
    sheet.append(["D1", 7, "won", 1250.5, datetime(2024, 1, 1, 8)])
    sheet.append([])
    sheet.append(["D2", None, "lost", None, datetime(2024, 1, 2)])
    sheet.append(["D3", 8, "open", 3, None])
    book.create_sheet("notes").append(["anything"])
    book.save(path)
    return path


def test_each_sheet_of_a_workbook_is_a_file(tmp_path: Path) -> None:
    path = workbook(tmp_path / "export.xlsx")
    assert rows(path) == EXPECTED
    sales = load(path, lang="en")
    assert rejected(sales) == [(3, "", "blank_row")]
    assert sales.intake.counts[0].file == "export.xlsx[deals]"
    assert any("Not used: export.xlsx[notes]" in note for note in sales.intake.notes)


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["XFD1048576"] = "deal_id", 1
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(InputError, match="spreads over 1,048,576 rows"):
        load(tmp_path / "far.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    with pytest.raises(InputError, match="unpacks to 50 MB"):
        load(tmp_path / "bomb.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match="no readable Excel workbook"):
        load(tmp_path / "text.xlsx")


def test_a_single_file_may_be_called_anything(tmp_path: Path) -> None:
    path = tmp_path / "Export 2024-03.csv"
    path.write_text(DEALS + ROWS, encoding="utf-8")
    sales = load(path)
    assert sales.intake.counts[0].table == "deals"
    assert sales.intake.accepted == 28
    assert sales.name == "Export 2024-03"


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("missing-folder", InputError, "no such file or folder"),
        (42, UsageError, "a folder, a file or a dict of frames"),
        ({}, UsageError, "empty"),
        ({"deals": [1, 2]}, UsageError, "no pandas, polars or Arrow frame"),
        ({"orders": pd.DataFrame({"a": [1]})}, InputError, "No file feeds any table. Found: orders"),
    ],
)
def test_a_source_that_is_none_is_refused(source: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        load(source)


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no"):
        load(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(InputError, match=r"Only .csv"):
        load(tmp_path / "a.json")


def test_a_missing_file_is_named_with_those_found(tmp_path: Path) -> None:
    mapping = '[[feed]]\ntable = "deals"\nfile = "Deals.csv"\n[feed.columns]\ndeal_id = "a"\nstatus = "b"\n'
    with pytest.raises(InputError, match=r"which feeds deals, is missing. Found: dealz.csv. Did you mean") as refused:
        loaded(tmp_path, "a,b\n1,won\n", mapping.lower().replace("deals.csv", "deals.csv"), name="dealz.csv")
    assert refused.value.file == "deals.csv"
    optional = mapping.replace('file = "Deals.csv"', 'file = "Deals.csv"\noptional = true')
    second = optional + mapping.replace("Deals.csv", "dealz.csv")
    sales = loaded(tmp_path, "a,b\n1,won\n", second, name="dealz.csv", as_of="2024-01-01")
    assert any("Deals.csv: there is no such file" in note for note in sales.intake.notes)


def test_a_workbook_of_one_sheet_is_called_as_its_file(tmp_path: Path) -> None:
    """A folder of deals.xlsx and reps.xlsx, each with its Sheet1, fed no table."""
    deals = pd.DataFrame([{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 7}])
    deals.to_excel(tmp_path / "deals.xlsx", index=False)
    pd.DataFrame([{"rep_id": "A", "name": "Ani"}]).to_excel(tmp_path / "reps.xlsx", index=False)

    sales = st.load(tmp_path, lang="en")

    assert st.compute("monthly_sales", sales, by="rep").frame[["rep", "value"]].to_numpy().tolist() == [["Ani", 7.0]]


def test_a_sheet_that_is_called_as_a_table_is_no_other_table_by_its_workbook(tmp_path: Path) -> None:
    pd.DataFrame([{"deal_id": "1", "status": "won"}]).to_excel(tmp_path / "goals.xlsx", index=False, sheet_name="deals")

    sales = st.load(tmp_path, lang="en", as_of="2026-01-06")

    assert sales.intake.files[["file", "table"]].to_numpy().tolist() == [["goals.xlsx[deals]", "deals"]]


def test_of_a_workbook_with_several_sheets_the_sheet_is_to_be_named(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "data.xlsx") as book:
        for sheet in ("Januari", "Februari"):
            pd.DataFrame([{"No": "1", "Status": "won"}]).to_excel(book, index=False, sheet_name=sheet)
    mapping = '[[feed]]\ntable = "deals"\nfile = "data.xlsx"\n[feed.columns]\ndeal_id = "No"\nstatus = "Status"\n'
    (tmp_path / "own.toml").write_text(mapping)

    with pytest.raises(
        st.InputError, match=r"Februari\]\. Of a workbook with several sheets, the feed names the sheet"
    ):
        st.load(tmp_path, mapping=tmp_path / "own.toml", as_of="2026-01-06", lang="en")
