"""Runs the command line as users do, and makes one small company for all tests of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from salestoolkit.cli.app import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line of an error; fails when there is more than that."""
        lines = self.err.splitlines()
        assert (len(lines), self.out) == (1, ""), self
        assert lines[0].startswith("salestoolkit: ")
        return lines[0].removeprefix("salestoolkit: ")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command line in this process: ``cli("kpi", "win_rate", folder)``."""

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        code = stopped.value.code
        assert isinstance(code, int)
        return Done(code, written.out, written.err)

    return run


@pytest.fixture
def process() -> Callable[..., Done]:
    """The command line in a process of its own, as ``python -m salestoolkit``."""

    def run(*arguments: str | Path, code: str = "", cwd: Path = ROOT) -> Done:
        program = ["-c", code] if code else ["-m", "salestoolkit"]
        command = [sys.executable, *program, *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo company as a folder, written by the command line itself."""
    folder = tmp_path_factory.mktemp("company")
    with pytest.raises(SystemExit) as stopped:
        main(["demo", str(folder), "--reps", "8", "--months", "12"])
    assert stopped.value.code == 0
    return folder
