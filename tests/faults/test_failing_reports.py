"""A notebook that dies, hangs or floods costs its own report and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from faults.conftest import Batch

pytestmark = pytest.mark.fault

KILLED = ("R01", "R02")
FAULTS = {
    "R01": ("kill", "failed", r"cell \d+: .*killed by SIGKILL"),
    "R02": ("segfault", "failed", r"cell \d+: .*killed by SIGSEGV"),
    "R03": ("exit", "failed", r"cell \d+: .*ended by itself with exit code 0"),
    "R04": ("sys.exit", "failed", r"cell \d+: OwnFault: fragile\.py: reading it asked the program to exit"),
    "R05": ("hang", "timeout", r"cell \d+: still running after 12 s"),
    "R06": ("flood", "failed", r"cell \d+: more than 10 MB of output in one cell"),
    "R07": ("raise", "failed", r"cell \d+: OwnFault: fragile\.py, line \d+: reading it: .*nobody"),
    "R08": ("stop", "timeout", r"cell \d+: still running after 12 s"),
}


ALL, ONE_PROCESS = tuple(FAULTS), ("R01", "R03", "R04", "R05", "R06")


@pytest.mark.parametrize(("engine", "hit"), [("warm", ALL), ("inprocess", ONE_PROCESS)])
def test_each_fault_is_told_in_one_line_and_the_others_are_made(
    batch: Batch, good: Path, engine: str, hit: Sequence[str]
) -> None:
    shutil.copytree(good, batch.to)
    before = batch.pages
    faults = ",".join(f"{rep}={FAULTS[rep][0]}" for rep in hit)
    code, complaint = batch.run(faults, "--fresh", "--engine", engine, "--cell-limit", "12", "--jobs", "4")

    assert (code, len(complaint.splitlines())) == (3, 1), complaint
    assert complaint.startswith(f"salestoolkit: {len(hit)} of 10 reports failed, first reps/"), complaint
    for rep in hit:
        told, (_, status, error) = batch.reports[rep], FAULTS[rep]
        assert (told["status"], bool(re.match(error, told["error"]))) == (status, True), told
        assert (told["sha256"], told["attempts"]) == ("", 2 if rep in KILLED else 1), told
    assert {told["status"] for rep, told in batch.reports.items() if rep not in hit} == {"done"}
    # What failed was published once, and that stays as it was.
    assert batch.pages == before


def test_a_second_run_makes_only_what_is_missing_damaged_or_changed(batch: Batch, good: Path) -> None:
    shutil.copytree(good, batch.to)
    gone, damaged, *kept = sorted(batch.to.glob("reps/*.html"))
    before = batch.pages
    gone.unlink()
    damaged.write_bytes(damaged.read_bytes().replace(b"<body>", b"<body >"))
    written = {path: path.stat().st_mtime_ns for path in kept}

    assert batch.run() == (0, "")
    assert {path: path.stat().st_mtime_ns for path in kept} == written
    assert batch.pages == before
