"""Pseudonyms: nobody's name or id in what is written, the same in each run, and only the key tells who is who."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.intake_report import Note
from salestoolkit.data.schema import TABLES
from salestoolkit.reports.batch import Run
from salestoolkit.reports.purging import purge
from salestoolkit.reports.rep.pseudonyms import Unnamed, key_file, pseudonymised

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
    pages = st.Pages(**{"kpis": ["win_rate"], "pseudonyms": True} | more)
    return st.report(
        small(names), to=to, pages=pages, execution=st.Execution(jobs=2, engine="inprocess", progress=False)
    )


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


def talkative() -> st.SalesData:
    """Names wherever there is a text: what was agreed, customers, a team, notes of the intake, files, the source."""
    reps = [{"rep_id": f"zq{name}", "name": f"{name} Wijaya", "team": "Tim Astuti Wijaya"} for name in NAMES]
    reps.append({"rep_id": "zqastuti", "name": "astuti wijaya", "team": "Barat"})
    deals = [
        deal(f"{rep['rep_id']}{i}", "won" if i % 2 else "lost", "2025-01-05", "2025-02-05", rep_id=rep["rep_id"])
        | {"amount": 10, "account": f"Toko {rep['name']} {i}", "lost_reason": f"{rep['name'].split()[0]} was late"}
        for rep in [*reps, {"rep_id": "zqDewi", "name": "zqDewi"}]
        for i in range(6)
    ]
    agreed = [
        {"rep_id": "zqBambang", "raised_on": "2025-03-01", "text": "Call back with ASTUTI, as cahyadi said (zqBambang)"}
    ]
    goals = [
        {"scope": "team", "scope_id": "Tim Astuti Wijaya", "kpi": "monthly_sales", "period": "month"}
        | {"period_start": "2025-04-01", "target": 100}
    ]
    sales = loaded("2025-05-01T00:00", reps=reps, deals=deals, follow_ups=agreed, goals=goals)
    alias = Note(
        "alias", {"alias": "BW", "name": "Bambang Wijaya", "column": "Owner", "count": 3}, "export_bambang_2025.csv"
    )
    unused = Note("unused", {"files": "notes-Cahyadi.txt"})
    counted = tuple(replace(count, file="deals_Astuti.csv") for count in sales.intake.counts)
    intake = replace(sales.intake, remarks=(*sales.intake.remarks, alias, unused), counts=counted)
    return replace(sales, name="What Cahyadi exported", intake=intake)


def test_no_text_note_or_name_of_a_file_says_who_somebody_is(tmp_path: Path) -> None:
    sales = talkative()
    codes = {note.code for note in sales.intake.remarks}
    assert {"names_alike", "orphan_reps"} <= codes, "notes with names are there"

    copy = pseudonymised(sales, tmp_path / "q1", "en", tmp_path)

    rows = [copy.connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {table}").fetchall() for table in TABLES]
    # ids of deals are no names, and stay as they are
    texts = [str(cell) for table in rows for row in table for cell in row if not re.fullmatch(r"zq\w+\d", str(cell))]
    told = "\n".join([*texts, repr(copy.intake), copy.intake._repr_html_(), copy.name])
    for name in (*NAMES, "Wijaya", "zqDewi", "BW"):
        assert not re.search(rf"(?<![a-z]){name}(?![a-z])", told, re.IGNORECASE), name
    assert re.search(r"Call back with Rep \d+, as Rep \d+ said \(Rep \d+\)", told)
    assert re.search(r"export_Rep \d+_2025\.csv", told)
    [(team,)] = copy.connection.execute("SELECT DISTINCT team FROM reps WHERE team LIKE 'Tim%'").fetchall()
    assert copy.connection.execute("SELECT scope_id FROM goals").fetchall() == [(team,)], "a goal finds its team"


def test_a_page_with_follow_ups_holds_no_name(tmp_path: Path) -> None:
    run = st.report(
        talkative(),
        to=tmp_path / "q1",
        pages=st.Pages(pseudonyms=True, lang="en"),
        execution=st.Execution(jobs=2, engine="inprocess", progress=False),
    )

    written = [path.name + path.read_text(encoding="utf-8") for path in run.index.parent.rglob("*") if path.is_file()]
    assert not [name for name in (*NAMES, "Wijaya", "zqDewi") for text in written if name.lower() in text.lower()]
    assert any("Call back with Rep" in text for text in written)


def test_short_names_and_numbers_are_not_looked_for_in_texts() -> None:
    unnamed = Unnamed.of({"7": "417", "b": "500"}, {"7": "A", "b": "Bo Li"}, "en")
    assert unnamed.prose("Plan A on 7 May, a Bo") == "Plan A on 7 May, a Bo"
    assert unnamed.text("with BO LI.") == "with Rep 500."


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
