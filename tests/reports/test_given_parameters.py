"""Whatever papermill makes of ``-p``, a notebook gives that review or one sentence that names the parameter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.generate import notebooks
from salestoolkit.reports.parameters import declared

SHARED = Path(__file__).resolve().parents[3] / "shared"
IDS = ("20000000", "007", "1e5")


@pytest.fixture(scope="module")
def numeric() -> Path:
    folder = SHARED / "cases" / "numeric_rep_ids"
    if not folder.is_dir():
        pytest.skip("../shared/cases is absent: these inputs are not part of this repository")
    return folder


@pytest.mark.parametrize("rep", IDS)
def test_a_rep_whose_id_is_a_numeral_has_a_review(numeric: Path, rep: str) -> None:
    assert rep in st.focus_on(rep, str(numeric), lang="en").cover.text


# What papermill's command line makes of -p and -y, and what it is called in the refusal.
GIVEN = [
    ("rep", 7, "the number 7"),
    ("rep", 20000000, "the number 20000000"),
    ("rep", 1e5, "the number 100000.0"),
    ("rep", None, "empty"),
    ("rep", True, "True, a bool"),
    ("rep", ["R01"], r"\['R01'\], a list"),
    ("start", 2025, "the number 2025"),
    ("end", 2025.0, "the number 2025.0"),
    ("as_of", 2025, "the number 2025"),
    ("source", 7, "the number 7"),
    ("source", None, "empty"),
    ("crm", 7, "the number 7"),
    ("mapping", 7, "the number 7"),
    ("lang", 7, "the number 7"),
    ("lang", None, "empty"),
    ("team", 0, "the number 0"),
    ("team", 7, "the number 7"),
    ("team", False, "False, a bool"),
]


@pytest.fixture(scope="module")
def first_cells() -> Callable[[str, dict[str, Any]], None]:
    """Runs what a template does before its sections, with parameters."""

    def run(name: str, given: dict[str, Any]) -> None:
        notebook, names = notebooks.notebook(name), dict[str, Any]()
        parameters, load = notebook.cells[:2]
        exec(parameters.source, names)
        exec(load.source, names | given)

    return run


CASES = [
    (document, *given)
    for document in (notebooks.TEAM, notebooks.REP, notebooks.SHEET, "win_rate")
    for given in GIVEN
    if given[0] in declared(notebooks.notebook(document))
]


@pytest.mark.parametrize(("document", "name", "value", "told"), CASES)
def test_every_template_refuses_it_in_one_sentence(
    first_cells: Callable[[str, dict[str, Any]], None], document: str, name: str, value: Any, told: str
) -> None:
    with refused(st.UsageError, match=rf"^Parameter '{name}' came (as )?{told}, and it takes text: .*-r {name}"):
        first_cells(document, {name: value})


@pytest.mark.parametrize("name", ["crm", "mapping", "as_of", "start", "end", "team"])
def test_what_may_be_left_out_may_be_nothing(first_cells: Callable[[str, dict[str, Any]], None], name: str) -> None:
    first_cells(notebooks.TEAM, {name: None})


def test_a_text_that_is_no_date_or_language_is_named(first_cells: Callable[[str, dict[str, Any]], None]) -> None:
    with refused(st.UsageError, match=r"^'2025' is not a date for 'start'\. Write it as YYYY-MM-DD\."):
        first_cells(notebooks.TEAM, {"start": "2025"})
    with refused(st.UsageError, match=r"^No language is called 'eng'\. Did you mean 'en'\?"):
        first_cells(notebooks.TEAM, {"lang": "eng"})


@pytest.mark.parametrize("ask", [st.goals, st.people, st.follow_up, st.recover, st.ageing, st.stages, st.scoreboard])
def test_a_filter_by_a_number_is_refused_wherever_it_is_asked(
    ask: Callable[..., Any], demo_sales: st.SalesData
) -> None:
    with refused(st.UsageError, match=r"^Parameter 'team' came as the number 7"):
        ask(demo_sales, where={"team": 7})


@pytest.mark.slow
@pytest.mark.parametrize(("given", "told"), [("-p", "came as the number 7"), ("-r", "007")])
def test_papermill_s_own_command_gives_the_review_or_the_sentence(
    numeric: Path, tmp_path: Path, given: str, told: str
) -> None:
    notebook = tmp_path / "rep_review.ipynb"
    notebook.write_text(notebooks.text(notebooks.REP, []), encoding="utf-8")
    command = [sys.executable, "-m", "papermill", str(notebook), str(tmp_path / "out.ipynb"), given, "rep", "007"]

    done = subprocess.run(
        [*command, "-r", "source", str(numeric), "-r", "lang", "en", "--no-progress-bar"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) == (given == "-r"), done.stderr
    assert told in (done.stderr if given == "-p" else (tmp_path / "out.ipynb").read_text(encoding="utf-8"))
    assert "TypeError" not in done.stderr
