"""A runner that is killed again and again ends right, and nothing that was finished is made twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from faults.conftest import ROOT, Batch

from salestoolkit.reports.publish import manifest

pytestmark = [pytest.mark.fault, pytest.mark.slow]

KILLS, REPORTS, HELD = 16, 40, 4
CELL = f"""
import os, time
while int(rep[1:]) >= {REPORTS - HELD} and not os.path.exists(os.environ["SALESTOOLKIT_TEST_FLAG"]):
    time.sleep(0.01)
"""


class Small(Batch):
    """The same checks over reports that take no time; the last wait for the flag, so no machine is done too early."""

    def begin(self, faults: str = "", *options: str) -> subprocess.Popen[str]:
        """Starts the runner."""
        command = [sys.executable, str(ROOT / "tests" / "small_batch.py"), str(self.to), str(REPORTS), CELL]
        return subprocess.Popen(command, env=self.environment(), cwd=ROOT, stdout=-1, stderr=-1, text=True)


def test_sixteen_kills_repeat_nothing(batch: Batch, until: Callable[[Callable[[], Any]], None]) -> None:
    storm = Small(batch.company, batch.kpi, batch.to, batch.tag)
    chance, finished = random.Random(7), {}
    for _ in range(KILLS):
        # Half of the kills come before the first report of their run, while it sets the stage.
        process, goal = storm.begin(), min(len(finished) + chance.choice((0, 0, 1, 3)), REPORTS - HELD)
        until(lambda goal=goal: len(storm.pages) >= goal and storm.processes())  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        storm.check(process.pid, killed=True)
        now = {path: path.stat().st_mtime_ns for path in storm.to.glob("reps/*.html")}
        assert finished.items() <= now.items(), "a finished report was made again"
        finished = now

    assert 2 < len(finished) <= REPORTS - HELD
    storm.flag.touch()
    assert storm.run() == (0, "")
    now = {path: path.stat().st_mtime_ns for path in storm.to.glob("reps/*.html")}
    assert finished.items() <= now.items()
    assert (len(now), manifest.damaged(storm.to)) == (REPORTS, (REPORTS, []))
