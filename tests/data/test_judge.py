"""Rows that are no data are found by one judge, whatever form the table comes in."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from small_exports import DEALS, ROWS, column, loaded, one, rejected

from salestoolkit.data.intake.loading import load_export
from salestoolkit.data.sales import SalesData
from salestoolkit.words.errors import InputError

HEAD = ["deal_id", "rep_id", "status", "amount", "created_at"]
DAY = datetime(2024, 1, 5)


def book(folder: Path, *rows: list[Any], merge: str = "", name: str = "deals") -> Path:
    """A workbook of one sheet with these rows."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for cell in (cell for row in sheet for cell in row):
        if isinstance(cell.value, str) and cell.value.startswith("#"):
            cell.data_type = "e"
    if merge:
        sheet.merge_cells(merge)
    path = folder / "book.xlsx"
    made.save(path)
    return path


def load(source: Any, **options: Any) -> SalesData:
    return load_export(source, lang="en", **{"max_rejected": 1, "as_of": "2024-12-31", **options})


def good(count: int = 6) -> list[list[Any]]:
    return [[f"D{i}", "Ani", "won", 100.0 + i, DAY] for i in range(1, count + 1)]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("Total Penjualan,,,9999,,", "total_row"),
        ("GRAND TOTAL,R1,won,9999,2024-01-05,2024-02-05", "total_row"),
        ("Grand Totals (28 records),,,9999,,", "total_row"),
        ("Jumlah,,,9999,,", "total_row"),
        ("R1 Total,,,9999,,", "total_row"),
        ("Subtotal,R1,won,28406,2024-01-05,2024-02-05", "total_row"),
        ("Total,R1,won,28406,2024-01-05,2024-02-05", "total_row"),
        ("Semua,R1,won,28406,2024-01-05,2024-02-05", "total_row"),
        (",R1,,28406,2024-01-05,", "total_row"),
        ("Total,R1,won,9999,2024-01-05,2024-02-05", ""),
        ("Total fit-out,R1,won,9999,2024-01-05,", ""),
        ("Totalindo,,won,28407,,", ""),
    ],
)
def test_a_total_is_told_from_a_deal_by_its_label_and_its_sum(tmp_path: Path, cells: str, code: str) -> None:
    sales = loaded(tmp_path, DEALS + ROWS + cells + "\n")
    assert rejected(sales) == ([(30, "", code)] if code else [])
    assert sales.intake.accepted == 28 + (not code)


def test_every_subtotal_is_found_and_none_of_the_rows_it_sums(tmp_path: Path) -> None:
    lines = ["A1,Ani,won,10,2024-01-01", "A2,Ani,won,20,2024-01-02", "Total Ani,Ani,won,30,2024-01-31"]
    lines += ["B1,Budi,won,5,2024-01-01", "B2,Budi,won,6,2024-01-02", "Total Budi,Budi,won,11,2024-01-31"]
    lines += ["Total,Semua,won,41,2024-01-31"]
    sales = loaded(tmp_path, "\n".join([",".join(HEAD), *lines, ""]), max_rejected=0)
    assert [row for row, _, code in rejected(sales) if code == "total_row"] == [4, 7, 8]
    assert one(sales, "SELECT sum(amount) FROM deals") == 41


def test_a_goal_of_the_team_is_no_total(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS + ROWS)
    head = "scope,scope_id,kpi,period,period_start,target\n"
    rows = "".join(f"rep,R{i},monthly_sales,month,2024-01-01,100\n" for i in range(4))
    (tmp_path / "goals.csv").write_text(f"{head}{rows}team,,monthly_sales,month,2024-01-01,400\n")
    assert one(load(tmp_path), "SELECT count(*) FROM goals") == 5


def test_lines_below_a_sheet_are_told_as_those_below_a_file(tmp_path: Path) -> None:
    below: list[list[Any]] = [[], ["Printed by:", "Ani"], ["All rights reserved."], []]
    sales = load(book(tmp_path, HEAD, *good(), *below))
    assert (rejected(sales), sales.intake.read) == ([], 6)
    assert any("2 lines below the table" in note and "from row 9" in note for note in sales.intake.notes)


def test_a_short_row_within_the_table_is_no_footer(tmp_path: Path) -> None:
    sales = loaded(tmp_path, DEALS + "\nD0\n" + ROWS, max_rejected=1)
    assert rejected(sales) == [(3, "", "ragged")]


def test_the_header_again_is_no_row_and_leaves_numbers_what_they_are(tmp_path: Path) -> None:
    sales = load(book(tmp_path, HEAD, *good(3), HEAD, *good(3)))
    codes = [(row, code) for row, _, code in rejected(sales)]
    assert codes == [(5, "repeated_header"), (6, "duplicate_key"), (7, "duplicate_key"), (8, "duplicate_key")]
    assert column(sales, "amount") == ["101.0000", "102.0000", "103.0000"]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
@pytest.mark.parametrize("place", [1, 3, 4])
def test_an_error_of_the_spreadsheet_is_no_name_figure_or_date(tmp_path: Path, error: str, place: int) -> None:
    rows = good()
    rows[2][place] = error
    expected = [(4, HEAD[place], "error_cell")]
    assert rejected(load(book(tmp_path, HEAD, *rows))) == expected
    frame = pd.DataFrame(rows, columns=HEAD)
    assert rejected(load({"deals": frame})) == [(3, HEAD[place], "error_cell")]
    frame.to_csv(tmp_path / "deals.csv", index=False)
    assert rejected(load(tmp_path / "deals.csv")) == expected


