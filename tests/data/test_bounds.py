"""Whatever ten megabytes hold, they are read or refused within bounds of time and memory, in a few words."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_exports import DEALS, ROWS, loaded, rejected

from salestoolkit.data.files import file_limits, raw_table
from salestoolkit.data.intake.loading import load_export
from salestoolkit.data.intake_report import KEPT
from salestoolkit.words.errors import InputError, UnknownName

TEN = 10_000_000
WITHIN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from salestoolkit.data.intake.loading import load_export
from salestoolkit.words.errors import SalesToolkitError
try:
    sales = load_export(sys.argv[1], as_of="2024-12-31", max_rejected=1, lang="en")
    said = repr(sales.intake)
    print(sales.intake.read, sales.intake.accepted, len(sales.intake.rejections))
except SalesToolkitError as error:
    said = str(error)
    print("refused")
assert len(said) < 20_000, len(said)
if sys.platform == "linux":  # what getrusage says there begins with the peak of the process that started this one
    [peak] = [int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")]
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
assert peak < int(sys.argv[2]), peak
"""


def within_bounds(path: Path, most: int = 2_000_000_000) -> str:
    """What a process says that loads the file under a limit of processor time, and ends below one of memory."""
    run = subprocess.run(
        [sys.executable, "-c", WITHIN, str(path), str(most)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.strip()


@pytest.mark.parametrize(
    ("name", "unit", "said"),
    [
        ("broken", "a\n", f"5000000 0 {KEPT}"),
        ("totals", "Total 1,R1,won,5,2024-01-05,\n", f"344827 1 {KEPT}"),
        ("unread", "D1,R1,maybe,x,soon,later\n", f"400000 0 {KEPT}"),
    ],
)
def test_ten_megabytes_of_bad_rows_are_counted_all_and_kept_some(
    tmp_path: Path, name: str, unit: str, said: str
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS + unit * (TEN // len(unit)))
    assert within_bounds(path) == said


def test_rows_of_one_key_are_not_held_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("deal_id,status\n" + "1,won\n" * (TEN // 6))
    assert within_bounds(path, 900_000_000) == f"{TEN // 6} 1 {KEPT}"


def test_counts_are_exact_beyond_the_rejections_that_are_kept(tmp_path: Path) -> None:
    bad = "".join(f"X{i},R1,maybe,5,2024-01-05,2024-02-05\n" for i in range(KEPT + 500))
    sales = loaded(tmp_path, DEALS + ROWS + bad + "X,R1,won,five,2024-01-05,2024-02-05\n", max_rejected=1)
    assert sales.intake.counts[0].rejected == KEPT + 501
    assert len(sales.intake.rejections) == KEPT + 1
    assert sales.intake.reasons == {
        ("deals.csv", "status", "bad_value"): KEPT + 500,
        ("deals.csv", "amount", "bad_number"): 1,
    }
    text = repr(sales.intake)
    assert f"({KEPT + 500:,} rows, first in row 30" in text
    assert f"Only the first {KEPT + 1:,} of the rejections are listed" in text
    with pytest.raises(InputError, match=f"{KEPT + 500:,} rows say 'maybe'"):
        loaded(tmp_path, DEALS + ROWS + bad, max_rejected=0.99999)


def test_a_wide_header_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = []
    real = raw_table.clean_name
    monkeypatch.setattr(raw_table, "clean_name", lambda name: cleaned.append(name) or real(name))
    names = [f"column {i}" for i in range(20_000)]
    loaded(tmp_path, ",".join(["deal_id,status", *names]) + f"\nD1,won{',' * 20_000}\n", as_of="2024-01-01")
    # once for each name of the header, and for each name that is looked up in it
    assert len(cleaned) < 25_000


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("deal_id,status" + ",x" * 200_000, "the limit is 100,000"),
        ("deal_id," + "y" * 1_000_000, "missing"),
        ("z" * 1_000_000, "None of the columns is called as ours are"),
    ],
)
def test_a_message_stays_short_whatever_the_header_is(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        loaded(tmp_path, f"{header}\n1,won\n")
    assert len(str(refused.value)) <= 2_500


def test_a_name_of_any_length_is_cut_in_a_message() -> None:
    long = "x" * 100_000
    assert len(str(InputError(long, file=long, column=long))) < 3_000
    assert len(str(UnknownName("KPI", long, ["win_rate"]))) < 1_000
    assert "…" in str(InputError(long))


def parquet(path: Path, text: str, rows: int) -> Path:
    table = pa.table({"deal_id": [text] * 1_000_000, "status": ["open"] * 1_000_000})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(rows // 1_000_000):
            writer.write_table(table)
    return path


def test_a_small_parquet_of_many_rows_is_refused_by_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = parquet(tmp_path / "deals.parquet", "D", 6_000_000)
    with pytest.raises(InputError, match=r"6,000,000 rows.*SALESTOOLKIT_LIMITS=2"):
        load_export(path)
    monkeypatch.setattr(pq, "read_table", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(InputError, match="6,000,000 rows"):
        load_export(path)


def test_a_text_that_repeats_is_refused_before_it_is_written_out(tmp_path: Path) -> None:
    path = parquet(tmp_path / "deals.parquet", "D" * 1_000, 1_000_000)
    with pytest.raises(InputError, match="1,004,000,000 bytes of text"):
        load_export(path)


def workbook(path: Path, sheet: str, shared: str = "") -> Path:
    """A workbook whose sheet is this XML."""
    book = openpyxl.Workbook()
    book["Sheet"].title = "deals"
    book.save(path.with_suffix(".tmp"))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path.with_suffix(".tmp")) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            if not part.endswith("sheet1.xml"):
                new.writestr(part, old.read(part))
        new.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}>{sheet}</worksheet>")
        new.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return path


def test_a_text_that_a_sheet_repeats_is_refused_before_it_is_read(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 20_001))
    path = workbook(tmp_path / "deals.xlsx", f"<sheetData>{rows}</sheetData>", f"<si><t>{'x' * 32_000}</t></si>")
    with pytest.raises(InputError, match="more than 400,000,000 characters"):
        load_export(path)


def test_entities_of_a_sheet_are_not_written_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "deals.xlsx", "<sheetData/>")
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE a [<!ENTITY e "e">]>' + parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    with pytest.raises(InputError, match="no readable Excel workbook"):
        load_export(path)


def test_too_many_files_are_refused_and_the_environment_allows_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salestoolkit.data.files.readers.MOST_FILES", 2)
    for i in range(3):
        (tmp_path / f"deals{i}.csv").write_text(DEALS + ROWS.replace("D", f"D{i}-"))
    mapping: Any = (
        '[[feed]]\ntable = "deals"\nfile = "deals*"\n[feed.columns]\ndeal_id = "deal_id"\nstatus = "status"\n'
    )
    (tmp_path / "salestoolkit.toml").write_text(mapping)
    with pytest.raises(InputError, match="It has 3 files, and the limit is 2"):
        load_export(tmp_path, as_of="2024-12-31")
    monkeypatch.setenv(file_limits.FACTOR, "1.5")
    assert load_export(tmp_path, as_of="2024-12-31").intake.accepted == 84
    monkeypatch.setenv(file_limits.FACTOR, "much")
    assert file_limits.allowed(7) == 7


def test_names_alike_are_told_in_one_sentence_when_they_are_many(tmp_path: Path) -> None:
    rows = "".join(f"D{i},{'Rep' if i % 2 else 'rep'}{i // 2},won,5,2024-01-05,2024-02-05\n" for i in range(100))
    sales = loaded(tmp_path, DEALS + rows)
    assert rejected(sales) == []
    told = [note for note in sales.intake.notes if "differ only in case" in note]
    assert told == [
        "50 names stand in reps.rep_id in several ways that differ only in case, such as 'Rep0', 'rep0'; "
        "aliases in the mapping would make them one."
    ]
