"""Reports that kill their process are set aside after the second time; a run in which too many fail ends early."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import small_batch
from faults.conftest import Batch

import salestoolkit as st
from salestoolkit.cli.report import Bounds as Options
from salestoolkit.reports.run import workers
from salestoolkit.reports.run.workers import FEW, Limits

pytestmark = pytest.mark.fault

KILL = "import os, signal; rep {} and os.kill(os.getpid(), signal.SIGKILL)"
FAIL = "assert not (rep {})"


def test_a_report_that_dies_twice_is_set_aside_and_the_batch_goes_on(batch: Batch) -> None:
    made = small_batch.run(batch.to, 5, KILL.format("== 'R02'"))

    poisoned = [outcome for outcome in made if outcome.status == "failed"]
    assert [(outcome.task.identity, outcome.attempts) for outcome in poisoned] == [("R02", 2)]
    assert re.fullmatch(r"cell 3: .*killed by SIGKILL .*; it died twice and is set aside", poisoned[0].error)
    assert len(batch.pages) == 4


def test_the_options_of_the_command_are_the_limits_of_its_run() -> None:
    limits = Options(memory_limit=600, stop_at=30, cell_limit=5).limits
    assert (limits.memory, limits.stop_at, limits.cell) == (600 << 20, 30, 5)
    assert Options().limits == Limits()


def test_few_failures_never_stop_a_run(batch: Batch) -> None:
    made = small_batch.run(batch.to, FEW + 5, FAIL.format(f"< 'R{FEW - 1:02}'"), limits=Limits(stop_at=1))
    assert sorted(outcome.status for outcome in made) == ["done"] * 6 + ["failed"] * (FEW - 1)


def test_a_run_in_which_too_many_fail_ends_early(batch: Batch) -> None:
    made = small_batch.run(batch.to, 60, FAIL.format("> 'R04'"), limits=Limits(stop_at=40))
    failed = [outcome for outcome in made if outcome.status == "failed"]
    assert FEW <= len(failed) == len(made) - 5 < 20
    assert json.loads((batch.to / "manifest.json").read_text(encoding="utf-8"))["failed"] == len(failed)


def test_a_run_that_ended_early_says_so_in_one_line_and_keeps_older_pages(
    batch: Batch, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(good, batch.to)
    before = batch.pages
    monkeypatch.setattr(workers, "FEW", 3)
    for name, value in batch.environment(",".join(f"R0{rep}=raise" for rep in range(1, 10))).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(st.ReportsFailed) as caught:
        st.report(
            st.load(batch.company, lang="en"),
            to=batch.to,
            pages=st.Pages(kpis=[str(batch.kpi)]),
            execution=st.Execution(jobs=1, progress=False, fresh=True, engine="inprocess", limits=Limits(stop_at=50)),
        )

    early = r"Too many failed, so the run stopped early and did not try 6 \(--stop-at\)"
    assert re.fullmatch(early + r": 3 of 4 reports failed, first reps/.*", str(caught.value))
    assert [report["error"] for report in batch.reports.values() if not report["attempts"]] == [
        "not tried, because too many others failed"
    ] * 6
    assert batch.pages == before
