"""A file that was cut off or written meanwhile: it is refused, or told, or nothing could tell, and that is said."""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.data.files import readers
from salestoolkit.data.files.control import NONE

HEADER = "deal_id,rep_id,status,amount,created_at\n"
ROWS = [f"D{i:03},R{i % 7},won,{1000 + 37 * i},2024-03-{1 + i % 28:02}\n" for i in range(120)]
CONTENT = (HEADER + "".join(ROWS)).encode()
CONTROL = f'["deals.csv"]\nrows = {len(ROWS)}\nsha256 = "{hashlib.sha256(CONTENT).hexdigest().upper()}"\n'


def load(folder: Path) -> st.SalesData:
    return st.load(folder, as_of="2024-12-31", lang="en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deals.csv").write_bytes(CONTENT)
    return tmp_path


def test_a_whole_file_is_compared_with_all_that_is_said_of_it(folder: Path) -> None:
    assert load(folder).control == {"deals.csv": NONE}
    (folder / "control.toml").write_text(CONTROL, encoding="utf-8")
    assert load(folder).control == load(folder / "deals.csv").control == {"deals.csv": "rows, sha256"}
    (folder / "control.toml").write_text(CONTROL.partition("sha256")[0], encoding="utf-8")
    assert load(folder).control == {"deals.csv": "rows"}


@pytest.mark.parametrize("said", [CONTROL, CONTROL.partition("sha256")[0]], ids=["rows and hash", "rows"])
def test_no_random_cut_is_silent_with_a_control_file(folder: Path, said: str) -> None:
    (folder / "control.toml").write_text(said, encoding="utf-8")
    chance = random.Random(1)
    for _ in range(30):
        cut = chance.randrange(len(CONTENT) - 1 if "sha256" not in said else len(CONTENT))
        (folder / "deals.csv").write_bytes(CONTENT[:cut])
        try:
            sales = load(folder)
        except st.InputError:
            continue
        # Only rows are counted: a cut in the last one leaves their number as it was, and that is told.
        assert "sha256" not in said
        assert sales.intake.rejections or sales.intake.notes
        assert cut > len(CONTENT) - len(ROWS[-1])


def test_a_random_cut_without_a_control_file_is_told_unless_it_is_at_a_lines_end(folder: Path) -> None:
    chance = random.Random(2)
    for _ in range(30):
        cut = chance.randrange(len(CONTENT))
        (folder / "deals.csv").write_bytes(CONTENT[:cut])
        try:
            sales = load(folder)
        except st.InputError:
            continue
        told = sales.intake.rejections or any("check that the file is complete" in note for note in sales.intake.notes)
        assert bool(told) == (not CONTENT[:cut].endswith(b"\n")), cut
        assert sales.control == {"deals.csv": NONE}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["deals.csv"]\nrows = 119', r"deals\.csv: The file has 120 rows, and control\.toml says 119\."),
        ('["leads.csv"]\nrows = 1', r"leads\.csv: control\.toml names the file, which is not there"),
        ('["deals.csv"]\nlines = 1', r"control\.toml: 'deals\.csv' takes rows"),
        ('["deals.csv"]\nrows = "many"', r"control\.toml: 'deals\.csv' takes rows"),
        ("rows = [", r"control\.toml: Cannot be read"),
    ],
)
def test_a_control_file_that_does_not_agree_is_one_clear_error(folder: Path, text: str, said: str) -> None:
    (folder / "control.toml").write_text(text, encoding="utf-8")
    with pytest.raises(st.InputError, match=said):
        load(folder)


@pytest.mark.parametrize("how", ["written", "replaced", "added"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    reading = readers.read_csv

    def meanwhile(*arguments: object, **options: object) -> object:
        read = reading(*arguments, **options)  # type: ignore[arg-type]
        if how == "written":
            with (folder / "deals.csv").open("ab") as stream:
                stream.write(b"D999,R1,won,1,2024-03-01\n")
        elif how == "replaced":
            shutil.copy2(folder / "deals.csv", folder / "new")
            (folder / "new").replace(folder / "deals.csv")
        else:
            (folder / "leads.csv").write_text("lead_id,created_at\n", encoding="utf-8")
        return read

    monkeypatch.setattr(readers, "read_csv", meanwhile)
    with pytest.raises(st.InputError, match="changed while it was read"):
        load(folder)
