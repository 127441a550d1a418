"""``report``: ends with the path of the index, and says with 3 that some reports failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.slow
def test_report_ends_with_the_path_of_the_index(
    process: Callable[..., Any], company: Path, tmp_path: Path
) -> None:
    which = ("--each", "team", "--kpi", "win_rate,monthly_sales")
    options = (*which, "--from", "2023-04-01", "--lang", "en", "--quiet")
    done = process("report", company, "--to", tmp_path / "out", *options)
    index = tmp_path / "out" / "index.html"
    assert (done.code, done.out, done.err) == (0, f"{index}\n", "")
    assert '<html lang="en"' in index.read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kpis"] == ["win_rate", "monthly_sales"]
    assert manifest["period"] == {"start": "2023-04-01", "end": None}


@pytest.mark.slow
def test_reports_that_fail_are_one_line_and_3(
    cli: Callable[..., Any], process: Callable[..., Any], company: Path, tmp_path: Path
) -> None:
    cli("new", "mine", "--to", tmp_path)
    own = tmp_path / "mine.py"
    broken = own.read_text(encoding="utf-8").replace("shows=(", "derive=lambda frame: 1 / 0,\n    shows=(")
    own.write_text(broken, encoding="utf-8")
    done = process("report", company, "--to", tmp_path / "out", "--each", "team", "--kpi", own, "--quiet")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines()[-1].startswith("salestoolkit: 5 of 5 reports failed")
    assert "ZeroDivisionError" in done.err.splitlines()[-1]


def test_a_folder_that_cannot_be_written_is_said_before_any_work(
    cli: Callable[..., Any], company: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = cli("report", company, "--to", tmp_path / "file" / "out")
    assert (done.code, str(tmp_path / "file") in done.complaint) == (74, True)
