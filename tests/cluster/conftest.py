"""A real scheduler and real workers on loopback, and reports that wait in mid-cell until a test lets them go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.reports.machine import descendants

ROOT = Path(__file__).resolve().parents[2]

# In a worker's kernel: says who makes which rep's report, then waits while the rep's gate is shut.
PREAMBLE = """
import builtins, os, pathlib, time

if hasattr(builtins, "get_ipython") and "SALESTOOLKIT_TEST_GATES" in os.environ:
    rep = builtins.get_ipython().user_ns.get("rep")
    gates = pathlib.Path(os.environ["SALESTOOLKIT_TEST_GATES"])
    with (gates / "made").open("a") as trace:
        trace.write(f"{rep} {os.environ['SALESTOOLKIT_TEST_WORKER']}\\n")
    while (gates / f"{rep}.shut").exists():
        time.sleep(0.02)
"""


def waits(so: Callable[[], Any]) -> None:
    """Waits until something is so."""
    end = time.monotonic() + 300
    while not so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


@dataclass
class Machines:
    """A scheduler, its workers by name, and the gates at which reports wait."""

    folder: Path
    address: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def begin(self, name: str, *command: str) -> None:
        """Starts a process of dask; its name is told to what it runs."""
        about = {"SALESTOOLKIT_TEST_GATES": str(self.folder), "SALESTOOLKIT_TEST_WORKER": name, "PYTHONPATH": str(ROOT)}
        on = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.folder / "scheduler.json"))
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, *on], env=os.environ | about, stdout=log, stderr=log
            )

    def start(self, *workers: str) -> None:
        """Starts the scheduler and the workers, of one thread each."""
        self.begin("scheduler", "scheduler", "--port", "0")
        waits(lambda: self._told())
        self.address = self._told()
        for name in workers:
            place = str(self.folder / f"of-{name}")
            self.begin(name, "worker", "--no-nanny", "--nthreads", "1", "--local-directory", place)
        # Where nothing of dask is in the disk's cache yet, to import it may take longer than a run waits for workers.
        waits(lambda: all("Registered to" in (self.folder / f"{name}.log").read_text() for name in workers))

    def _told(self) -> str:
        try:
            return str(json.loads((self.folder / "scheduler.json").read_text())["address"])
        except (OSError, ValueError):
            return ""

    def signal(self, name: str, number: int) -> None:
        """Sends a signal to a worker's own process, not to what it has started."""
        self.processes[name].send_signal(number)

    def shut(self, *reps: str) -> None:
        """Has the reports of reps wait."""
        for rep in reps:
            (self.folder / f"{rep}.shut").touch()

    def open(self, *reps: str) -> None:
        """Lets them go on."""
        for rep in reps:
            (self.folder / f"{rep}.shut").unlink()

    def made(self) -> list[tuple[str, str]]:
        """Which rep's report was begun by whom, in the order of time."""
        trace = self.folder / "made"
        lines = trace.read_text().splitlines() if trace.exists() else []
        return [(rep, name) for rep, name in (line.split() for line in lines) if rep != "None"]

    def who(self, rep: str) -> str:
        """Who was given a rep's report last."""
        waits(lambda: rep in dict(self.made()))
        return dict(self.made())[rep]

    def stop(self) -> None:
        """Kills all of it; what workers have started ends by itself then, and tidies up."""
        started = [child for process in self.processes.values() for child in descendants.descendants(process.pid)]
        for process in self.processes.values():
            process.kill()
            process.wait()
        waits(lambda: not [child for child in started if Path(f"/proc/{child}").exists()])


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Machines that are not started yet."""
    if not descendants.safe():
        pytest.skip("processes are looked after on Linux only")
    made = Machines(tmp_path / "machines")
    made.folder.mkdir()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI of one's own, a file that workers do not have, whose reports can be made to wait."""
    kpi = tmp_path_factory.mktemp("kpi") / "gated.py"
    source = (Path(st.__file__).parent / "kpis" / "win_rate" / "__init__.py").read_text(encoding="utf-8")
    head, future, rest = source.partition("from __future__ import annotations\n")
    kpi.write_text(head + future + PREAMBLE + rest.replace('name="win_rate"', 'name="gated"'), encoding="utf-8")
    return kpi


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of a few reps as a folder of exports."""
    from salestoolkit.cli.app import main

    folder = tmp_path_factory.mktemp("little")
    with pytest.raises(SystemExit):
        main(["demo", str(folder), "--reps", "5", "--months", "12"])
    return folder