def test_a_rep_called_as_an_error_is_no_rep(tmp_path: Path) -> None:
    sales = loaded(tmp_path, DEALS + ROWS + "D90,#n/a,won,5,2024-01-05,2024-02-05\n")
    assert rejected(sales) == [(30, "rep_id", "error_cell")]
    assert "#n/a" not in column(sales, "rep_id", "reps")


def test_booleans_and_times_are_no_figures_and_no_dates(tmp_path: Path) -> None:
    rows = good()
    rows[1][3], rows[2][4], rows[3][4] = True, time(8, 30), timedelta(hours=30)
    sales = load(book(tmp_path, HEAD, *rows))
    found = [(r.row, r.column, r.code, r.value) for r in sales.intake.rejections]
    assert found == [
        (3, "amount", "bad_number", "true"),
        (4, "created_at", "bad_date", "08:30:00"),
        (5, "created_at", "bad_date", "30:00:00"),
    ]


def test_a_number_beside_text_proves_no_format(tmp_path: Path) -> None:
    rows = good(3)
    rows[0][3], rows[1][3], rows[2][3] = "Rp 1.250", 12500.5, "Rp 2.750"
    path = book(tmp_path, HEAD, *rows)
    with pytest.raises(InputError, match=r"'Rp 1\.250' and 'Rp 2.750' can be thousands"):
        load(path)
    assert one(load(path, number_format="id"), "SELECT sum(amount) FROM deals") == 1250 + 12500.5 + 2750
    with pytest.raises(InputError, match="would have three decimals"):
        load(path, number_format="en")
    frame = pd.DataFrame(rows, columns=HEAD)
    assert one(load({"deals": frame}, number_format="id"), "SELECT sum(amount) FROM deals") == 16500.5


def test_a_figure_merged_over_rows_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, HEAD, *good(4), merge="D3:D4")
    with pytest.raises(InputError, match="merged over several rows") as refused:
        load(path)
    assert (refused.value.row, refused.value.column) == (3, "amount")


def test_a_table_may_begin_anywhere_on_its_sheet(tmp_path: Path) -> None:
    rows = [[None, None, *row] for row in (HEAD, *good(3))]
    rows[2][5] = "#REF!"
    path = book(tmp_path, [], [], *rows)
    assert rejected(load(path)) == [(5, "amount", "error_cell")]
    assert column(load(path), "deal_id") == ["D1", "D3"]


def test_rows_of_nothing_but_formulas_are_not_lost(tmp_path: Path) -> None:
    formulas = [[f"=B{i}", f"=C{i}", f"=D{i}", f"=E{i}", f"=F{i}"] for i in (8, 9)]
    sales = load(book(tmp_path, HEAD, *good(), *formulas))
    assert (sales.intake.read, sales.intake.accepted) == (8, 6)
    assert {(r.row, r.code) for r in sales.intake.rejections} == {(row, "formula_without_value") for row in (8, 9)}


def test_a_workbook_that_was_never_calculated_is_to_be_opened_and_saved(tmp_path: Path) -> None:
    rows = good()
    for number, row in enumerate(rows, 2):
        row[3] = f"=1+{number}"
    with pytest.raises(
        InputError,
        match=r"6 of 6 rows .* formula without its result \('D2'\)\. Open the workbook in a spreadsheet and save it",
    ):
        load(book(tmp_path, HEAD, *rows), max_rejected=0.05)


def test_a_mapped_column_that_stands_twice_is_named_with_both_places(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"column 'amount': .* as field 3 and 5"):
        loaded(tmp_path, "deal_id,status,amount,note,amount\nD1,won,1,,2\n")
    with pytest.raises(InputError, match="as field 4 and 6"):
        load(book(tmp_path, [*HEAD, "amount"], *[[*row, 1] for row in good()]))


def test_a_header_may_hold_line_breaks(tmp_path: Path) -> None:
    mapping = '[[feed]]\ntable = "deals"\nfile = "deals.csv"\n[feed.columns]\ndeal_id = "Deal No"\nstatus = "Status"\n'
    sales = loaded(tmp_path, '"Deal\nNo",Status\nD1,won\nD2,maybe\n', mapping, as_of="2024-01-01", max_rejected=1)
    assert (column(sales, "deal_id"), rejected(sales)) == (["D1"], [(4, "Status", "bad_value")])
    sales = loaded(tmp_path, 'Size 5",Deal No,Status\nx,D1,won\ny,D2,won\n', mapping, as_of="2024-01-01")
    assert column(sales, "deal_id") == ["D1", "D2"]


def test_nanoseconds_with_a_zone_keep_their_moment(tmp_path: Path) -> None:
    moments = pa.array([datetime(2024, 1, 1, 20, 30)], pa.timestamp("ns", "UTC"))
    table = pa.table({"deal_id": ["D1"], "status": ["open"], "created_at": moments})
    import pyarrow.parquet as pq

    pq.write_table(table, tmp_path / "deals.parquet")
    for source in (tmp_path, {"deals": table}, {"deals": table.to_pandas()}):
        assert column(load(source), "created_at") == ["2024-01-02 03:30:00+07"]
