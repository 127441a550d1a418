"""Runs real batches with real kernels, breaks them, and checks what must hold however a run ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import pytest

import salestoolkit as st
from salestoolkit.reports.machine import descendants
from salestoolkit.reports.publish.manifest import damaged

ROOT = Path(__file__).resolve().parents[2]
TAG, FAULTS = "SALESTOOLKIT_TEST_TAG", "SALESTOOLKIT_TEST_FAULTS"
PATIENCE = 60

# Runs where a KPI of one's own is loaded inside a notebook: what each rep's report comes to, once faults are asked for.
PREAMBLE = """
import builtins, ctypes, os, re, signal, subprocess, sys, time

def _trouble(kind):
    if kind == "kill": os.kill(os.getpid(), signal.SIGKILL)
    if kind == "segfault": ctypes.string_at(0)
    if kind == "exit": os._exit(0)
    if kind == "sys.exit": sys.exit(0)
    if kind == "hang": signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(300)
    if kind == "stop": os.kill(os.getpid(), signal.SIGSTOP)
    if kind == "flood":
        while True: print("x" * 10_000)
    if kind == "memory": bytearray(6 << 30)
    if kind == "gobble": held = [bytearray(b"x" * (1 << 20)) for _ in range(6000)]
    if kind == "raise": raise KeyError("nobody")
    if kind == "wait":
        while not os.path.exists(os.environ["SALESTOOLKIT_TEST_FLAG"]): time.sleep(0.01)
    if kind == "spin":
        subprocess.Popen(["sleep", "300"], start_new_session=True)
        open(os.environ["SALESTOOLKIT_TEST_FLAG"], "w").close()
        re.match(r"(a+)+$", "a" * 64 + "b")  # holds the interpreter's lock for years

if hasattr(builtins, "get_ipython"):
    for pair in filter(None, os.environ.get("SALESTOOLKIT_TEST_FAULTS", "").split(",")):
        rep, kind = pair.split("=")
        if builtins.get_ipython().user_ns.get("rep") == rep: _trouble(kind)
"""


@dataclass
class Batch:
    """One folder of reports, and the command that fills it."""

    company: Path
    kpi: Path
    to: Path
    tag: str = field(default_factory=lambda: uuid4().hex)
    within: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    def begin(self, faults: str = "", *options: str) -> subprocess.Popen[str]:
        """Starts the command; ``faults`` names reps and what befalls them: ``R01=kill,R02=hang``."""
        which = ("--kpi", str(self.kpi), "--lang", "en", "--quiet", "--to", str(self.to))
        command = [sys.executable, "-m", "salestoolkit", "report", str(self.company), *which, *options]
        command = [*self.within, *command]
        return subprocess.Popen(command, env=self.environment(faults), cwd=ROOT, stdout=-1, stderr=-1, text=True)

    def environment(self, faults: str = "") -> dict[str, str]:
        """That of the command: its processes can be found by it."""
        about = {TAG: self.tag, FAULTS: faults, "SALESTOOLKIT_TEST_FLAG": str(self.flag), "PYTHONPATH": str(ROOT)}
        return os.environ | about | self.more

    def run(self, faults: str = "", *options: str) -> tuple[int, str]:
        """Runs the command to its end while somebody reads along; exit code and standard error."""
        process = self.begin(faults, *options)
        while process.poll() is None:
            self.check_whole()
            time.sleep(0.05)
        code, complaint = process.returncode, process.communicate()[1]
        self.check(process.pid)
        return code, complaint

    @property
    def flag(self) -> Path:
        """Appears when a cell spins; a test makes it to let go of cells that wait, before which no run can be over."""
        return self.to.parent / "flag"

    @property
    def reports(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of each report, by the rep's id."""
        held = json.loads((self.to / "manifest.json").read_text(encoding="utf-8"))
        return {report["id"]: report for report in held["reports"]}

    @property
    def pages(self) -> dict[str, bytes]:
        """The pages of reps as they lie there, by name."""
        return {path.name: path.read_bytes() for path in self.to.glob("reps/*.html")}

    def processes(self) -> list[int]:
        """Living processes that came of the command, whoever their parent is now."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                ours = f"{TAG}={self.tag}".encode() in (path / "environ").read_bytes()
                if ours and (path / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                    found.append(int(path.name))
            except OSError:
                continue
        return found

    def check_whole(self) -> None:
        """Whatever can be read is whole."""
        for path in (*self.to.glob("*.html"), *self.to.glob("reps/*.html")):
            assert path.read_bytes().rstrip().endswith(b"</html>"), path
        if (self.to / "manifest.json").exists():
            json.loads((self.to / "manifest.json").read_bytes())

    def check(self, runner: int, *, killed: bool = False) -> None:
        """What holds soon after a run, however it ended: the invariants of every test here.

        That is two seconds at most, measured; a slow machine is given more, and what is left for good outlives that.
        """
        end = time.monotonic() + PATIENCE
        while (living := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        assert living == []
        self.check_whole()
        left = list(Path(gettempdir()).glob(f"salestoolkit-{runner}-*"))
        if killed:  # where its database would have spilled goes with the next run; nothing may lie there
            left = [path for folder in left for path in folder.iterdir()]
        assert not left, "sockets or keys are left"
        assert killed or not [path for path in self.to.rglob(".*") if path.name != ".journal.jsonl"]
        if (self.to / "manifest.json").exists() and not (self.to / ".journal.jsonl").exists():
            for report in self.reports.values():
                if report["status"] == "done":
                    assert sha256((self.to / report["file"]).read_bytes()).hexdigest() == report["sha256"]
        if (self.to / "manifest.json").exists() and not killed:
            assert damaged(self.to)[1] == []


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small company as a folder of exports."""
    folder = tmp_path_factory.mktemp("company")
    from salestoolkit.cli.app import main

    with pytest.raises(SystemExit):
        main(["demo", str(folder), "--reps", "9", "--months", "6"])
    return folder


@pytest.fixture(scope="session")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KPI of one's own that can be told to break."""
    kpi = tmp_path_factory.mktemp("kpi") / "fragile.py"
    source = (Path(st.__file__).parent / "kpis" / "win_rate" / "__init__.py").read_text(encoding="utf-8")
    head, future, rest = source.partition("from __future__ import annotations\n")
    kpi.write_text(head + future + PREAMBLE + rest.replace('name="win_rate"', 'name="fragile"'), encoding="utf-8")
    return kpi


@pytest.fixture
def batch(company: Path, fragile: Path, tmp_path: Path) -> Iterator[Batch]:
    """A batch whose only KPI can be told to break."""
    if not descendants.safe():
        pytest.skip("processes are looked after on Linux only")
    made = Batch(company, fragile, tmp_path / "out")
    yield made
    for process in made.processes():
        descendants.kill(process)


@pytest.fixture(scope="session")
def good(company: Path, fragile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a run filled without any fault: copy it."""
    made = Batch(company, fragile, tmp_path_factory.mktemp("good") / "out")
    assert made.run() == (0, "")
    assert len(made.pages) == 9
    return made.to


@pytest.fixture
def until() -> Callable[[Callable[[], Any]], None]:
    """Waits until something is so."""

    def wait(so: Callable[[], Any]) -> None:
        end = time.monotonic() + 5 * PATIENCE
        while not so():
            assert time.monotonic() < end, "it never came to that"
            time.sleep(0.02)

    return wait
