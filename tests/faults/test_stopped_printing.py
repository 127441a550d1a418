"""Runs that are stopped while a browser prints: nothing is torn or lives on, and the next run goes on from there."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.reports.publish.manifest import manifest

pytestmark = [pytest.mark.fault, pytest.mark.slow]


# A second PDF of a rep is put in place when the flag is there: no run is over before it is stopped.
ONE_AT_MOST = """
import os, pathlib, time
replace = os.replace

def patient(source, target, **more):
    target, flag = pathlib.Path(target), pathlib.Path(os.environ["SALESTOOLKIT_TEST_FLAG"])
    second = target.match("reps/*.pdf") and list(target.parent.glob("*.pdf"))
    while second and not flag.exists():
        time.sleep(0.01)
    replace(source, target, **more)

os.replace = patient
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_while_it_prints_ends_with_its_browser(
    batch: Any, good: Path, tmp_path: Path, until: Callable[[Callable[[], Any]], None], number: int
) -> None:
    if not shutil.which("chromium"):
        pytest.skip("Chromium is not installed")
    shutil.copytree(good, batch.to)
    (tmp_path / "sitecustomize.py").write_text(ONE_AT_MOST, encoding="utf-8")
    batch.more["PYTHONPATH"] = f"{tmp_path}:{batch.environment()['PYTHONPATH']}"
    run = batch.begin("", "--pdf", "--jobs", "1")
    until(lambda: list(batch.to.glob("reps/*.pdf")) or run.poll() is not None)
    assert run.poll() is None, run.communicate()
    os.kill(run.pid, number)
    run.communicate()
    batch.check(run.pid, killed=number == signal.SIGKILL)
    assert run.returncode == (-number if number == signal.SIGKILL else 128 + number)
    batch.flag.touch()
    before = {path: path.stat().st_mtime_ns for path in batch.to.glob("reps/*.pdf")}

    assert batch.run("", "--pdf", "--jobs", "1") == (0, "")
    copies = [copy["file"] for copy in manifest(batch.to)["copies"]]
    assert len(copies) == 10
    assert {path: path.stat().st_mtime_ns for path in before} == before
