"""A batch of reports, with real kernels: complete, self-contained, and honest about what failed."""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path

import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.reports.batch import Run

pytestmark = pytest.mark.slow

KPIS = ("win_rate", "visitor_to_lead")


@pytest.fixture(scope="module")
def small() -> st.SalesData:
    return st.demo(reps=4, months=12, lang="en")


@pytest.fixture(scope="module")
def run(small: st.SalesData, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("reports")
    return st.report(
        small, to=folder, pages=st.Pages(kpis=KPIS, lang="en"), execution=st.Execution(jobs=2, progress=False)
    )


def test_every_page_is_there_and_the_manifest_tells_its_hash(run: Run) -> None:
    folder = run.index.parent
    held = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert held["done"] == len(held["reports"]) == len(run.outcomes)
    assert held["failed"] == 0
    for report in held["reports"]:
        assert sha256((folder / report["file"]).read_bytes()).hexdigest() == report["sha256"]
    assert {path.name for path in folder.iterdir()} == {
        "index.html",
        "manifest.json",
        "rejected.csv",
        "reps",
        "team_review.html",
    }


def test_the_pages_hold_the_numbers_of_compute(run: Run, small: st.SalesData) -> None:
    page = (run.index.parent / "team_review.html").read_text(encoding="utf-8")

    for kpi in KPIS:
        assert st.compute(kpi, small).read("en") in page
    assert st.definition("average_deal_size").title_in("en") not in page


def test_a_page_fetches_nothing_and_runs_nothing(run: Run) -> None:
    for path in run.index.parent.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in page
        assert "<script" not in page
        assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
        assert 'lang="en"' in page
        assert str(Path.home()) not in page.replace("~", "")


def test_a_reps_page_names_nobody_else(run: Run, small: st.SalesData) -> None:
    names = [name for (name,) in small.connection.execute("SELECT name FROM reps").fetchall()]
    for outcome in run.outcomes[1:]:
        page = (run.index.parent / outcome.task.page).read_text(encoding="utf-8")
        assert outcome.task.name in page
        assert not [name for name in names if name != outcome.task.name and name in page]


def test_each_team_gets_its_own_review(small: st.SalesData, tmp_path: Path) -> None:
    run = st.report(
        small,
        to=tmp_path,
        pages=st.Pages(kpis=["win_rate"], each="team"),
        execution=st.Execution(jobs=2, progress=False),
    )

    teams = [outcome.task.name for outcome in run.outcomes[1:]]
    assert teams == sorted(small.connection.table("reps").to_arrow_table().to_pandas()["team"].dropna().unique())
    page = (tmp_path / run.outcomes[1].task.page).read_text(encoding="utf-8")
    assert st.compute("win_rate", small, where={"team": teams[0]}).to("en").read() in page


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_folder_that_cannot_be_written_stops_the_run_before_any_work(small: st.SalesData) -> None:
    with refused(st.OutputError, match="Cannot write to /proc"):
        st.report(small, to="/proc/reports", execution=st.Execution(progress=False))


def test_where_no_fork_is_safe_reports_are_made_in_ordinary_kernels_and_that_is_said(
    small: st.SalesData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("salestoolkit.reports.warm.client.safe", lambda: False)
    run = st.report(
        small,
        to=tmp_path,
        pages=st.Pages(kpis=["win_rate"], each="team"),
        execution=st.Execution(jobs=2, progress=False),
    )

    assert not run.failed
    assert "salestoolkit: reports are made in ordinary kernels, which takes longer: " in capsys.readouterr().err


def test_a_wrong_engine_is_refused_before_any_work(small: st.SalesData, tmp_path: Path) -> None:
    with refused(st.UnknownName, match=r"No engine is called 'wram'\. Did you mean 'warm'\?"):
        st.report(small, to=tmp_path / "out", execution=st.Execution(engine="wram", progress=False))  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()
