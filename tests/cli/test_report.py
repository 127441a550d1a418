"""``report``: passes its options on, ends with the path of the index, and cannot write everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.slow
def test_report_ends_with_the_path_of_the_index(process: Callable[..., Any], company: Path, tmp_path: Path) -> None:
    which = ("--each", "team", "--kpi", "win_rate")
    options = (*which, "--from", "2023-04-01", "--until", "2023-06-01", "--lang", "en", "--quiet")
    done = process("report", company, "--to", tmp_path / "out", *options)
    index = tmp_path / "out" / "index.html"
    assert (done.code, done.out, done.err) == (0, f"{index}\n", "")
    assert '<html lang="en"' in index.read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kpis"] == ["win_rate"]
    assert manifest["period"] == {"start": "2023-04-01", "end": "2023-06-01"}
    assert manifest["as_of"] == "2023-06-01T00:00:00+07:00"

    count = len(manifest["reports"])
    again = process("report", company, "--to", tmp_path / "out", *options[:-1], "--json", "--zip")
    told = json.loads(again.out)
    assert (told["index"], told["made"], told["kept"], told["failed"]) == (str(index), 0, count, 0)
    assert told["copies"] == ["reports.zip"]
    said = [line.split()[0] for line in again.err.splitlines()[:5]]
    assert said == ["Computing", "Packing", "Reports", "Made", "Kept"]

    assert process("verify", tmp_path / "out").out == f"{count} reports are as they were written.\n"
    index.with_name("team_review.html").unlink()
    refused = process("verify", tmp_path / "out")
    assert (refused.code, "team_review.html" in refused.complaint) == (1, True)
    assert process("purge", tmp_path / "out").code == 0
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_said_before_any_work(
    cli: Callable[..., Any], company: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = cli("report", company, "--to", tmp_path / "file" / "out")
    assert (done.code, str(tmp_path / "file") in done.complaint) == (74, True)


def test_one_report_is_told_of_as_one(cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for count, told in ((1, "1 report is as it was written.\n"), (2, "2 reports are as they were written.\n")):
        monkeypatch.setattr("salestoolkit.reports.publish.manifest.damaged", lambda folder, count=count: (count, []))
        assert cli("verify", tmp_path).out == told
