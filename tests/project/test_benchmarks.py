"""The benchmarks run; what they measure is not a test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_benchmarks_print_json() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--json", "--leads", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    held = json.loads(done.stdout)
    assert held["engine"]["deals"] > 0
    assert all(seconds > 0 for seconds in held["startup"].values())


@pytest.mark.slow
@pytest.mark.parametrize("way", ["warm_2", "floor"])
def test_the_benchmark_of_batches_measures_a_way(way: str) -> None:
    command = [sys.executable, "-m", "benchmarks.batch", "--way", way, "--reports", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert all(seconds > 0 for seconds in json.loads(done.stdout.splitlines()[-1]).values())


@pytest.mark.slow
def test_two_hundred_kernels_start_without_a_failure_and_nothing_grows() -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--starts", "200", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    held = json.loads(done.stdout)
    assert (held["failed"], held["tried_again"]) == (0, 0)
    assert max(held["runner_kb_per_start"], held["warm_kb_per_start"]) < 50
    for what in ("runner_files", "warm_files", "processes"):
        assert held[f"{what}_after"] == held[f"{what}_halfway"]
    assert held["processes_after"] == 1
