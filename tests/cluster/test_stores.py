"""Reports at a URL: complete, resumed, verified and purged as in a folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
import small_batch
from refusals import refused

import salestoolkit as st
from salestoolkit.cli.report import purge, verify
from salestoolkit.reports.batch import make
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.store import Folder, Remote, check_lasting, stored
from salestoolkit.reports.run.workers import Limits, Workers

CELL = "print(rep)"


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def test_reports_at_a_url_are_kept_or_made_again_as_in_a_folder(memory: Any) -> None:
    first = small_batch.run("memory://team/reports", 3, CELL)
    held = json.loads(memory.cat_file("/team/reports/manifest.json"))
    assert [one["status"] for one in held["reports"]] == ["done"] * 3
    assert {path.removeprefix("/team/reports/") for path in memory.find("/team/reports")} == {
        "manifest.json",
        *(f"reps/R0{number}.html" for number in range(3)),
    }
    assert manifest.damaged("memory://team/reports") == (3, [])

    memory.pipe_file("/team/reports/reps/R00.html", b"touched")
    memory.rm_file("/team/reports/reps/R01.html")
    assert sorted(manifest.damaged("memory://team/reports")[1]) == ["reps/R00.html", "reps/R01.html"]
    with pytest.raises(st.SalesToolkitError, match=r"reps/R0.\.html, reps/R0.\.html"):
        verify("memory://team/reports")
    again = {one.task.identity: one for one in small_batch.run("memory://team/reports", 3, CELL)}
    assert {rep: one.sha256 for rep, one in again.items()} == {one.task.identity: one.sha256 for one in first}
    assert {rep for rep, one in again.items() if one.staged} == {"R00", "R01"}
    assert manifest.damaged("memory://team/reports") == (3, [])


def test_a_run_to_a_url_that_was_interrupted_is_gone_on_with(memory: Any) -> None:
    store, made = stored("memory://out"), {}
    with store.held() as private:
        make(small_batch.tasks(private, 2, CELL), made, store, private, Workers("inprocess", 1, Limits()), False)
    assert len(store.notes()) == 2
    assert not memory.exists("/out/manifest.json")
    assert [one.staged for one in small_batch.run("memory://out", 2, CELL)] == [None, None]
    assert store.notes() == []


def test_what_is_not_a_runs_stays_at_a_url(memory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("manifest.json", "index.html", "reps/budi--0123456789ab.html", ".journal/x.json", "mine.txt"):
        memory.pipe_file(f"/out/{name}", b"{}")
    purge("memory://out")
    assert capsys.readouterr().out == "4 files removed.\n"
    assert memory.find("/out") == ["/out/mine.txt"]
    with pytest.raises(st.InputError, match="memory://out: holds no reports"):
        purge("memory://out")


def test_a_folder_named_by_a_url_is_a_folder_like_any_other(tmp_path: Path) -> None:
    url = (tmp_path / "a folder").as_uri()
    assert [one.staged is None for one in small_batch.run(url, 2, CELL)] == [False, False]
    assert [one.staged is None for one in small_batch.run(url, 2, CELL)] == [True, True]
    assert manifest.damaged(url) == manifest.damaged(tmp_path / "a folder") == (2, [])
    assert {path.name for path in (tmp_path / "a folder").iterdir()} == {"manifest.json", "reps"}


def test_a_whole_run_at_a_url_has_all_its_files_and_says_where_they_are(memory: Any) -> None:
    sales = st.demo(reps=4, months=12, lang="en")
    run = st.report(
        sales,
        to="memory://out",
        pages=st.Pages(kpis=["win_rate"]),
        execution=st.Execution(engine="inprocess", progress=False),
    )
    assert run.index == "memory://out/index.html"
    pages = {outcome.task.page for outcome in run.outcomes}
    assert {path.removeprefix("/out/") for path in memory.find("/out")} == {
        "index.html",
        "manifest.json",
        "rejected.csv",
        *pages,
    }
    assert len(pages) == 5
    assert all(page in memory.cat_file("/out/index.html").decode() for page in pages)
    assert manifest.damaged("memory://out") == (5, [])


def test_a_url_that_cannot_be_written_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(st.UsageError, match="Cannot write to nowhere://x: Protocol not known: nowhere"):
        stored("nowhere://x")

    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("no\ncredentials")

    store = stored("memory://x")
    assert isinstance(store, Remote)
    monkeypatch.setattr(store.fs, "pipe_file", refuse)
    with pytest.raises(st.OutputError, match=r"^Cannot write memory://x/\.probe: no credentials$"), store.held():
        pass


def test_what_needs_a_folder_is_refused_at_a_url(memory: Any) -> None:
    for pages in (st.Pages(copies=["zip"]), st.Pages(pseudonyms=True)):
        with refused(st.UsageError, match="need a folder, and memory://out is a URL"):
            st.report(st.demo(reps=4, months=1), to="memory://out", pages=pages)
    assert memory.find("/") == []


@pytest.mark.parametrize("to", ["", "  ", "memory://", "s3://", "file://", "://x", "a\0b"])
def test_what_names_no_place_is_refused(to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with refused(st.UsageError, match="names no place for reports"):
        st.report(st.demo(reps=4, months=1), to=to)
    assert not list(tmp_path.iterdir())


def test_a_url_with_one_slash_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(st.UsageError, match=r"neither a folder nor a URL\. Did you mean 's3://bucket/reports'"):
        stored("s3:/bucket/reports")
    (tmp_path / "s3:").mkdir()
    assert isinstance(stored("s3:/bucket/reports"), Folder)


@pytest.mark.parametrize("to", ["memory://out", "simplecache::memory://out"])
def test_a_command_writes_nowhere_that_ends_with_it(to: str) -> None:
    with pytest.raises(st.UsageError, match="is gone when the command ends"):
        check_lasting(to)


def test_without_fsspec_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(st.UsageError, match=r"pip install 'salestoolkit\[remote\]'"):
        stored("s3://bucket/reports")
    assert isinstance(stored("plain"), Folder)


def test_without_distributed_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with refused(st.UsageError, match=r"pip install 'salestoolkit\[cluster\]'"):
        st.report(
            st.demo(reps=4, months=12), to=tmp_path / "out", execution=st.Execution(scheduler="tcp://127.0.0.1:9")
        )
    assert not (tmp_path / "out").exists()
