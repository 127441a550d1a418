"""The benchmark of coverage runs and prints what the page on statistics shows; how much is covered is its business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_benchmark_of_coverage_prints_json_and_the_page_has_its_lines() -> None:
    command = [sys.executable, "-m", "benchmarks.coverage", "--json", "--runs", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    assert [row for row in rows if f"| {row['what']} | {row['design']} |" not in page] == []
    assert all(0 <= row["percent"] <= 100 for row in rows)
