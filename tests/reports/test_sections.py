"""A section that fails is a note on its page and in the manifest; every other section and page is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output
from small_sales import loaded
from typer.testing import CliRunner

import salestoolkit as st
from salestoolkit.cli.app import app
from salestoolkit.generate.kpi_file import write
from salestoolkit.reports.rep import extract, piece
from salestoolkit.reports.run.sections import let_fail, mended, title_of
from salestoolkit.review.one_to_one import rep_rows
from salestoolkit.review.people.people import PEOPLE
from salestoolkit.words.errors import PartFailed
from salestoolkit.words.text import say

WIN_RATE = (Path(st.__file__).parent / "kpis" / "win_rate" / "__init__.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small() -> st.SalesData:
    return st.demo(reps=4, months=12, lang="en")


def made(small: st.SalesData, to: Path, *kpis: str, **more: Any) -> dict[str, dict[str, Any]]:
    """The manifest's entries by page, of a run in which something broke."""
    pages = st.Pages(kpis=kpis or None, **more)
    with pytest.raises(st.ReportsFailed) as caught:
        st.report(small, to=to, pages=pages, execution=st.Execution(engine="inprocess", progress=False))
    assert caught.value.exit_code == 3
    assert {outcome.status for outcome in caught.value.run.failed} == {"partial"}
    return {each["file"]: each for each in json.loads((to / "manifest.json").read_text("utf-8"))["reports"]}


@pytest.mark.slow
def test_a_kpi_that_breaks_where_it_is_told_leaves_a_note_and_everything_else_is_whole(
    small: st.SalesData, tmp_path: Path
) -> None:
    # Its own example has five deals, which do not break it: a file that breaks there is refused before any work.
    own, _ = write("breaks", tmp_path, tmp_path)
    breaks = "notes=(Note(Text(id='a', en='a'), when=lambda row: row['n'] > 10 and row['nowhere']),),\n    by=("
    text = own.read_text(encoding="utf-8").replace("by=(", breaks).replace("Measure,", "Measure, Note,")
    own.write_text(text, encoding="utf-8")
    kpi = str(own)

    held = made(small, tmp_path / "out", "cycle_length", kpi, each="team")

    team = held["team_review.html"]
    assert (team["status"], [each["section"] for each in team["broken"]]) == ("partial", ["breaks"])
    assert team["broken"][0]["error"].startswith("OwnFault: breaks.py, line ")
    assert "notes: No column is called 'nowhere'." in team["broken"][0]["error"]
    soup = BeautifulSoup((tmp_path / "out" / "team_review.html").read_text("utf-8"), "html.parser")
    assert [note.get_text() for note in soup.select(".failed")] == [say("page.section_failed", "en")]
    assert st.compute("cycle_length", small).read("en") in soup.get_text()
    assert "nowhere" not in soup.get_text()
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert say("page.status.partial", "en") in index
    assert 'href="./team_review.html"' in index
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "out")]).exit_code == 0
    (tmp_path / "out" / "team_review.html").write_text("other", encoding="utf-8")
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "out")]).exit_code != 0


