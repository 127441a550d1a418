"""A run says how far it is: lines in a log, now and then, with the rate and the time left; a summary at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.reports.batch import Run
from salestoolkit.reports.extract import extracts
from salestoolkit.reports.progress import Lines, progress
from salestoolkit.reports.running import Outcome
from salestoolkit.reports.summary import rows, summary
from salestoolkit.reports.work import Task
from salestoolkit.review.matters import PARTS
from salestoolkit.words.text import say


def test_a_log_gets_a_line_every_fifteen_seconds_with_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    lines = Lines(1000, 400, "en", lambda: now[0])
    for _ in range(100):
        now[0] += 0.5
        lines.step()
    assert capsys.readouterr().err.splitlines() == [
        "430 of 1,000, 120 a minute, about 4.8 minutes left",
        "460 of 1,000, 120 a minute, about 4.5 minutes left",
        "490 of 1,000, 120 a minute, about 4.3 minutes left",
    ]


def test_without_a_terminal_there_is_no_bar_and_what_is_quiet_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    for wanted in (True, False):
        with progress(3, 0, "id", wanted) as step:
            step()
    assert capsys.readouterr() == ("", "")


def test_planning_says_how_many_parts_of_the_numbers_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    @contextmanager
    def heard(total: int, done: int, lang: str, wanted: bool, unit: str) -> Iterator[Callable[[], object]]:
        steps.append(f"{total} {say(f'progress.{unit}', lang)}, {'shown' if wanted else 'silent'}")
        yield lambda: steps.append("done")

    monkeypatch.setattr("salestoolkit.reports.extract.progress", heard)
    sales = st.demo(reps=4, months=4, leads_per_rep_month=4)
    for shown, talks in (("id", True), ("", False)):
        steps.clear()
        assert len(list(extracts(sales, ["win_rate", "average_deal_size"], talks=talks, shown=shown))) == 4
        parts = 2 + PARTS if talks else 2
        assert steps == [f"{parts} bagian, {'shown' if shown else 'silent'}", *["done"] * parts]


def outcome(page: str, **about: object) -> Outcome:
    task = Task("rep", page, page, "", Path("x.ipynb"), {}, f"reps/{page}.html", page, "en")
    return Outcome(task, **about)  # type: ignore[arg-type]


def test_the_summary_counts_and_names_what_was_slowest(tmp_path: Path) -> None:
    outcomes = (
        outcome("a", seconds=1.25, peak_mib=90.5),
        outcome("b", seconds=4.5, peak_mib=120.0),
        outcome("c", status="failed", error="cell 2: KeyError: x", seconds=0.5),
        outcome("d", seconds=99.0, peak_mib=500.0, kept=True),
    )
    about = summary(Run(tmp_path / "index.html", outcomes, ({"file": "reports.zip"},), 7.5, {"reps/a.html": "no"}))
    assert about == {
        "schema": 1,
        "index": str(tmp_path / "index.html"),
        "reports": 4,
        "made": 2,
        "kept": 1,
        "failed": 1,
        "seconds": 7.5,
        "slowest": {"file": "reps/b.html", "seconds": 4.5},
        "peak_mib": 120.0,
        "copies": ["reports.zip"],
        "failures": [
            {"file": "reps/c.html", "status": "failed", "error": "cell 2: KeyError: x"},
            {"file": "reps/a.pdf", "status": "failed", "error": "no"},
        ],
    }
    assert dict(rows(about, "id"))["Paling lama"] == "4,5 detik, reps/b.html"
    assert dict(rows(about, "en"))["Most memory"] == "120 MiB"


def test_a_run_that_kept_all_has_no_slowest(tmp_path: Path) -> None:
    about = summary(Run(tmp_path / "index.html", (outcome("a", kept=True),)))
    assert (about["slowest"], about["made"], about["kept"]) == (None, 0, 1)
    assert [term for term, _ in rows(about, "en")] == ["Reports", "Made", "Kept", "Failed", "Time taken"]


def test_on_a_terminal_there_is_a_bar_with_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress(4, 2, "en") as step:
        step()
        step()
    last = capsys.readouterr().err.rpartition("\r")[2]
    assert "4/4 [" in last
    assert " reports" in last
