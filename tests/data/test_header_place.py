"""A title above the header, and a header without rows, are said for what they are: in CSV and in Excel alike."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.words.errors import InputError

HEADER = ["deal_id", "status", "closed_at", "amount"]
ROWS = [[f"D{i}", "won", f"2026-01-{i:02d}", "100"] for i in range(1, 20)]
Save = Callable[[Path, list[list[str]]], Path]


def as_csv(folder: Path, rows: list[list[str]]) -> Path:
    with (folder / "deals.csv").open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle, delimiter=";").writerows(rows)
    return folder


def as_excel(folder: Path, rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "deals"
    for row in rows:
        sheet.append(row)
    book.save(folder / "deals.xlsx")
    return folder


@pytest.mark.parametrize("save", [as_csv, as_excel])
@pytest.mark.parametrize("single", [True, False])
def test_a_title_above_the_header_is_explained(tmp_path: Path, save: Save, single: bool) -> None:
    folder = save(tmp_path, [["Laporan penjualan"], ["Dicetak 1 Februari; status akhir"], HEADER, *ROWS])
    with pytest.raises(InputError) as refused:
        st.load(next(folder.iterdir()) if single else folder, lang="en")

    assert "The header seems to be in row 3" in str(refused.value)
    assert "Delete the rows above the header" in str(refused.value)
    assert refused.value.row == 3
    assert "Baris judul tampaknya ada di baris 3" in refused.value.told("id")


@pytest.mark.parametrize("save", [as_csv, as_excel])
def test_a_file_without_any_of_the_columns_is_not_said_to_have_a_title(tmp_path: Path, save: Save) -> None:
    rows = [[f"x{i}", "status", "b", "c"] for i in range(9)]
    with pytest.raises(InputError) as refused:
        st.load(save(tmp_path, [["a", "b", "c", "d"], *rows]), lang="en")
    assert "seems to be in row" not in str(refused.value)


@pytest.mark.parametrize("save", [as_csv, as_excel])
def test_a_header_without_rows_is_said_to_have_none(tmp_path: Path, save: Save) -> None:
    with pytest.raises(InputError, match="There is a header and no rows"):
        st.load(save(tmp_path, [HEADER]), lang="en")


def test_a_frame_without_rows_is_said_to_have_none() -> None:
    with pytest.raises(InputError, match="deals: There is a header and no rows"):
        st.load({"deals": pd.DataFrame(columns=HEADER)}, lang="en")


def test_rows_of_which_none_is_dated_still_ask_for_the_day() -> None:
    with pytest.raises(InputError, match="Give as_of"):
        st.load({"deals": pd.DataFrame([{"deal_id": "1", "status": "won"}])}, lang="en")
