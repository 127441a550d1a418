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

import salestoolkit as st
from salestoolkit.cli.reporting import purge, verify
from salestoolkit.reports import record
from salestoolkit.reports.batch import make
from salestoolkit.reports.running import Limits, Workers
from salestoolkit.reports.store import Folder, Remote, stored

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
    assert record.damaged("memory://team/reports") == (3, [])

    memory.pipe_file("/team/reports/reps/R00.html", b"touched")
    memory.rm_file("/team/reports/reps/R01.html")
    assert sorted(record.damaged("memory://team/reports")[1]) == ["reps/R00.html", "reps/R01.html"]
    with pytest.raises(st.SalesToolkitError, match=r"reps/R0.\.html, reps/R0.\.html"):
        verify("memory://team/reports")
    again = {one.task.identity: one for one in small_batch.run("memory://team/reports", 3, CELL)}
    assert {rep: one.sha256 for rep, one in again.items()} == {one.task.identity: one.sha256 for one in first}
    assert {rep for rep, one in again.items() if one.staged} == {"R00", "R01"}
    assert record.damaged("memory://team/reports") == (3, [])


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


@pytest.mark.slow
def test_a_whole_run_at_a_url_and_in_a_folder_named_as_one_are_the_same(memory: Any, tmp_path: Path) -> None:
    sales = st.demo(reps=4, months=12, lang="en")
    places = ("memory://out", (tmp_path / "a folder").as_uri())
    runs = [st.report(sales, to=to, kpis=["win_rate"], engine="inprocess", progress=False) for to in places]
    assert runs[0].index == "memory://out/index.html"
    assert runs[1].index == tmp_path / "a folder" / "index.html"
    names = [path.relative_to(tmp_path / "a folder").as_posix() for path in (tmp_path / "a folder").rglob("*.*")]
    assert {path.removeprefix("/out/") for path in memory.find("/out")} == set(names)
    for name in set(names) - {"manifest.json"}:
        assert memory.cat_file(f"/out/{name}") == (tmp_path / "a folder" / name).read_bytes(), name

    again = st.report(sales, to=places[1], kpis=["win_rate"], engine="inprocess", progress=False)
    assert [one.staged for one in again.outcomes] == [None] * 5


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


def test_without_fsspec_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(st.UsageError, match=r"pip install 'salestoolkit\[remote\]'"):
        stored("s3://bucket/reports")
    assert isinstance(stored("plain"), Folder)


def test_without_distributed_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(st.UsageError, match=r"pip install 'salestoolkit\[cluster\]'"):
        st.report(st.demo(reps=4, months=12), to=tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()
