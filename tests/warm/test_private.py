"""Private folders: those that a crash left are removed, whoever else does the same at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from salestoolkit.data.private_folder import private_folder


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


def test_what_an_earlier_process_of_the_same_number_left_is_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"salestoolkit-{os.getpid()}-{'x' * 8}"
    left.mkdir()

    first, second = private_folder(), private_folder()

    assert set(tmp_path.iterdir()) == {first, second}


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed so there")
def test_what_a_load_that_was_killed_left_goes_with_the_next(tmp_path: Path) -> None:
    code = "import os, signal, salestoolkit as st; s = st.demo(reps=4, months=1); os.kill(os.getpid(), signal.SIGKILL)"
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    (left,) = [path for path in tmp_path.iterdir() if path.name.startswith("salestoolkit-")]

    subprocess.run([sys.executable, "-c", code.partition("; os")[0]], env=environment, check=True)

    assert not left.exists()
