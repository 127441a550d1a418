"""A warm process for the tests of this folder, and the notebooks they run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from time import sleep
from typing import Any

import nbformat
import pytest

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.machine import descendants
from salestoolkit.reports.run.job import Job
from salestoolkit.reports.warm.client import Warm

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One warm process for all tests, which finds the helpers of this folder."""
    if not descendants.safe():
        pytest.skip("this system cannot fork a warm process")
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE), str(HERE.parents[1]), before)))
    process = Warm()
    os.environ["PYTHONPATH"] = before
    yield process
    process.stop()


@pytest.fixture
def execute(warm: Warm, tmp_path: Path) -> Callable[..., Any]:
    """Executes a notebook in a forked job: ``execute(path, "inprocess")``, with parameters ``given=…``."""
    folder = private_folder()

    def run(path: Path, engine: Any, sockets: Path | None = None, given: Mapping[str, str] | None = None) -> Any:
        place = mkdtemp(dir=tmp_path)
        held = str(sockets or mkdtemp(dir=folder))
        job = Job(str(path), dict(given or {}), "", "en", "", engine, held, place, 10**9, 10**9)
        child = warm.fork("executing:run", asdict(job))
        while child.poll() is None:
            sleep(0.01)
        assert child.code == 0
        return nbformat.read(Path(place, "executed.ipynb"), as_version=4)

    return run
