"""A run's workers are executors of ``concurrent.futures``, those of this machine and those of a scheduler."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import small_batch

import salestoolkit as st
from salestoolkit.reports.cluster import coordinator
from salestoolkit.reports.cluster.coordinator import Coordinator, Terms
from salestoolkit.reports.cluster.executor import LeasedExecutor
from salestoolkit.reports.cluster.places import Place
from salestoolkit.reports.machine import descendants
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Workers
from salestoolkit.words.errors import ClusterError

WAITS = "import pathlib, time\nwhile not pathlib.Path({flag!r}).exists():\n    time.sleep(0.01)\nrep"


class Yard:
    """One worker that calls at once what it is asked to, or is lost."""

    def __init__(self) -> None:
        self.places = {"a": Place("a", 2, self._submit)}
        self.lost = False

    def _submit(self, work: Any, parcel: Mapping[str, Any], *, key: str) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(parcel))
        except TimeoutError as error:
            future.set_exception(error)
        return future

    def look(self) -> dict[str, Place]:
        if self.lost:
            raise ClusterError("The scheduler does not answer any more.")
        return dict(self.places)


def _echoed(parcel: Mapping[str, Any]) -> dict[str, Any]:
    page = f"page of {parcel['title']}".encode()
    made = {"status": "done", "sha256": sha256(page).hexdigest(), "size": len(page)}
    return {"fence": parcel["fence"], "outcome": made, "page": page}


def _never(_: Mapping[str, Any]) -> dict[str, Any]:
    raise TimeoutError


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    (tmp_path / "r.json").write_text("{}")
    found = small_batch.tasks(tmp_path, 3, "rep")
    return [
        Task(t.kind, t.identity, t.name, "", t.notebook, {"source": str(tmp_path / "r.json")}, t.page, t.title, "en")
        for t in found
    ]


@pytest.fixture
def leased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LeasedExecutor:
    monkeypatch.setattr(coordinator, "LOOK", 0.001)
    return LeasedExecutor(Coordinator(Terms(Workers(), "tcp://there"), Yard(), tmp_path))


def test_a_schedulers_workers_are_an_executor(leased: LeasedExecutor, tasks: list[Task]) -> None:
    with leased as executor:
        assert isinstance(executor, Executor)
        made = [future.result() for future in as_completed([executor.submit(_echoed, task) for task in tasks])]
        again = list(executor.map(_echoed, tasks[:1]))
    pages = {outcome.task.identity: outcome.staged.read_text() for outcome in made if outcome.staged}
    assert pages == {"R00": "page of R00", "R01": "page of R01", "R02": "page of R02"}
    assert [outcome.status for outcome in again] == ["done"]
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(_echoed, tasks[0])


def test_what_is_cancelled_is_not_waited_for(leased: LeasedExecutor, tasks: list[Task]) -> None:
    leased.coordinator.yard.places["a"].busy = 2  # type: ignore[attr-defined]
    futures = [leased.submit(_echoed, task) for task in tasks]
    leased.shutdown(cancel_futures=True)
    assert not leased.thread.is_alive()
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(timeout=0)


def test_a_report_lost_twice_is_an_outcome_and_a_lost_scheduler_an_error_of_every_future(
    leased: LeasedExecutor, tasks: list[Task]
) -> None:
    outcome = leased.submit(_never, tasks[0]).result()
    assert (outcome.status, outcome.attempts) == ("failed", 2)
    leased.coordinator.yard.lost = True  # type: ignore[attr-defined]
    with pytest.raises(st.ClusterError, match="does not answer"):
        leased.submit(_echoed, tasks[1]).result()
    leased.thread.join()
    with pytest.raises(st.ClusterError, match="does not answer"):
        leased.submit(_echoed, tasks[2])
    leased.shutdown()


def test_what_is_submitted_while_the_scheduler_is_lost_is_told_or_refused(
    leased: LeasedExecutor, tasks: list[Task]
) -> None:
    yard: Any = leased.coordinator.yard
    yard.places["a"].busy = 2
    futures = []

    def submit(number: int) -> None:
        yard.lost = number > 100
        futures.append(leased.submit(_echoed, replace(tasks[0], page=f"{number}.html")))

    with pytest.raises(st.ClusterError, match="does not answer"):
        deque(map(submit, count()))
    assert len(futures) > 100
    assert {type(future.exception(timeout=10)) for future in futures} == {st.ClusterError}


@pytest.mark.fault
def test_the_workers_of_this_machine_are_an_executor_that_ends_what_runs_when_it_is_left(tmp_path: Path) -> None:
    flag, private = tmp_path / "flag", tmp_path / "private"
    private.mkdir()
    others = set(descendants.descendants(os.getpid()))
    four = small_batch.tasks(tmp_path, 4, WAITS.format(flag=str(flag)))
    with Workers("inprocess", 2).executor(private) as (executor, make):
        assert isinstance(executor, Executor)
        first = [executor.submit(make, task) for task in four[:2]]
        flag.touch()
        made = [future.result() for future in first]
        assert [outcome.staged.exists() for outcome in made if outcome.staged] == [True, True]
        flag.unlink()
        left = [executor.submit(make, task) for task in four]
        while not all(future.running() for future in left[:2]):
            time.sleep(0.01)
    assert all(future.done() for future in left)
    assert [future.cancelled() for future in left] == [False, False, True, True]
    assert not set(descendants.descendants(os.getpid())) - others
