"""Manifest and journal: what they say is kept, what is torn says nothing, and every page can be verified."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.cli.report import verify
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.lock import held
from salestoolkit.reports.purging import purge
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome

TASK = Task("rep", "R01", "Budi", "North", Path("n.ipynb"), {}, "reps/budi--0123456789ab.html", "Budi", "id", key="k")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reps").mkdir()
    (tmp_path / TASK.page).write_bytes(b"page")
    return tmp_path


def _done(task: Task = TASK) -> Outcome:
    return Outcome(task, sha256=sha256(b"page").hexdigest(), size=4, seconds=1.5, peak_mib=90.0)


def test_a_page_of_the_same_key_is_kept_and_no_other(folder: Path) -> None:
    manifest.Journal(folder).note(_done())
    known = manifest.known(folder)

    assert manifest.kept(folder, TASK, known) == _done()
    assert manifest.kept(folder, replace(TASK, key="other"), known) is None
    assert manifest.kept(folder, replace(TASK, page="reps/other.html"), known) is None
    (folder / TASK.page).write_bytes(b"pagE")
    assert manifest.kept(folder, TASK, known) is None


def test_a_failure_is_not_kept(folder: Path) -> None:
    manifest.Journal(folder).note(replace(_done(), status="failed", error="cell 1: it broke"))
    assert manifest.kept(folder, TASK, manifest.known(folder)) is None


def test_a_journal_torn_at_any_byte_keeps_its_whole_lines(folder: Path) -> None:
    journal = manifest.Journal(folder)
    journal.note(_done())
    path = folder / ".journal.jsonl"
    whole = path.read_bytes()
    journal.note(_done(replace(TASK, page="reps/second.html")))
    both = path.read_bytes()
    for cut in range(len(whole), len(both)):
        path.write_bytes(both[:cut])
        assert TASK.page in manifest.known(folder)
        # What is noted after the tear is read again.
        journal.note(_done(replace(TASK, page="reps/third.html")))
        assert {TASK.page, "reps/third.html"} <= manifest.known(folder).keys()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1, "reports": []}', '{"schema": 2}', "\xff"])
def test_a_manifest_that_cannot_be_read_says_nothing(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_bytes(text.encode("latin-1"))
    assert manifest.known(folder) == {}


def test_a_folder_is_verified_and_purged(folder: Path) -> None:
    manifest.write(folder, {}, [_done()])
    (folder / "mine.txt").write_text("stays", encoding="utf-8")
    assert manifest.damaged(folder) == (1, [])
    (folder / TASK.page).write_bytes(b"pagE")
    assert manifest.damaged(folder) == (1, [TASK.page])

    assert purge(folder) == 2
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    for ask in (purge, manifest.damaged):
        with pytest.raises(st.InputError):
            ask(folder)


def test_the_index_is_verified_too(folder: Path) -> None:
    told = [{"file": "index.html", "sha256": sha256(b"index").hexdigest(), "bytes": 5}]
    manifest.write(folder, {"files": told}, [_done()])
    (folder / "index.html").write_bytes(b"index")
    assert manifest.damaged(folder) == (1, [])
    (folder / "index.html").write_bytes(b"other")
    assert manifest.damaged(folder) == (1, ["index.html"])
    (folder / "index.html").unlink()
    assert manifest.damaged(folder) == (1, ["index.html"])


def test_a_run_that_did_not_end_is_no_verified_one(folder: Path) -> None:
    manifest.Journal(folder).note(_done())
    assert manifest.damaged(folder) == (1, ["manifest.json"])
    with pytest.raises(
        st.SalesToolkitError, match=r"has no manifest\.json: its run has not ended, and 1 report is done"
    ) as told:
        verify(str(folder))
    assert told.value.exit_code == 1
    (folder / TASK.page).unlink()
    assert manifest.damaged(folder) == (1, [TASK.page, "manifest.json"])


@pytest.mark.parametrize("name", ["", "empty", "nowhere"])
def test_where_no_run_has_written_there_is_nothing_to_verify(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    refused = st.InputError if name else st.UsageError
    with pytest.raises(refused, match="holds no reports" if name else "names no place"):
        verify(str(tmp_path / name) if name else "")


def test_a_held_folder_names_its_holder_and_leftovers_of_the_dead_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".run-dead").mkdir()
    (tmp_path / ".x.part").touch()
    with held(tmp_path) as private:
        assert [path.name for path in tmp_path.iterdir()] == [private.name]
        with pytest.raises(st.FolderBusy, match=r"Process \d+ on .+ is writing reports to") as caught, held(tmp_path):
            pass
    assert caught.value.exit_code == 75
    assert not list(tmp_path.iterdir())


def test_a_half_written_key_of_pseudonyms_goes_with_the_next_run(tmp_path: Path) -> None:
    folder, left = tmp_path / "out", tmp_path / ".out.pseudonyms.csv.99.part"
    others = [tmp_path / "out.pseudonyms.csv", tmp_path / ".others.pseudonyms.csv.99.part"]
    for path in (left, *others):
        path.touch()
    with held(folder):
        pass
    assert sorted(tmp_path.iterdir()) == sorted([folder, *others])