@pytest.mark.slow
def test_a_part_that_breaks_in_planning_costs_its_own_section_and_is_made_by_the_next_run(
    small: st.SalesData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of Siti's")

    monkeypatch.setattr(rep_rows, "standing", broken)
    held = made(small, tmp_path / "out", "cycle_length", sheets=True)

    told = {"section": "sheet.own_goals", "error": "ZeroDivisionError: of Siti's"}
    sheets = [each for each in held.values() if each["kind"] == "sheet"]
    assert [each["broken"] for each in sheets] == [[told]] * 4
    assert {each["status"] for each in held.values() if each["kind"] != "sheet"} == {"done"}
    page = BeautifulSoup((tmp_path / "out" / sheets[0]["file"]).read_text("utf-8"), "html.parser")
    (note,) = page.select(".failed")
    assert note.find_previous("h2").get_text() == say("review.own_goals.title", "en")
    assert say("review.own_findings.title", "en") in page.get_text()
    assert "Siti's" not in page.get_text()

    monkeypatch.undo()
    again = st.report(
        small,
        to=tmp_path / "out",
        pages=st.Pages(kpis=["cycle_length"], sheets=True),
        execution=st.Execution(engine="inprocess", progress=False),
    )
    assert not again.failed
    assert {outcome.task.kind for outcome in again.outcomes if outcome.kept} == {"team"}


def test_a_file_of_one_s_own_that_fails_in_planning_costs_its_own_section(small: st.SalesData, tmp_path: Path) -> None:
    own, _ = write("breaks", tmp_path, tmp_path)
    breaks = "derive=lambda frame: frame if frame['n'].sum() < 10 else exit(),\n    by=("
    own.write_text(own.read_text(encoding="utf-8").replace("by=(", breaks), encoding="utf-8")

    for cut in extract.extracts(small, [str(own), "win_rate"], talks=False):
        assert cut.faults[str(own)].startswith("OwnFault: breaks.py: derive asked the program to exit.")
        assert [piece.failed for piece in cut.pieces] == ["OwnFault", ""]


def test_what_could_not_be_computed_is_not_told_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rep_rows, "progress", broken)
    monkeypatch.setattr(piece, "compute", broken)
    deals = [{"deal_id": str(i), "rep_id": "A", "status": "won", "closed_at": "2025-03-04"} for i in range(12)]
    sales = loaded("2025-05-01", deals=deals, reps=[{"rep_id": "A", "name": "Ani"}])

    focus = st.focus_on("A", sales, lang="en")

    with pytest.raises(PartFailed, match=r"'progress' could not be computed for the team \(ZeroDivisionError\)"):
        focus.own.progress.read()
    with pytest.raises(PartFailed, match="'win_rate' could not be computed"):
        focus.on("win_rate")
    assert focus.own.goals.read()
    assert focus.scoreboard.text == ""


@pytest.mark.slow
def test_a_page_of_which_every_section_fails_is_none(small: st.SalesData, tmp_path: Path) -> None:
    kpi = tmp_path / "breaks.py"
    text = f"{WIN_RATE}\nimport builtins\n\nif hasattr(builtins, 'get_ipython'):\n    raise KeyError('here')\n"
    kpi.write_text(text, encoding="utf-8")

    with pytest.raises(st.ReportsFailed, match=r"reports failed, first team_review\.html: cell \d+: ") as caught:
        st.report(
            small,
            to=tmp_path / "out",
            pages=st.Pages(kpis=[str(kpi)], each="team"),
            execution=st.Execution(engine="inprocess", progress=False),
        )

    assert {outcome.status for outcome in caught.value.run.failed} == {"failed"}
    assert not (tmp_path / "out" / "team_review.html").exists()


def cell(section: str, error: str = "", shown: str = "") -> Any:
    """An executed cell of a section."""
    outputs = [new_output("error", ename="ValueError", evalue=error)] if error else []
    outputs += [new_output("display_data", data={"text/html": shown})] if shown else []
    return new_code_cell("x", metadata={"salestoolkit": {"section": section}}, outputs=outputs)


def test_what_follows_from_an_error_is_not_told_and_what_was_shown_before_it_stays() -> None:
    cells = [cell("goals", shown="<h2>Goals</h2>"), cell("goals", error="first"), cell("goals", error="second")]
    notebook = new_notebook(cells=[*cells, cell("people", error="other"), cell("stages", shown="rows")])

    assert mended(notebook, "en") == [
        {"section": "goals", "error": "ValueError: first"},
        {"section": "people", "error": "ValueError: other"},
    ]
    shown = [[output.data["text/html"] for output in each.outputs] for each in notebook.cells]
    assert shown[0] == ["<h2>Goals</h2>"]
    assert shown[1] == [f'<p class="failed">{say("page.section_failed", "en")}</p>']
    assert shown[2] == []
    assert shown[3][0].startswith(f"<h2>{PEOPLE.title.to('en')}</h2>")
    assert shown[4] == ["rows"]


def test_only_sections_may_fail() -> None:
    notebook = new_notebook(cells=[new_code_cell("load"), cell("goals")])

    let_fail(notebook)

    assert [each.metadata.get("tags", []) for each in notebook.cells] == [[], ["raises-exception"]]


@pytest.mark.parametrize("lang", st.languages())
def test_a_section_has_the_title_of_its_part_or_kpi_or_none(lang: str) -> None:
    assert title_of("win_rate.trend", lang) == st.definition("win_rate.trend").title_in(lang)
    assert title_of("sheet.own_goals", lang) == say("review.own_goals.title", lang)
    assert title_of("overview", lang) == ""
