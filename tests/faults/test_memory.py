"""A report that takes more memory than its share fails by itself, and says so; a database in it knows its share too."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from faults.conftest import ROOT, Batch

from salestoolkit.reports.machine import memory

pytestmark = pytest.mark.fault

IN_A_LIMITED_PROCESS = """
from salestoolkit.data.database import connect
from salestoolkit.reports.machine import memory
memory.keep_to(1 << 30, 3)
print(*connect("Asia/Jakarta").execute("SELECT current_setting('threads'), current_setting('memory_limit')").fetchone())
try:
    bytearray(2 << 30)
except MemoryError:
    print("refused")
"""


@pytest.mark.parametrize("engine", ["warm", "inprocess"])
def test_a_report_that_takes_too_much_memory_fails_alone(batch: Batch, good: Path, engine: str) -> None:
    shutil.copytree(good, batch.to)
    before = batch.pages
    hit = ("R01", "R02")
    code, complaint = batch.run("R01=memory,R02=gobble", "--fresh", "--memory-limit", "600", "--engine", engine)

    assert (code, len(complaint.splitlines())) == (3, 1), complaint
    for rep in hit:
        told = batch.reports[rep]
        assert (told["status"], told["attempts"]) == ("failed", 1), told
        assert re.fullmatch(r"cell \d+: MemoryError:.* \(a report may hold 600 MB: --memory-limit\)", told["error"])
    assert {told["status"] for rep, told in batch.reports.items() if rep not in hit} == {"done"}
    assert batch.pages == before


def test_a_database_takes_the_memory_and_the_threads_of_its_report() -> None:
    command = [sys.executable, "-c", IN_A_LIMITED_PROCESS]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split("\n")[:2] == ["3 512.0 MiB", "refused"]


def test_reports_made_at_once_share_four_fifths_of_the_machine() -> None:
    assert memory.machine() > memory.LEAST
    assert 4 * memory.share(4) == pytest.approx(memory.machine() * memory.SHARE, abs=4)
    assert memory.share(10**6) == memory.LEAST
