"""A run says how far it is: lines in a log, now and then, with the rate and the time left; a summary at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.reports.batch import Run
from salestoolkit.reports.machine.progress import Lines, Pace, progress
from salestoolkit.reports.rep.extract import extracts
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Make, Outcome, Workers
from salestoolkit.reports.summary import rows, summary
from salestoolkit.review.one_to_one.rep_rows import PARTS
from salestoolkit.words.text import say


def lines(now: list[float], total: int, done: int = 0, **about: Any) -> Lines:
    """Lines by a clock of the test's own."""
    return Lines(Pace(total, done, "en", clock=lambda: now[0], **about))


def test_a_log_gets_a_line_every_fifteen_seconds_with_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    told = lines(now, 1000, 400)
    for _ in range(100):
        now[0] += 0.5
        told.step()
    assert capsys.readouterr().err.splitlines() == [
        "430 of 1,000 reports, 120 a minute, about 4.8 minutes left",
        "460 of 1,000 reports, 120 a minute, about 4.5 minutes left",
        "490 of 1,000 reports, 120 a minute, about 4.3 minutes left",
    ]


def test_a_time_left_needs_some_that_are_done_and_some_that_are_not_begun(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = [0.0]
    told = lines(now, 9, at_once=2)
    for _ in range(8):
        now[0] += 20
        told.step()
    said = capsys.readouterr().err.splitlines()
    assert [" left" in line for line in said] == [False] * 4 + [True] * 2 + [False] * 2
    assert said[4] == "5 of 9 reports, 3 a minute, about 1.3 minutes left"
    # the last two are both begun: that they take as long as the others is not known
    assert said[6:] == ["7 of 9 reports, 3 a minute", "8 of 9 reports, 3 a minute"]


def test_while_one_is_overtaken_nobody_knows_how_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    told = lines(now, 100)
    for held_up in [False] * 20 + [True] * 20 + [False] * 20:
        now[0] += 16
        told.step(held_up)
    said = capsys.readouterr().err.splitlines()
    assert [" left" in line for line in said[4:]] == [True] * 16 + [False] * 20 + [True] * 20


def test_parts_that_are_not_alike_are_counted_and_not_timed(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    told = lines(now, 12, unit="part")
    for _ in range(8):
        now[0] += 16
        told.step()
    assert capsys.readouterr().err.splitlines()[-1] == "8 of 12 parts"


@pytest.mark.parametrize("lang", st.languages())
def test_a_bar_is_full_when_all_is_done_and_not_before(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)
    with progress(1000, 998, lang) as step:
        step()
        early = capsys.readouterr().err
        step()
    last = capsys.readouterr().err
    assert "100%" not in early
    assert "999/1000" in early or "998/1000" in early
    assert "100%" in last.rpartition("\r")[2]
    assert " left" not in early + last


def test_a_report_that_the_others_overtake_is_known_to_take_long(tmp_path: Path) -> None:
    told: list[bool] = []

    class Side(Workers):
        @contextmanager
        def executor(self, private: Path) -> Iterator[tuple[Executor, Make]]:
            def make(task: Task) -> Outcome:
                while task.identity == "first" and len(told) < 11:
                    sleep(0.01)
                return Outcome(task)

            with ThreadPoolExecutor(2) as pool:
                yield pool, make

    @contextmanager
    def heard(*_: Any, **__: Any) -> Iterator[Callable[..., object]]:
        yield lambda held_up=False: told.append(held_up)

    tasks = [outcome(name).task for name in ("first", *map(str, range(11)))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("salestoolkit.reports.run.workers.progress", heard)
        assert len(list(Side(jobs=2).make(tasks, tmp_path, 12))) == 12
    assert told == [False] * 6 + [True] * 5 + [False]


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

    monkeypatch.setattr("salestoolkit.reports.rep.extract.progress", heard)
    sales = st.demo(reps=4, months=4, leads_per_rep_month=4)
    for shown, talks in (("id", True), ("", False)):
        steps.clear()
        assert len(list(extracts(sales, ["win_rate", "average_deal_size"], talks=talks, shown=shown))) == 4
        # in a team of four each is computed of the rep's own rows alone
        parts = 4 * (2 + PARTS if talks else 2)
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
        outcome("e", status="partial", error="goals: KeyError: x", seconds=0.5),
    )
    about = summary(Run(tmp_path / "index.html", outcomes, ({"file": "reports.zip"},), 7.5, {"reps/a.html": "no"}))
    assert about == {
        "schema": 1,
        "index": str(tmp_path / "index.html"),
        "reports": 5,
        "made": 2,
        "kept": 1,
        "partial": 1,
        "failed": 1,
        "seconds": 7.5,
        "slowest": {"file": "reps/b.html", "seconds": 4.5},
        "peak_mib": 120.0,
        "copies": ["reports.zip"],
        "failures": [
            {"file": "reps/c.html", "status": "failed", "error": "cell 2: KeyError: x"},
            {"file": "reps/e.html", "status": "partial", "error": "goals: KeyError: x"},
            {"file": "reps/a.pdf", "status": "failed", "error": "no"},
        ],
    }
    assert dict(rows(about, "en"))["Lacking a section"] == "1"
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
