"""Bad input at the door: each file is read rightly, or refused, or its bad rows are rejected by name.

Never read wrongly.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_exports import DEALS, ROWS, column, loaded, rejected

from salestoolkit.words.errors import InputError

HEAD = "deal_id,rep_id,status,amount,created_at\n"


def one_of(cells: str) -> str:
    """A file of 28 good rows and one more, on line 30."""
    return DEALS + ROWS + cells + "\n"


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("D90,R1,won,5,2024-01-05", "", "ragged"),
        ("D90,R1,won,5,2024-01-05,2024-02-05,extra", "", "ragged"),
        ("deal_id,rep_id,status,amount,created_at,closed_at", "", "repeated_header"),
        ("TOTAL,,,28406,,", "", "total_row"),
        ("Jumlah:,,,28406,,", "", "total_row"),
        (",,won,28406,,", "", "total_row"),
        (",,won,28407,,", "deal_id", "missing_required"),
        (",,,,,", "", "blank_row"),
        ("D90,bu\0di,won,5,2024-01-05,2024-02-05", "", "nul"),
        ("\0\0\0\0\0\0\0\0", "", "nul"),
        (f"D90,{'x' * 70_000},won,5,2024-01-05,2024-02-05", "", "too_long"),
        ("D90,R1,won,NaN,2024-01-05,2024-02-05", "amount", "bad_number"),
        ("D90,R1,won,inf,2024-01-05,2024-02-05", "amount", "bad_number"),
        ("D90,R1,won,-,2024-01-05,2024-02-05", "amount", "bad_number"),
        ("D90,R1,won,1e5,2024-01-05,2024-02-05", "amount", "bad_number"),
        ("D90,R1,won,12abc,2024-01-05,2024-02-05", "amount", "bad_number"),
        ("D90,R1,won,999999999999999,2024-01-05,2024-02-05", "amount", "bad_number"),
        ("D90,R1,won,5,2024-02-30,2024-02-05", "created_at", "bad_date"),
        ("D90,R1,won,5,45352,2024-02-05", "created_at", "bad_date"),
        ("D90,R1,won,5,soon,2024-02-05", "created_at", "bad_date"),
        ("D90,R1,won,5,2024-01-05 25:00,2024-02-05", "created_at", "bad_date"),
        ("D90,R1,won,5,infinity,2024-02-05", "created_at", "bad_date"),
        ("D90,R1,on hold,5,2024-01-05,2024-02-05", "status", "bad_value"),
        ("D90,R1,,5,2024-01-05,2024-02-05", "status", "missing_required"),
        ("D1,R1,won,5,2024-01-05,2024-02-05", "deal_id", "duplicate_key"),
    ],
)
def test_a_bad_row_is_rejected_by_line_column_and_code(tmp_path: Path, line: str, column: str, code: str) -> None:
    sales = loaded(tmp_path, one_of(line))
    assert rejected(sales) == [(30, column, code)]
    [count] = sales.intake.counts
    assert (count.read, count.accepted, count.rejected) == (29, 28, 1)


def test_a_row_with_two_faults_counts_once_and_names_both(tmp_path: Path) -> None:
    sales = loaded(tmp_path, one_of("D90,R1,maybe,x,2024-01-05,2024-02-05"))
    assert {code for _, _, code in rejected(sales)} == {"bad_value", "bad_number"}
    assert sales.intake.counts[0].rejected == 1


def test_a_stray_quote_swallows_no_row_in_silence(tmp_path: Path) -> None:
    rows = ROWS.replace("D5,R1", 'D5,"R1').replace("won,1006", 'won",1006')
    sales = loaded(tmp_path, DEALS + rows, max_rejected=0.1)
    assert rejected(sales) == [(6, "", "ragged")]
    two = ROWS.replace(
        "D5,R1,won,1005,2024-01-05,2024-02-05\nD6,R2,won", '"D5,R1,won,1005,2024-01-05,2024-02-05\nD6",R2,won'
    )
    assert rejected(loaded(tmp_path, DEALS + two)) == [(6, "", "swallowed_lines")]


def test_a_multiline_cell_is_text_when_declared(tmp_path: Path) -> None:
    text = 'deal_id,status,account\nD1,won,"Toko, Maju,\nJaya"\n'
    assert rejected(loaded(tmp_path, text, max_rejected=1, as_of="2024-01-01")) == [(2, "", "swallowed_lines")]
    sales = loaded(tmp_path, text, "multiline = true", as_of="2024-01-01")
    assert column(sales, "account") == ["Toko, Maju, Jaya"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n\n", "empty"),
        (b"deal_id,status,amount,amount\nD1,won,1,2\n", "stands twice"),
        ((DEALS + 'D1,"R1,won,5,2024-01-05,2024-02-05\n').encode(), "never closed"),
        ((DEALS + 'D1,"R1"x,won,5,2024-01-05,2024-02-05\n').encode(), "quotation mark"),
        (b"deal_id!status\nD1!won\n", "'deal_id!status'"),
        (b"id,state\n1,won\n", "looked for"),
        (b"deal_id,statuss\n1,won\n", "Did you mean 'statuss'"),
        (HEAD.encode() + b"D1,Jos\xe9,won,5,2024-01-05\n", 'encoding = "cp1252"'),
        ("deal_id,status\nD1,won\n".encode("utf-16")[:-1], "UTF-16"),
    ],
)
def test_a_bad_file_is_refused_with_one_sentence_of_help(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        loaded(tmp_path, content)
    assert refused.value.file == "deals.csv"


def test_a_decoding_error_names_the_row(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, DEALS.encode() + ROWS.encode() + b"D90,Jos\xe9,won,5,2024-01-05,2024-02-05\n")
    assert refused.value.row == 30


def test_trailing_commas_on_every_row_are_refused_and_shift_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more or fewer fields than the header"):
        loaded(tmp_path, DEALS + ROWS.replace("\n", ",\n"))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_mapped_columns_prove_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    sales = loaded(tmp_path, (DEALS + ROWS).replace(",", delimiter))
    assert sales.intake.accepted == 28


@pytest.mark.parametrize(
    "content",
    [
        (DEALS + ROWS).encode("utf-8-sig"),
        (DEALS + ROWS).encode("utf-16"),
        (DEALS + ROWS).replace("\n", "\r\n").encode(),
        (DEALS + ROWS).replace("\n", "\r").encode(),
        ("\n" + DEALS + ROWS).encode(),
        ("sep=,\n" + DEALS + ROWS).encode(),
        (DEALS + ROWS).rstrip("\n").encode(),
    ],
)
def test_byte_order_marks_and_line_ends_do_not_matter(tmp_path: Path, content: bytes) -> None:
    sales = loaded(tmp_path, content)
    assert (sales.intake.read, sales.intake.accepted) == (28, 28)


def test_a_file_without_a_last_line_end_is_noted(tmp_path: Path) -> None:
    assert any("complete" in note for note in loaded(tmp_path, (DEALS + ROWS).rstrip()).intake.notes)


def test_header_only_is_accepted_with_a_note(tmp_path: Path) -> None:
    sales = loaded(tmp_path, DEALS, as_of="2024-12-31")
    assert sales.intake.accepted == 0
    assert sales.fed == {}
    assert any("only a header" in note for note in sales.intake.notes)


def test_nothing_dated_needs_an_as_of(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give as_of"):
        loaded(tmp_path, DEALS + "D1,R1,won,1000,,\n")


def test_only_the_empty_text_is_missing(tmp_path: Path) -> None:
    lines = "".join(f"D{i},{name},won,1,2024-01-01\n" for i, name in enumerate(["NA", "null", "None", "true", " "]))
    sales = loaded(tmp_path, HEAD + lines)
    assert column(sales, "rep_id") == ["NA", "None", "null", "true", None]


def test_ids_are_text(tmp_path: Path) -> None:
    lines = "007,7,won,1,2024-01-01\n7,1e5,won,1,2024-01-01\n12345678901234567,,won,1,2024-01-01\n"
    sales = loaded(tmp_path, HEAD + lines)
    assert column(sales, "deal_id") == ["007", "12345678901234567", "7"]
    assert column(sales, "rep_id") == ["1e5", "7", None]


def test_what_the_eye_cannot_see_does_not_part_names(tmp_path: Path) -> None:
    names = ["Jos\u00e9", "Jose\u0301", " Jos\u00e9 ", "Jo\u200bs\u00e9", "Jos\u00e9\u00a0"]
    lines = "".join(f"D{i},{name},won,1,2024-01-01\n" for i, name in enumerate(names))
    assert set(column(loaded(tmp_path, HEAD + lines), "rep_id")) == {"Jos\u00e9"}


@pytest.mark.parametrize("name", ["Siti  Aminah", "Siti\u00a0Aminah", "Siti \u2009 Aminah", " Siti   Aminah  "])
def test_spaces_beyond_one_do_not_part_names(tmp_path: Path, name: str) -> None:
    """Of plain letters two spaces made two people, who read alike on every page; of others they did not."""
    for plain in ("Siti Aminah", "S\u00edti Aminah"):
        odd = name.replace("Siti", plain[:4])
        lines = f"D1,{plain},won,1,2024-01-01\nD2,{odd},won,1,2024-01-01\n"
        assert set(column(loaded(tmp_path, HEAD + lines), "rep_id")) == {plain}


def test_names_that_differ_in_case_are_reported_not_merged(tmp_path: Path) -> None:
    sales = loaded(tmp_path, HEAD + "D1,Budi,won,1,2024-01-01\nD2,BUDI,won,1,2024-01-01\n")
    assert column(sales, "rep_id", "reps") == ["BUDI", "Budi"]
    assert any("'BUDI', 'Budi' differ only in case" in note for note in sales.intake.notes)


def test_mojibake_and_negative_amounts_are_reported(tmp_path: Path) -> None:
    sales = loaded(tmp_path, HEAD + "D1,Jos\u00c3\u00a9,won,-5,2024-01-01\nD2,B,won,1,2024-01-01\n")
    notes = " ".join(sales.intake.notes)
    assert "deals.rep_id was once read in the wrong encoding (such as 'Jos\u00c3\u00a9')" in notes
    assert "1 value of deals.amount is below zero (such as −5)" in notes


def test_amounts_below_zero_are_counted_as_the_file_has_them_and_told_as_the_reader_writes_them(tmp_path: Path) -> None:
    # a refund that is written above zero is turned, and was never below zero in the file
    text = HEAD + "D1,A,won,-1250000.5,2024-01-01\nD2,A,refund,5000000,2024-01-01\nD3,A,won,9,2024-01-01\n"
    intake = loaded(tmp_path, text).intake
    assert "1 value of deals.amount is below zero (such as −1,250,000.5)." in intake.notes
    assert "1 nilai deals.amount di bawah nol (misalnya −1.250.000,5)." in replace(intake, lang="id").notes


def test_amounts_that_must_be_rounded_are_reported(tmp_path: Path) -> None:
    sales = loaded(tmp_path, HEAD + "D1,A,won,7307.370000000001,2024-01-01\n")
    assert column(sales, "amount") == ["7307.3700"]
    assert any("rounded" in note for note in sales.intake.notes)


def test_too_many_rejections_refuse_the_file_unless_allowed(tmp_path: Path) -> None:
    text = HEAD + "D1,A,won,1,2024-01-01\nD2,A,won,x,2024-01-01\n"
    said = r"1 of 2 rows is rejected, because the number cannot be read \('x'\)"
    with pytest.raises(InputError, match=said) as refused:
        loaded(tmp_path, text)
    assert (refused.value.row, refused.value.column) == (3, "amount")
    assert loaded(tmp_path, text, max_rejected=0.5).intake.accepted == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("x,2024-01-01|y,2024-01-01|1,soon", "3 of 3 rows are rejected, most because the number cannot be read ('x')."),
        ("x,2024-01-01|1,soon", "2 of 2 rows are rejected, partly because the "),
        (",2024-01-01,too|,2024-01-01,many", "rejected, because the row has more or fewer fields than the header"),
    ],
)
def test_a_reason_is_called_that_of_all_or_most_rows_only_where_it_is(tmp_path: Path, rows: str, said: str) -> None:
    text = HEAD + "".join(f"D{i},A,won,{row}\n" for i, row in enumerate(rows.split("|")))
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, text)
    assert said in str(refused.value)
    assert "('')" not in str(refused.value)


def test_totals_and_blank_rows_do_not_count_towards_the_share(tmp_path: Path) -> None:
    sales = loaded(tmp_path, HEAD + "D1,A,won,1,2024-01-01\nTOTAL,,,1,\n,,,,\n")
    assert [code for _, _, code in rejected(sales)] == ["total_row", "blank_row"]
    assert sales.intake.accepted == 1


def test_several_currencies_are_refused_with_their_counts(tmp_path: Path) -> None:
    text = "deal_id,status,amount,currency\nD1,won,1,USD\nD2,won,1,idr\nD3,won,1,\n"
    with pytest.raises(InputError, match=r"IDR \(2 rows\), USD \(1 row\)"):
        loaded(tmp_path, text)
    with pytest.raises(InputError, match="while money is counted in IDR, and USD has no rate on"):
        loaded(tmp_path, text.replace("idr", "USD").replace("1,\n", "1,USD\n"), currency="IDR", as_of="2024-01-01")
    sales = loaded(tmp_path, text.replace("idr", "USD").replace("1,\n", "1,USD\n"), as_of="2024-01-01")
    assert sales.currency == "USD"


def test_orphan_reps_are_added_so_that_no_sale_is_lost(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_text("rep_id,name\nR0,Ani\nR1,Budi\n", encoding="utf-8")
    sales = loaded(tmp_path, DEALS + ROWS)
    assert column(sales, "rep_id", "reps") == ["R0", "R1", "R2", "R3"]
    [(joined,)] = sales.connection.execute("SELECT count(*) FROM deals JOIN reps USING (rep_id)").fetchall()
    assert joined == 28
    assert any("14 rows of deals.rep_id name 2 reps who are not in the list" in note for note in sales.intake.notes)


def test_rejected_csv_lists_every_reason_and_runs_no_formula(tmp_path: Path) -> None:
    cells = ["=HYPERLINK(1)", "+1x", "@x", "-x", "\u2028|x", "%x", "＝1"]
    lines = "".join(f"D{i},A,won,{cell},2024-01-01\n" for i, cell in enumerate(cells))
    sales = loaded(tmp_path, HEAD + lines + "D99,A,won,1,2024-01-01\n", max_rejected=1)
    path = sales.intake.write(tmp_path / "out")
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "file,table,row,column,code,value,reason"
    values = [line.split(",")[5] for line in text.splitlines()[1:]]
    assert values == [f"'{cell.lstrip(chr(0x2028))}" for cell in cells]


def test_the_report_shows_itself(tmp_path: Path) -> None:
    sales = loaded(tmp_path, one_of("D90,<b>R1</b>,<i>won</i>,5,2024-01-05,2024-02-05"))
    text, page = repr(sales.intake), sales.intake._repr_html_()
    meaning = "what the value means is not known (it may be open, won, lost, cancelled, refund)"
    assert f"deals.csv, column 'status': {meaning} (1 row, first in row 30 with '<i>won</i>')" in text
    assert "&lt;i&gt;won&lt;/i&gt;" in page
    many = replace(sales.intake, counts=tuple(replace(count, read=9906) for count in sales.intake.counts), lang="id")
    assert "9.906" in repr(many)
    assert "<td>9.906</td>" in many._repr_html_()
    assert "<i>" not in page
    frame: Any = sales.intake.rejected
    assert list(frame.columns) == ["file", "table", "row", "column", "code", "value", "reason"]
    assert sales.intake.files.iloc[0].to_dict() == {
        "file": "deals.csv", "table": "deals", "read": 29, "accepted": 28, "rejected": 1, "skipped": 0,
    }  # fmt: skip
