"""Meeting sheets of a batch: a page for each rep, in manifest and index, made of the rep's extract alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.generate.notebooks import text
from salestoolkit.reports.batch import Run
from salestoolkit.reports.page.index import Entry, render_index
from salestoolkit.reports.plan import Order, plan
from salestoolkit.reports.publish.manifest import damaged
from salestoolkit.reports.purging import purge
from salestoolkit.reports.rep.extract import extracts
from salestoolkit.reports.rep.focus import Focus
from salestoolkit.reports.rep.sheet import NUMBERS, Sheet
from salestoolkit.words.text import say

KPIS = ("win_rate", "monthly_sales")


@pytest.fixture(scope="module")
def small() -> st.SalesData:
    return st.demo(reps=4, months=12, lang="en")


@pytest.fixture(scope="module")
def run(small: st.SalesData, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("sheets")
    return st.report(
        small,
        to=folder,
        pages=st.Pages(kpis=KPIS, lang="en", sheets=True),
        execution=st.Execution(jobs=2, progress=False),
    )


@pytest.mark.slow
def test_each_rep_has_a_review_and_a_sheet_that_the_manifest_knows(run: Run) -> None:
    folder = run.index.parent
    held = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["reports"]

    kinds = [(report["kind"], report["id"]) for report in held]
    assert kinds == [
        ("team", ""),
        *(("rep", f"R0{i}") for i in range(1, 5)),
        *(("sheet", f"R0{i}") for i in range(1, 5)),
    ]
    assert damaged(folder) == (9, [])
    index = run.index.read_text(encoding="utf-8")
    assert index.count("<tr class=") == 4
    for report in held[5:]:
        assert report["file"].startswith("sheets/")
        assert f'href="./{report["file"]}"' in index


@pytest.mark.slow
def test_a_sheet_tells_of_its_rep_and_names_nobody_else(run: Run, small: st.SalesData) -> None:
    names = [name for (name,) in small.connection.execute("SELECT name FROM reps").fetchall()]
    for outcome in run.outcomes[5:]:
        page = (run.index.parent / outcome.task.page).read_text(encoding="utf-8")
        assert f"<h1>Meeting sheet: {outcome.task.name}</h1>" in page
        assert say("sheet.notes", "en") in page
        assert "index.html" not in page
        assert [name for name in names if name in page] == [outcome.task.name]


def test_a_review_holds_what_is_for_the_rep_alone(small: st.SalesData) -> None:
    told = text("rep_review")
    for extract in extracts(small, KPIS):
        own = Focus(extract, "en").own
        for part in ("goals", "progress", "findings", "agreements", "recovery", "questions"):
            assert f"{part} = focus.own.{part}" in told
            assert getattr(own, part).heading.text.startswith(say(f"review.own_{part}.title", "en"))
        assert all(row["item"] in own.recovery.listing.text for row in extract.matters.recover)


def test_a_review_of_chosen_kpis_holds_these_alone() -> None:
    told = text("rep_review", KPIS)
    assert "focus.own" not in told
    assert all(f'focus.on(\\"{kpi}\\")' in told for kpi in KPIS)


@pytest.mark.slow
def test_purge_removes_sheets_too(small: st.SalesData, tmp_path: Path) -> None:
    run = st.report(
        small,
        to=tmp_path / "x",
        pages=st.Pages(kpis=["win_rate"], each="team", sheets=True),
        execution=st.Execution(jobs=2, progress=False),
    )

    assert {outcome.task.kind for outcome in run.outcomes} == {"team", "sheet"}
    assert run.index.read_text(encoding="utf-8").count(say("sheet.title", "en", rep="").strip()) == 4
    purge(tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_sheets_are_planned_only_when_they_are_ordered(small: st.SalesData, tmp_path: Path) -> None:
    kinds = {}
    for name, order in {"both": Order(kpis=("win_rate",), sheets=True), "plain": Order(kpis=("win_rate",))}.items():
        (tmp_path / name).mkdir()
        kinds[name] = [task.kind for task in plan(small, order, tmp_path / name)]
    assert kinds == {"both": ["team", *["rep"] * 4, *["sheet"] * 4], "plain": ["team", *["rep"] * 4]}


def test_the_index_says_which_sheet_is_missing() -> None:
    made = Entry("Ani", path="reps/a.html", sheet=Entry("Ani", path="sheets/a.html", pdf="sheets/a.pdf"))
    missing = Entry("Budi", path="reps/b.html", sheet=Entry("Budi", path="sheets/b.html", status="timeout"))

    page = render_index([made, missing], title="x", lang="en")

    assert 'href="./sheets/a.html">meeting sheet</a>' in page
    assert 'href="./sheets/a.pdf">meeting sheet PDF</a>' in page
    assert "sheets/b.html" not in page
    assert "sheet: ran out of time" in page


def test_a_sheet_has_the_key_numbers_first_and_at_most_six(demo_sales: st.SalesData) -> None:
    sheet = st.focus_on("R03", demo_sales).sheet

    assert isinstance(sheet, Sheet)
    titles = sheet.numbers.html.split('card-title">')[1:]
    assert len(titles) == NUMBERS
    assert titles[0].startswith(st.definition("monthly_sales").title_in("id"))
    assert sheet.goals.text.count("\n- ") == 2
    assert len(sheet.questions.text.splitlines()) == 1 + 3
    assert 'class="ticks"' in sheet.recover.html
