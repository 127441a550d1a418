"""What a refusal leaves behind: every rejected row, and how to allow more of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_exports import DEALS, ROWS, column, loaded

from salestoolkit.words.errors import InputError, UsageError

BAD = DEALS + ROWS + "".join(f"E{i},R1,won,x{i},2024-01-05,2024-02-05\n" for i in range(5))


def test_a_refusal_knows_every_rejected_row_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_text(
        "rep_id,name\nR1,\n" + "".join(f"R{i},N{i}\n" for i in range(2, 32)), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"5 of 33 rows.*--max-rejected") as refused:
        loaded(tmp_path, BAD)
    path = refused.value.intake.write(tmp_path / "out")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    found = sorted((row["file"], int(row["row"])) for row in rows)
    assert found == [*(("deals.csv", 30 + i) for i in range(5)), ("reps.csv", 2)]
    assert refused.value.intake.read == 33 + 31


@pytest.mark.parametrize("form", ["id", "auto"])
def test_a_chance_may_be_written_as_percent(tmp_path: Path, form: str) -> None:
    rows = '1,open,"25,0%",2024-01-05\n2,open,"0,5",2024-01-05\n3,open,100%,2024-01-05\n'
    sales = loaded(tmp_path, f"deal_id,status,probability,created_at\n{rows}", number_format=form)
    assert column(sales, "probability") == ["0.25", "0.5", "1.0"]


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_is_a_share(tmp_path: Path, share: float) -> None:
    with pytest.raises(UsageError, match="Give a share from 0 to 1"):
        loaded(tmp_path, BAD, max_rejected=share)
