"""The snapshot of a load: the same load is the same files, whatever order the database's threads left its rows in."""

from __future__ import annotations

from pathlib import Path

import salestoolkit as st
from salestoolkit.data.snapshot import opened, save
from salestoolkit.reports.machine.hashes import hash_of


def test_two_loads_of_the_same_data_are_saved_as_the_same_files(tmp_path: Path) -> None:
    # More rows than one thread takes at a time: those of goals and stages lie in another order each time.
    saved = [save(st.demo(lang="en"), tmp_path / name) for name in ("first", "second")]

    assert [hash_of(path) for path in saved[0].iterdir()] == [
        hash_of(saved[1] / path.name) for path in saved[0].iterdir()
    ]


def test_what_is_saved_and_opened_again_is_saved_as_the_same_files(tmp_path: Path) -> None:
    first = save(st.demo(reps=4, months=2, lang="en"), tmp_path / "first")
    again = save(opened(first, "en"), tmp_path / "again")

    assert hash_of(first) == hash_of(again)


def test_what_was_rejected_is_kept_with_its_counts(tmp_path: Path) -> None:
    rows = "deal_id,status,closed_at,amount\n" + "".join(f"D{i},won,2025-03-04,{i}\n" for i in range(1, 41))
    (tmp_path / "deals.csv").write_text(f"{rows}D1,won,2025-03-05,7\nTotal,,,820\n", encoding="utf-8")
    sales = st.load(tmp_path, lang="en", currency="IDR", timezone="Asia/Jakarta")
    assert len(sales.intake.reasons) == 2

    again = opened(save(sales, tmp_path / "saved"), "en")

    assert (again.intake.reasons, repr(again.intake)) == (sales.intake.reasons, repr(sales.intake))
