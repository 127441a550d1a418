"""Pseudonyms: nobody's name or id in what is written, the same in each run, and only the key tells who is who."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.reports.batch import Run
from salestoolkit.reports.forgetting import purge
from salestoolkit.reports.pseudonyms import key_file

pytestmark = pytest.mark.slow

NAMES = ["Astuti", "Bambang", "Cahyadi"]


def small(names: list[str]) -> st.SalesData:
    reps = [
        {"rep_id": f"zq{name}", "name": name, "team": "Timur", "email": f"{name}@x.id", "manager_id": "zqAstuti"}
        for name in names
    ]
    deals = [
        deal(f"{name}{i}", "won" if i % 2 else "lost", "2025-01-05", "2025-02-05", rep_id=f"zq{name}", amount=10)
        for name in names
        for i in range(6)
    ]
    return loaded("2025-05-01T00:00", reps=reps, deals=deals)


def made(to: Path, names: list[str] = NAMES, **more: Any) -> Run:
    how = {"kpis": ["win_rate"], "jobs": 2, "engine": "inprocess", "progress": False, "pseudonyms": True}
    return st.report(small(names), to=to, **how | more)  # type: ignore[arg-type]


def key(to: Path) -> dict[str, str]:
    with key_file(to).open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row["number"] for row in csv.DictReader(stream)}


def test_no_file_holds_a_name_and_the_next_run_gives_the_same_pseudonyms(tmp_path: Path) -> None:
    to = tmp_path / "q1"
    run = made(to)

    written = {path: path.name + path.read_text(encoding="utf-8") for path in to.rglob("*") if path.is_file()}
    assert not [(path, name) for name in NAMES for path, text in written.items() if name.lower() in text.lower()]
    numbers = key(to)
    assert set(numbers) == set(NAMES)
    assert len(set(numbers.values())) == 3
    assert all(f"Rep {number}" in (to / "team_review.html").read_text(encoding="utf-8") for number in numbers.values())
    assert {each.task.name for each in run.outcomes[1:]} == {f"Rep {number}" for number in numbers.values()}
    assert key_file(to).stat().st_mode & 0o777 == 0o600
    assert key_file(to).parent == tmp_path, "beside the folder, not in it"

    pages = {path.name: path.stat().st_mtime_ns for path in to.glob("reps/*")}
    made(to)
    assert {path.name: path.stat().st_mtime_ns for path in to.glob("reps/*")} == pages, "nothing is made twice"
    made(to, ["Aaron", "Bambang", "Cahyadi"])
    assert {name: number for name, number in key(to).items() if name != "Aaron"} == numbers

    purge(to)
    assert list(tmp_path.iterdir()) == []


def test_opaque_names_are_a_hash_alone(tmp_path: Path) -> None:
    made(tmp_path, pseudonyms=False, opaque_names=True)
    assert [len(path.stem) for path in tmp_path.glob("reps/*.html")] == [12, 12, 12]
    assert all(set(path.stem) <= set("0123456789abcdef") for path in tmp_path.glob("reps/*.html"))
    assert not key_file(tmp_path).exists()
    purge(tmp_path)
    assert not (tmp_path / "reps").exists()


def test_a_key_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    key_file(tmp_path / "q1").write_text("who,knows\n1,2\n", encoding="utf-8")
    with pytest.raises(st.InputError, match="cannot be read as a key of pseudonyms"):
        made(tmp_path / "q1")
    assert key_file(tmp_path / "q1").read_text(encoding="utf-8") == "who,knows\n1,2\n"
