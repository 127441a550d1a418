"""Two real workers of a real scheduler, one stopped past its lease and continued, one killed: each report is published
once, and what comes late is dropped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cluster.conftest import ROOT, Machines, waits

from salestoolkit.reports.cluster.places import connected
from salestoolkit.reports.publish.manifest import damaged, known
from salestoolkit.words.errors import ClusterError

pytestmark = pytest.mark.fault

LEASE = 10


class Owner:
    """The owner of a run, in a process of its own."""

    def __init__(self, source: Path, kpi: Path, to: Path, *options: str) -> None:
        self.to, self.log = to, to.with_suffix(".log")
        command = [sys.executable, "-m", "salestoolkit", "report", str(source), "--kpi", str(kpi), "--to", str(to)]
        command += ["--lang", "en", "--quiet", "--engine", "inprocess", *options]
        with self.log.open("wb") as log:
            about = {"env": os.environ | {"PYTHONPATH": str(ROOT)}, "stdout": subprocess.DEVNULL, "stderr": log}
            self.process = subprocess.Popen(command, cwd=ROOT, **about)

    def ended(self) -> tuple[int, str]:
        """Exit code and standard error."""
        return self.process.wait(timeout=300), self.said()

    def said(self) -> str:
        """Standard error so far."""
        return self.log.read_text()

    def journal(self) -> list[dict[str, Any]]:
        """What was published so far, in its order."""
        lines = (self.to / ".journal.jsonl").read_text().splitlines() if (self.to / ".journal.jsonl").exists() else []
        return [json.loads(line) for line in lines if line]

    def published(self, rep: str) -> bool:
        """Whether a rep's report was: it is noted first, then put in its place."""
        return any(entry["id"] == rep and (self.to / entry["file"]).exists() for entry in self.journal())


def test_a_worker_that_is_stopped_and_one_that_is_killed_neither_lose_nor_double_a_report(
    machines: Machines, little: Path, gated: Path, tmp_path: Path
) -> None:
    machines.start("first", "second")
    machines.shut("R01", "R02", "R03", "R04", "R05")
    owner = Owner(little, gated, tmp_path / "out", "--scheduler", machines.address, "--lease", str(LEASE))
    stopped, other = machines.who("R01"), machines.who("R02")
    assert {stopped, other} == {"first", "second"}

    # One is stopped. What it had begun ends without it; the answer waits until the worker goes on.
    machines.signal(stopped, signal.SIGSTOP)
    machines.open("R01")
    waits(lambda: "is silent; it is given to another" in owner.said())
    machines.open("R02")
    waits(lambda: owner.published("R01"))
    assert machines.who("R01") == other
    page = tmp_path / "out" / next(entry["file"] for entry in owner.journal() if entry["id"] == "R01")
    first = (page.stat().st_ino, page.read_bytes())

    # It goes on, and what it sends is too late; it is given other work.
    machines.signal(stopped, signal.SIGCONT)
    waits(lambda: {machines.who(rep) for rep in ("R03", "R04")} == {"first", "second"})
    assert (page.stat().st_ino, page.read_bytes()) == first

    # The other is killed in mid-report, and its report is made by the one that was stopped.
    lost = next(rep for rep in ("R03", "R04") if machines.who(rep) == other)
    machines.signal(other, signal.SIGKILL)
    machines.open("R03", "R04")
    waits(lambda: owner.published("R03") and owner.published("R04") and machines.who("R05"))
    assert machines.who(lost) == stopped
    names = [entry["id"] for entry in owner.journal()]
    assert sorted(names) == ["", "R01", "R02", "R03", "R04"]

    machines.open("R05")
    code, said = owner.ended()
    assert code == 0, said
    assert "has gone; it is given to another" in said
    assert "came too late and is dropped" in said
    assert len(said.splitlines()) == 3, said
    assert damaged(tmp_path / "out") == (6, [])
    held = {each["id"]: each for each in json.loads((tmp_path / "out" / "manifest.json").read_text())["reports"]}
    assert {rep for rep, each in held.items() if each["attempts"] == 2} == {"R01", lost}

    # Made by workers or made here, a page is the same.
    here = Owner(little, gated, tmp_path / "here")
    assert here.ended() == (0, "")
    for path in (tmp_path / "here").rglob("*.html"):
        assert (tmp_path / "out" / path.relative_to(tmp_path / "here")).read_bytes() == path.read_bytes(), path


def test_a_scheduler_that_is_lost_or_not_there_is_one_line_and_what_is_done_is_known(
    machines: Machines, little: Path, gated: Path, tmp_path: Path
) -> None:
    machines.start("worker")
    machines.shut("R01")
    there = ("--scheduler", machines.address)
    owner = Owner(little, gated, tmp_path / "out", *there)
    machines.who("R01")
    waits(owner.journal)
    machines.signal("scheduler", signal.SIGKILL)
    code, said = owner.ended()
    assert (code, len(said.splitlines())) == (69, 1), said
    assert said.startswith(f"salestoolkit: The scheduler at {machines.address} does not answer any more"), said
    assert [(name, each["status"]) for name, each in known(tmp_path / "out").items()] == [("team_review.html", "done")]
    assert not [path for path in (tmp_path / "out").rglob(".*") if path.name != ".journal.jsonl"]

    code, said = Owner(little, gated, tmp_path / "none", *there).ended()
    assert (code, len(said.splitlines())) == (69, 1), said
    assert said.startswith(f"salestoolkit: No dask scheduler can be reached at {machines.address}: "), said
    assert not (tmp_path / "none").exists()


def test_what_dask_says_of_its_own_connections_when_a_scheduler_is_lost_hides_nothing(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.start()

    async def torn(self: object) -> None:  # a connection attempt that two parts of dask end at once
        raise RuntimeError("Cannot change state of expiring Timeout")

    def lose() -> None:
        with connected(machines.address) as yard:
            assert yard.look() == {}
            yard.client.sync(yard.client.rpc.close)
            monkeypatch.setattr(type(yard.client.rpc), "close", torn)
            yard.look()

    with pytest.raises(ClusterError, match="does not answer any more"):
        lose()
