"""A runner that is stopped leaves nothing running and nothing torn, and the next run goes on where it was."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faults.conftest import Batch

from salestoolkit.reports.machine import descendants

pytestmark = pytest.mark.fault

Until = Callable[[Callable[[], Any]], None]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_a_stopped_runner_leaves_no_process_and_its_work_is_kept(
    batch: Batch, until: Until, number: signal.Signals
) -> None:
    process = batch.begin("R01=spin", "--jobs", "2")
    until(lambda: batch.flag.exists() and len(batch.pages) >= 3)

    if number == signal.SIGTERM:
        code, complaint = batch_of_another(batch)
        assert (code, f"Process {process.pid} on " in complaint) == (75, True), complaint

    process.send_signal(number)
    complaint = process.communicate()[1]
    batch.check(process.pid, killed=number == signal.SIGKILL)

    if number == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
    else:
        assert process.returncode == 128 + number
        assert complaint.startswith(f"salestoolkit: Stopped by {number.name}: "), complaint
        assert len(complaint.splitlines()) == 1
    written = {path: path.stat().st_mtime_ns for path in batch.to.glob("reps/*.html")}

    assert batch.run() == (0, "")
    assert {path: path.stat().st_mtime_ns for path in written} == written
    assert len(batch.pages) == 9


def batch_of_another(batch: Batch) -> tuple[int, str]:
    """The same command while the first still runs."""
    second = batch.begin()
    complaint = second.communicate()[1]
    return second.returncode, complaint


def test_a_warm_process_that_is_killed_is_replaced(batch: Batch, until: Until) -> None:
    process = batch.begin("R09=wait", "--jobs", "1")
    until(lambda: batch.pages)
    (warm,) = [pid for pid in descendants.children()[process.pid] if b"reports.warm.server" in _command(pid)]
    os.kill(warm, signal.SIGKILL)
    batch.flag.touch()
    _, complaint = process.communicate()

    assert (process.returncode, complaint) == (0, "")
    batch.check(process.pid)
    assert {report["status"] for report in batch.reports.values()} == {"done"}


def _command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()
