"""The small inputs beside the checkout that failed once: each gives its right answer, or refuses by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_exports import one, pairs, rejected

from salestoolkit.data.intake.loading import load_export
from salestoolkit.data.sales import SalesData
from salestoolkit.words.errors import InputError

SHARED = Path(__file__).resolve().parents[3] / "shared"
NUMBER = "SELECT count(*) FROM deals"


@pytest.fixture(scope="module")
def cases() -> Path:
    folder = SHARED / "cases"
    if not folder.is_dir():
        pytest.skip("../shared/cases is absent: the small inputs are not part of this repository")
    return folder


def case(cases: Path, name: str, file: str, **options: Any) -> SalesData:
    folder = cases / name
    mapping = folder / "map.toml"
    return load_export(folder / file, mapping=mapping if mapping.is_file() else None, lang="en", **options)


@pytest.mark.parametrize("file", ["jual_c.csv", "jual_c.xlsx"])
def test_a_total_at_the_foot_is_no_sale(cases: Path, file: str) -> None:
    sales = case(cases, "total_row_xlsx", file)
    assert (one(sales, NUMBER), one(sales, "SELECT sum(amount) FROM deals")) == (40, 48_200_000)
    assert rejected(sales) == [(42, "", "total_row")]


def test_a_merged_name_belongs_to_each_of_its_rows(cases: Path) -> None:
    sales = case(cases, "merged_cells_xlsx", "penjualan.xlsx")
    reps = pairs(sales, "SELECT rep_id, count(*) FROM deals GROUP BY 1")
    assert reps == {"Ani": 13, "Budi": 14, "Citra": 13}
    assert any("merged" in note and "'Sales'" in note for note in sales.intake.notes)


def test_formulas_that_were_never_calculated_are_rejected_by_cell(cases: Path) -> None:
    with pytest.raises(InputError, match=r"a formula without its result \('G5'\)"):
        case(cases, "formula_without_value", "deals.xlsx")
    sales = case(cases, "formula_without_value", "deals.xlsx", max_rejected=1)
    assert [r.value for r in sales.intake.rejections] == ["G5", "G6", "G7", "G8", "G9", "G10", "G11"]


def test_a_numeric_cell_passes_through_no_text_format(cases: Path) -> None:
    sales = case(cases, "mixed_cells_xlsx", "s_c.xlsx")
    assert one(sales, "SELECT sum(amount) FROM deals") == 2_500_003.25


def test_lines_below_a_report_are_told_and_not_counted(cases: Path) -> None:
    sales = case(cases, "report_footer", "small.csv")
    assert (one(sales, NUMBER), sales.intake.read, rejected(sales)) == (60, 60, [])
    assert any("5 lines below the table" in note and "Pipeline report" in note for note in sales.intake.notes)


def test_two_columns_of_one_label_that_nobody_maps_are_read(cases: Path) -> None:
    sales = case(cases, "unused_twin_columns", "deals.csv")
    assert (one(sales, NUMBER), rejected(sales)) == (2, [])
    assert any("'Deal - Label'" in note for note in sales.intake.notes)


def test_a_stage_is_entered_only_where_its_date_is_filled(cases: Path) -> None:
    sales = case(cases, "date_entered_columns", "deals.csv")
    entered = pairs(sales, "SELECT stage, count(*) FROM stage_history GROUP BY 1")
    assert entered == {"Pitch": 5, "Offer": 3, "Closed won": 2}
    assert rejected(sales) == []
    assert [count.skipped for count in sales.intake.counts] == [0, 0, 2, 3]
