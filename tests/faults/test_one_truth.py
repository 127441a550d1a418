"""All reports of a run are of the same data, whatever happens to the source, the disk, the clock or the time zone."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from faults.conftest import Batch

import salestoolkit as st
from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.plan import Order, plan
from salestoolkit.reports.run.job import Job, Unfinished, intact
from salestoolkit.reports.run.launch import launched
from salestoolkit.reports.run.workers import Supervisor, Workers

pytestmark = pytest.mark.fault

Until = Callable[[Callable[[], Any]], None]

# A clock that goes back an hour at every tenth look.
CLOCK = """
import itertools, time
looks, true, true_ns = itertools.count(), time.time, time.time_ns
time.time = lambda: true() - 3600 * (next(looks) // 10)
time.time_ns = lambda: true_ns() - 3_600_000_000_000 * (next(looks) // 10)
"""


def _source(batch: Batch) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((batch.to / "manifest.json").read_text(encoding="utf-8"))
    own = {report["id"]: report["data"] for report in held["reports"]}
    return {"data": own, **{name: held[name] for name in ("source", "as_of", "timezone", "done", "failed")}}


def test_a_source_that_is_replaced_in_mid_run_changes_no_report(
    batch: Batch, good: Path, tmp_path: Path, until: Until
) -> None:
    batch.company = shutil.copytree(batch.company, tmp_path / batch.company.name)
    process = batch.begin("R09=wait", "--jobs", "1")
    until(lambda: len(batch.pages) >= 2)
    for name in ("deals.csv", "leads.csv"):
        lines = (batch.company / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / name).write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
        (tmp_path / name).replace(batch.company / name)
    batch.flag.touch()

    assert process.communicate()[1] == ""
    batch.check(process.pid)
    assert batch.pages == {path.name: path.read_bytes() for path in good.glob("reps/*.html")}
    assert _source(batch) == _source(replace(batch, to=good))
    assert len(set(_source(batch)["data"].values())) == 10  # the whole for the team, for each rep what is the rep's
    assert set(_source(batch)["source"]["control"].values()) == {"no control total"}
    # The next run is of the new source, all of it.
    assert batch.run() == (0, "")
    assert _source(batch)["source"] != _source(replace(batch, to=good))["source"]
    assert _source(batch)["data"][""] != _source(replace(batch, to=good))["data"][""]


def test_no_flipped_bit_in_what_kernels_read_is_silent(batch: Batch, company: Path, tmp_path: Path) -> None:
    tasks = plan(st.load(company, lang="en"), Order(lang="en", kpis=("win_rate",)), tmp_path / "private")
    chance, jobs = random.Random(3), [_job(task) for task in tasks]
    for job in jobs:
        intact(job)
    for number in range(300):
        job = jobs[0] if number % 2 else chance.choice(jobs[1:])
        source = Path(job.parameters["source"])
        path = chance.choice([each for each in source.iterdir() if each.stat().st_size]) if source.is_dir() else source
        before = path.read_bytes()
        path.write_bytes(_flipped(before, chance))
        with pytest.raises(Unfinished, match="are not as the run wrote them"):
            intact(job)
        path.write_bytes(before)


def _job(task: Any) -> Job:
    return Job(str(task.notebook), task.parameters, "", "en", "", "inprocess", "", "", 1, 1, data=task.data)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_a_report_whose_extract_rotted_is_not_made_and_the_others_are(batch: Batch, company: Path) -> None:
    batch.to.mkdir()
    tasks = plan(st.load(company, lang="en"), Order(lang="en", kpis=("win_rate",)), batch.to / "plan")[1:4]
    rotten = Path(tasks[1].parameters["source"])
    rotten.write_bytes(_flipped(rotten.read_bytes(), random.Random(4)))
    sockets = private_folder()
    launcher = launched(batch.to / "log", [sockets])
    try:
        made = {task.identity: Supervisor(Workers(), launcher, batch.to, sockets).make(task) for task in tasks}
    finally:
        launcher.stop()
    assert [made[task.identity].status for task in tasks] == ["done", "failed", "done"]
    assert made[tasks[1].identity].error.startswith(f"the data in {rotten.name} are not as the run wrote them")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jayapura", "America/New_York", "a clock that goes back"])
def test_pages_are_the_same_bytes_in_any_time_zone_and_under_any_clock(
    batch: Batch, good: Path, tmp_path: Path, zone: str
) -> None:
    if "/" in zone or zone == "UTC":
        batch.more["TZ"] = zone
    else:
        (tmp_path / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
        batch.more["PYTHONPATH"] = f"{tmp_path}:{batch.environment()['PYTHONPATH']}"
    assert batch.run("", "--engine", "inprocess") == (0, "")
    assert batch.pages == {path.name: path.read_bytes() for path in good.glob("reps/*.html")}
    assert (batch.to / "team_review.html").read_bytes() == (good / "team_review.html").read_bytes()
    assert _source(batch) == _source(replace(batch, to=good))
    assert all(0 < report["seconds"] < 600 for report in batch.reports.values())
