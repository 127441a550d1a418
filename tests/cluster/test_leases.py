"""Leases and fencing numbers: whatever workers do, and in whichever order, each report is handed on exactly once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.reports.cluster import coordinator
from salestoolkit.reports.cluster.coordinator import Coordinator, Terms
from salestoolkit.reports.cluster.places import Place
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome, Workers


class Pretended:
    """Workers that do what a test's steps say, one step each time the coordinator looks."""

    def __init__(self, threads: dict[str, int], steps: Iterable[Callable[[Pretended], Any]]) -> None:
        self.places = {name: self._place(name, count) for name, count in threads.items()}
        self.steps = iter(steps)
        self.sent: list[tuple[str, dict[str, Any], Future[Any]]] = []

    def _place(self, name: str, threads: int) -> Place:
        def submit(work: Any, parcel: Any, *, key: str) -> Future[Any]:
            assert work is _made
            self.sent.append((name, dict(parcel), Future()))
            return self.sent[-1][2]

        return Place(name, threads, submit)

    def look(self) -> dict[str, Place]:
        next(self.steps)(self)
        return dict(self.places)

    def answer(self, number: int, page: bytes, **more: Any) -> None:
        """The n-th parcel is answered."""
        made = {"status": "done", "sha256": sha256(page).hexdigest(), "size": len(page), **more}
        self.sent[number][2].set_result({"fence": self.sent[number][1]["fence"], "outcome": made, "page": page})

    def silence(self, name: str) -> None:
        self.places[name].heard = -math.inf

    def wake(self, name: str) -> None:
        self.places[name].heard = math.inf


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coordinator, "LOOK", 0.001)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    (tmp_path / "n.ipynb").write_text("{}")
    (tmp_path / "r.extract.json").write_text("{}")
    given = {"source": str(tmp_path / "r.extract.json"), "rep": "R01"}
    return Task(
        "rep", "R01", "Budi", "", tmp_path / "n.ipynb", given, "reps/budi.html", "Budi", "en", key="k", data="d"
    )


def _run(tmp_path: Path, tasks: list[Task], threads: dict[str, int], *steps: Any) -> tuple[list[Outcome], Pretended]:
    yard = Pretended(threads, steps)
    (private := tmp_path / "private").mkdir()
    leases = Coordinator(Terms(Workers(), "tcp://there", lease=5), yard, private)
    outcomes: list[Outcome] = []
    for task in tasks:
        leases.add(_made, task)
    while len(outcomes) < len(tasks):
        outcomes += leases.step()
        leases.rest()
    return outcomes, yard


def _made(_: Any) -> Any:
    """What workers would call."""


def _nothing(_: Pretended) -> None:
    """Time passes."""


def test_a_silent_worker_loses_its_report_and_what_it_sends_afterwards_is_dropped(
    tmp_path: Path, task: Task, caplog: pytest.LogCaptureFixture
) -> None:
    def late(yard: Pretended) -> None:
        yard.wake("a")
        yard.answer(0, b"old")

    outcomes, yard = _run(
        tmp_path,
        [task],
        {"a": 1, "b": 1},
        _nothing,
        lambda yard: yard.silence("a"),
        late,
        lambda y: y.answer(1, b"new"),
    )
    assert [(name, parcel["fence"]) for name, parcel, _ in yard.sent] == [("a", 1), ("b", 2)]
    assert [(one.status, one.attempts, one.staged.read_bytes()) for one in outcomes if one.staged] == [
        ("done", 2, b"new")
    ]
    assert [record.message.partition(": ")[2] for record in caplog.records] == [
        "the worker a that made it is silent; it is given to another",
        "what a sent came too late and is dropped",
    ]


def test_a_report_is_not_said_to_be_given_to_another_where_there_is_none(
    tmp_path: Path, task: Task, caplog: pytest.LogCaptureFixture
) -> None:
    _run(
        tmp_path,
        [task],
        {"a": 1},
        _nothing,
        lambda yard: yard.silence("a"),
        lambda yard: (yard.wake("a"), yard.answer(0, b"old")),
        lambda yard: yard.answer(1, b"new"),
    )
    assert caplog.records[0].message.partition(": ")[2] == (
        "the worker a that made it is silent; no worker is left, so it waits for one"
    )


