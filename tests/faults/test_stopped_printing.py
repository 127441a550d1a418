"""Runs that are stopped while a browser prints: nothing is torn or lives on, and the next run goes on from there."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.reports.record import manifest

pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_while_it_prints_ends_with_its_browser(
    batch: Any, good: Path, until: Callable[[Callable[[], Any]], None], number: int
) -> None:
    if not shutil.which("chromium"):
        pytest.skip("Chromium is not installed")
    shutil.copytree(good, batch.to)
    run = batch.begin("", "--pdf", "--jobs", "1")
    until(lambda: list(batch.to.glob("reps/*.pdf")) or run.poll() is not None)
    assert run.poll() is None, run.communicate()
    os.kill(run.pid, number)
    run.communicate(timeout=10)
    batch.check(run.pid, killed=number == signal.SIGKILL)
    assert run.returncode == (-number if number == signal.SIGKILL else 128 + number)
    before = {path: path.stat().st_mtime_ns for path in batch.to.glob("reps/*.pdf")}

    assert batch.run("", "--pdf", "--jobs", "1") == (0, "")
    copies = [copy["file"] for copy in manifest(batch.to)["copies"]]
    assert len(copies) == 10
    assert {path: path.stat().st_mtime_ns for path in before} == before
