"""A disk that is full, or fills up while a run writes, costs no older report and leaves no part of a new one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faults.conftest import Batch

pytestmark = pytest.mark.fault

BLOCK = 512


def as_much_as_a_reps_page(good: Path) -> tuple[str, ...]:
    """Lets a file be larger than every rep's page, and smaller than the review of the team."""
    largest = max(page.stat().st_size for page in (good / "reps").glob("*.html"))
    blocks = (largest + (good / "team_review.html").stat().st_size) // 2 // BLOCK
    return ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")


def tells_of_room(complaint: str) -> bool:
    """Whether it says so: the disk was full when something was written, or had too little for what was to come."""
    return "The disk is full: " in complaint or " MB free, and " in complaint


def _mounted(place: Path, megabytes: float) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    size = f"size={int(megabytes * 1e6)}"
    return subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", place], capture_output=True).returncode == 0


def may_mount() -> bool:
    """Whether this user can make a small disk."""
    if os.name != "posix" or os.geteuid() or not shutil.which("mount"):
        return False
    return (
        subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0
    )


@pytest.fixture
def disk(batch: Batch) -> Iterator[Callable[[float], Batch]]:
    """Puts a batch's folder on a disk of so many megabytes."""

    def on(megabytes: float) -> Batch:
        batch.to.mkdir()
        assert _mounted(batch.to, megabytes)
        return batch

    yield on
    subprocess.run(["umount", "-l", batch.to], check=True)


def _filled(batch: Batch, good: Path) -> dict[str, bytes]:
    shutil.copytree(good, batch.to, dirs_exist_ok=True)
    return _held(batch)


def _held(batch: Batch) -> dict[str, bytes]:
    names = ("index.html", "team_review.html", "manifest.json", "rejected.csv")
    return batch.pages | {name: (batch.to / name).read_bytes() for name in names}


def test_a_page_that_finds_no_room_is_a_failure_and_the_older_one_stays(batch: Batch, good: Path) -> None:
    before = _filled(batch, good)
    batch.within = as_much_as_a_reps_page(good)
    code, complaint = batch.run("", "--fresh")

    assert (code, len(complaint.splitlines())) == (3, 1), complaint
    assert "1 of 10 reports failed, first team_review.html: OSError: [Errno 27] File too large" in complaint
    after = _held(batch)
    assert batch.reports[""]["status"] == "failed"
    assert {name for name in before if before[name] != after[name]} == {"index.html", "manifest.json"}


if may_mount():

    def test_a_run_that_will_find_no_room_is_refused_before_it_begins(
        disk: Callable[[float], Batch], good: Path
    ) -> None:
        # Room for what is there already and for what kernels read, not for pages of which nothing is known.
        sizes = [path.stat().st_size for path in good.rglob("*") if path.is_file()]
        batch = disk(sum(sizes) / 1e6 + 0.004 * len(sizes) + 0.8)
        before = _filled(batch, good)
        (batch.to / "manifest.json").unlink()
        code, complaint = batch.run("", "--fresh")

        assert (code, len(complaint.splitlines())) == (74, 1), complaint
        assert " MB free, and 10 reports need about " in complaint
        assert complaint.endswith("Free some, or choose another folder.\n")
        assert not (batch.to / "manifest.json").exists()
        shutil.copy(good / "manifest.json", batch.to)
        assert _held(batch) == before

    def test_a_disk_that_fills_up_stops_the_run_and_all_is_as_it_was(
        disk: Callable[[float], Batch], good: Path, until: Callable[[Callable[[], Any]], None]
    ) -> None:
        batch = disk(16)
        before = _filled(batch, good)
        process = batch.begin("R09=wait", "--fresh", "--jobs", "1")
        until(lambda: any(batch.to.glob(".run-*/*.extract.json")))
        with (batch.to / "filler").open("wb", buffering=0) as filler:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        filler.write(b"x" * size)
                except OSError:
                    continue
        batch.flag.touch()
        complaint = process.communicate()[1]

        assert (process.returncode, len(complaint.splitlines())) == (74, 1), complaint
        assert tells_of_room(complaint)
        batch.check(process.pid)
        assert _held(batch) == before

        code, complaint = batch.run()
        assert (code, len(complaint.splitlines()), tells_of_room(complaint)) == (74, 1, True), complaint
        assert _held(batch) == before

        (batch.to / "filler").unlink()
        assert batch.run() == (0, "")
        assert batch.pages.items() <= before.items()
