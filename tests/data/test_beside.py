"""What a team writes itself is read beside the files of any mapping; and keys that would do nothing are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_exports import loaded, pairs

from salestoolkit import compute
from salestoolkit.data.mapping.mapping import parse
from salestoolkit.words.errors import InputError

MAPPING = """
currency = "IDR"
date_order = "dmy"
number_format = "id"
[[feed]]
table = "deals"
file = "penjualan.csv"
[feed.columns]
deal_id = "No"
rep_id = "Sales"
closed_at = "Tanggal"
amount = "Nilai"
currency = "Mata uang"
status = { from = "Status", map = { Berhasil = "won", Kalah = "lost" } }
"""
SOLD = (
    "No;Sales;Tanggal;Nilai;Mata uang;Status\n1;R1;05/01/2026;1.250.000,5;IDR;Berhasil\n2;R1;06/01/2026;2,5;USD;Kalah\n"
)
OWN = {
    "goals.csv": "scope,scope_id,kpi,period,period_start,target\nrep,R1,monthly_sales,month,2026-01-01,1250000.5\n",
    "stages.csv": "stage,position,kind\nPitch,1,open\n",
    "follow_ups.csv": "rep_id,raised_on,text\nR1,2026-01-06,Telepon Toko Maju\n",
    "rates.csv": "currency,valid_from,rate\nUSD,2026-01-01,16000.5\n",
    "reps.csv": "rep_id,name,team\nR1,Ani,Utara\n",
}


def test_own_tables_are_read_beside_the_files_of_a_mapping(tmp_path: Path) -> None:
    for name, text in OWN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    sales = loaded(tmp_path, SOLD, MAPPING, name="penjualan.csv")
    assert set(OWN) <= {count.file for count in sales.intake.counts}
    assert pairs(sales, "SELECT deal_id, CAST(amount AS DOUBLE) FROM deals") == {"1": 1_250_000.5, "2": 2.5 * 16_000.5}
    [row] = compute("quota_attainment", sales, by="rep").frame.to_dict("records")
    assert row["rep"] == "Ani"
    assert pairs(sales, "SELECT scope_id, CAST(target AS DOUBLE) FROM goals") == {"R1": 1_250_000.5}
    assert not any("Not used" in note for note in sales.intake.notes)


def test_a_goal_that_proves_no_format_is_written_as_the_export(tmp_path: Path) -> None:
    (tmp_path / "goals.csv").write_text(OWN["goals.csv"].replace("1250000.5", "1.250"), encoding="utf-8")
    sales = loaded(tmp_path, SOLD.replace("USD", "IDR"), MAPPING, name="penjualan.csv")
    assert pairs(sales, "SELECT scope_id, CAST(target AS DOUBLE) FROM goals") == {"R1": 1250}


def test_a_table_that_the_mapping_fills_is_filled_by_it_alone(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_text("rep_id,name\nR1,Ani\nR2,Budi\n", encoding="utf-8")
    (tmp_path / "orang.csv").write_text("kode\nR1\n", encoding="utf-8")
    fed = '[[feed]]\ntable = "reps"\nfile = "orang.csv"\n[feed.columns]\nrep_id = "kode"\nname = "kode"\n'
    sales = loaded(tmp_path, SOLD.replace("USD", "IDR"), MAPPING + fed, name="penjualan.csv")
    assert pairs(sales, "SELECT rep_id, name FROM reps") == {"R1": "R1"}
    assert "Not used: reps.csv." in sales.intake.notes


@pytest.mark.parametrize(
    ("column", "spec"),
    [
        ("amount", '{ from = "N", map = { nihil = "0" } }'),
        ("closed_at", '{ from = "N", map = { besok = "2026-01-01" } }'),
        ("closed_at", '{ from = "N", number_format = "id" }'),
        ("closed_at", '{ from = "N", suffixes = true }'),
        ("amount", '{ from = "N", date_order = "dmy" }'),
        ("rep_id", '{ from = "N", precision = "day" }'),
    ],
)
def test_a_key_that_would_do_nothing_is_refused(column: str, spec: str) -> None:
    feed = (
        f'[[feed]]\ntable = "deals"\nfile = "d.csv"\n[feed.columns]\ndeal_id = "I"\nstatus = "S"\n{column} = {spec}\n'
    )
    with pytest.raises(InputError, match=rf"of {column} in feed 1 does nothing in a column of"):
        parse(feed, "m.toml")


LINES = "deal_id,product,amount\n1,Kopi,6\n1,Kopi,4\n2,Teh,5\n2,Kopi,5\n3,A,1\n3,B,1\n3,C,1\n3,D,2\n1,Gula,-1\n"
DEALS = "deal_id,status,amount,closed_at\n" + "".join(
    f"{i},{status},{amount},2026-01-05\n"
    for i, status, amount in ((1, "won", 10), (2, "won", 10), (3, "lost", 5), (4, "won", 1))
)


def test_products_of_lines_are_products_of_deals_and_add_up(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    sales = loaded(tmp_path, LINES, name="deal_lines.csv", as_of="2026-02-01")
    assert pairs(sales, "SELECT deal_id, product FROM deals") == {
        "1": "Kopi",
        "2": "Kopi + Teh",
        "3": "A + B + C + …",
        "4": None,
    }
    assert "The products of 3 deals come from deal_lines; 2 with several count once" in " ".join(sales.intake.notes)
    by, whole = (compute("monthly_sales", sales, by=by).frame for by in ("product", ()))
    assert by["value"].sum() == whole["value"].sum()
    rate, all_deals = (compute("win_rate", sales, by=by).frame for by in ("product", ()))
    assert rate["n"].sum() == all_deals["n"].sum() == 4


def test_a_product_of_the_deal_stands_above_that_of_its_lines(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS.replace("\n", ",X\n").replace("closed_at,X", "closed_at,product"))
    sales = loaded(tmp_path, LINES, name="deal_lines.csv", as_of="2026-02-01")
    assert set(pairs(sales, "SELECT deal_id, product FROM deals").values()) == {"X"}