def test_a_worker_that_has_gone_loses_its_report_at_once(tmp_path: Path, task: Task) -> None:
    outcomes, yard = _run(
        tmp_path,
        [task],
        {"a": 1, "b": 1},
        _nothing,
        lambda yard: yard.places.pop("a"),
        lambda yard: yard.answer(1, b"x"),
    )
    assert yard.sent[0][2].cancelled()
    assert [one.attempts for one in outcomes] == [2]


def test_a_report_lost_twice_is_set_aside_and_the_others_are_made(tmp_path: Path, task: Task) -> None:
    other = replace(task, page="reps/wati.html")
    outcomes, _ = _run(
        tmp_path,
        [task, other],
        {"a": 1, "b": 1, "c": 1},
        _nothing,
        lambda yard: yard.answer(1, b"wati"),
        lambda yard: yard.places.pop("a"),
        lambda yard: yard.places.pop("b"),
    )
    assert [(one.task.page, one.status, one.attempts) for one in outcomes] == [
        ("reps/wati.html", "done", 1),
        ("reps/budi.html", "failed", 2),
    ]
    assert outcomes[1].error == "the worker b that made it has gone; it was lost twice and is set aside"


def test_a_page_that_is_not_what_was_made_is_made_again(tmp_path: Path, task: Task) -> None:
    outcomes, yard = _run(
        tmp_path,
        [task],
        {"a": 1},
        _nothing,
        lambda yard: yard.answer(0, b"torn", sha256="of the whole"),
        lambda yard: yard.answer(1, b"whole"),
    )
    assert [one.staged.read_bytes() for one in outcomes if one.staged] == [b"whole"]
    assert [parcel["fence"] for _, parcel, _ in yard.sent] == [1, 2]


def test_workers_of_another_version_and_none_at_all_are_one_clear_line(tmp_path: Path, task: Task) -> None:
    with pytest.raises(st.ClusterError, match=r"The worker a has salestoolkit 0\.0\.1, this run is of") as caught:
        _run(tmp_path, [task], {"a": 1}, _nothing, lambda yard: yard.sent[0][2].set_result({"refused": "0.0.1"}))
    assert caught.value.exit_code == 69
    (tmp_path / "private").rmdir()
    with pytest.raises(st.ClusterError, match="no usable salestoolkit"):
        _run(tmp_path, [task], {"a": 1}, _nothing, lambda y: y.sent[0][2].set_exception(ModuleNotFoundError("none")))


def test_a_run_that_no_worker_is_left_for_ends(tmp_path: Path, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 3))
    monkeypatch.setattr(coordinator, "monotonic", lambda: next(clock))
    with pytest.raises(st.ClusterError, match="No worker of tcp://there gave a sign of life for 5 s"):
        _run(tmp_path, [task], {}, _nothing, _nothing, _nothing)


def test_a_snapshot_is_sent_to_a_worker_once_and_again_when_that_has_lost_it(tmp_path: Path, task: Task) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "deals.parquet").write_bytes(b"deals")
    given = {**task.parameters, "source": str(tmp_path / "data")}
    teams = [replace(task, kind="team", page=f"teams/{name}.html", parameters=given) for name in "xyz"]

    def lacks(yard: Pretended) -> None:
        assert len(yard.sent) == 3  # while the data are on their way to it, a worker gets nothing else that reads them
        yard.answer(1, b"y")
        yard.sent[2][2].set_result({"lacking": "d"})

    _, yard = _run(
        tmp_path,
        teams,
        {"a": 2},
        _nothing,
        lambda yard: yard.answer(0, b"x"),
        lacks,
        lambda yard: yard.answer(3, b"z"),
    )
    assert [sorted(parcel["files"]) for _, parcel, _ in yard.sent] == [["deals.parquet"], [], [], ["deals.parquet"]]
    assert yard.sent[3][1]["fence"] == yard.sent[2][1]["fence"] == 1
