"""The law of forms: one table gives the same intake as CSV, workbook, Parquet and frame."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from salestoolkit.data.intake.loading import load_export
from salestoolkit.words.errors import SalesToolkitError

HEAD = ["deal_id", "rep_id", "status", "amount", "created_at", "remark"]
DAY = datetime(2024, 1, 5, 8, 30)
FIGURES = st.one_of(st.integers(-999, 10**7), st.decimals(0, 10**6, places=2).map(float), st.none())
ODD_FIGURES = st.sampled_from(["1,250.50", "Rp 2,000", "n/a", "#DIV/0!", True, "1250", " ", "-"])
NAMES = st.one_of(st.sampled_from(["Ani", "Budi", "#N/A", "#REF!", "Total", " ", "7"]), st.integers(1, 3), st.none())
DATES = st.one_of(st.sampled_from([DAY, "05/01/2024", "2024-01-05", "soon", "08:30"]), st.none())
DATA = st.tuples(
    st.one_of(st.integers(0, 30).map("D{}".format), st.integers(1, 9)),
    NAMES,
    st.sampled_from(["won", "lost", "open", "Won", "maybe"]),
    st.one_of(FIGURES, FIGURES, ODD_FIGURES),
    DATES,
    st.sampled_from([None, None, "urgent"]),
).map(list)
NOT_DATA = st.sampled_from(
    [
        [None] * 6,
        HEAD,
        ["TOTAL", None, None, 48200000, None, None],
        ["Total Penjualan", None, None, 5, None, None],
        ["Subtotal", "Ani", "won", 300, DAY, None],
        ["Jumlah:", None, None, None, None, None],
        ["Ani Total", None, None, 300.5, None, None],
        [None, None, None, 77, None, None],
        ["Printed by Ani", None, None, None, None, None],
        ["Printed by:", "Ani", None, None, None, None],
        ["D1", "Ani", "won", 1000, DAY, None],
    ]
)
# rows that are empty at the end leave no trace in a sheet
TABLES = st.lists(st.one_of(DATA, DATA, DATA, NOT_DATA), max_size=14).map(
    lambda rows: rows[: max((i + 1 for i, row in enumerate(rows) if any(cell is not None for cell in row)), default=0)]
)


def as_text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def as_csv(rows: list[list[Any]], folder: Path) -> Path:
    path = folder / "deals.csv"
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows([HEAD, *[[as_text(cell) for cell in row] for row in rows]])
    return path


def as_book(rows: list[list[Any]], folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "deals"
    for row in [HEAD, *rows]:
        sheet.append(row)
    for row in sheet:
        for cell in row:
            if isinstance(cell.value, str) and cell.value in ("#N/A", "#REF!", "#DIV/0!"):
                cell.data_type = "e"
    book.save(folder / "deals.xlsx")
    return folder / "deals.xlsx"


def as_frame(rows: list[list[Any]]) -> pd.DataFrame:
    columns = {name: pd.Series([row[i] for row in rows], dtype=object) for i, name in enumerate(HEAD)}
    return pd.DataFrame(columns).infer_objects()


def as_parquet(rows: list[list[Any]], folder: Path) -> Path:
    frame = as_frame(rows)
    for name in HEAD:
        kinds = {type(value) for value in frame[name].dropna()}
        if len(kinds) > 1:
            frame[name] = pd.Series([as_text(value) or None for value in frame[name]], dtype=object)
    frame.to_parquet(folder / "deals.parquet")
    return folder / "deals.parquet"


def intake(source: Any, first: int) -> Any:
    """What came in, without what only names files and lines."""
    try:
        sales = load_export(source, number_format="en", date_order="dmy", max_rejected=1, as_of="2024-12-31", lang="en")
    except SalesToolkitError as error:
        return type(error).__name__
    rejected = Counter((r.row - first, r.column, r.code) for r in sales.intake.rejections)
    notes = {(note.code, note.values.get("count")) for note in sales.intake.remarks} - {("no_final_newline", None)}
    query = "SELECT deal_id, rep_id, status, amount, CAST(created_at AS VARCHAR) FROM deals ORDER BY 1"
    counts = [(count.read, count.accepted, count.rejected) for count in sales.intake.counts]
    return counts, sales.connection.execute(query).fetchall(), rejected, notes


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
@example([["D1", "Ani", "won", 1250.5, DAY, None], ["D2", 7, "won", "2,500,000", "05/01/2024", None]])
@example([["D1", "Ani", "won", 5, DAY, None], [None] * 6, ["Printed by:", "Ani", None, None, None, None]])
def test_one_table_gives_one_intake_in_every_form(rows: list[list[Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = intake(as_csv(rows, folder), 2)
        assert intake(as_book(rows, folder), 2) == expected
        if rows:
            assert intake(as_parquet(rows, folder), 1) == expected
            assert intake({"deals": as_frame(rows)}, 1) == expected
