"""What a refusal leaves behind: every rejected row, and how to allow more of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_exports import DEALS, ROWS, loaded

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


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_is_a_share(tmp_path: Path, share: float) -> None:
    with pytest.raises(UsageError, match="Give a share from 0 to 1"):
        loaded(tmp_path, BAD, max_rejected=share)
