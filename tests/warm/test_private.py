"""Private folders: those that a crash left are removed, whoever else does the same at the same time."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from salestoolkit.reports.warm.private import private_folder


def test_runs_that_begin_at_once_remove_what_dead_ones_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    command = [sys.executable, "-c", "import os; print(os.getpid())"]
    dead = subprocess.run(command, capture_output=True, text=True, check=True)
    left = [tmp_path / f"salestoolkit-{int(dead.stdout)}-{n}" for n in range(200)]
    for folder in left:
        folder.mkdir()
        (folder / "kernel.json").write_text("key")

    with ThreadPoolExecutor(8) as executor:
        made = list(executor.map(lambda _: private_folder(), range(32)))

    assert set(tmp_path.iterdir()) == set(made)
    assert len(set(made)) == 32
