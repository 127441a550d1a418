"""What ``--kpi`` may name: KPIs, studies, files and studies of files, one or several, in both documents."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest

import salestoolkit as st
from salestoolkit.generate import notebooks
from salestoolkit.reports.plan import Order

NAMES = [one.name for kpi in st.definitions() for one in (kpi, *(study.of(kpi) for study in kpi.studies))]


def valid(name: str, specs: Sequence[str]) -> str:
    """The notebook's code, once the notebook is one that runs."""
    notebook = notebooks.notebook(name, specs)
    nbformat.validate(notebook)  # type: ignore[no-untyped-call]
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    code = "\n".join(cell.source for cell in notebook.cells)
    ast.parse(code)
    return code


@pytest.mark.parametrize("document", [notebooks.TEAM, notebooks.REP])
@pytest.mark.parametrize("name", NAMES)
def test_any_kpi_and_any_study_makes_a_notebook(document: str, name: str) -> None:
    code = valid(document, [name])
    shown = f'"{name}"' in code
    assert shown or (document == notebooks.REP and "rep" not in st.definition(name).by)


@pytest.mark.parametrize("document", [notebooks.TEAM, notebooks.REP])
def test_all_of_them_together_make_one_notebook(document: str) -> None:
    assert valid(document, NAMES).count('"win_rate.trend"') >= 1


def test_a_study_that_is_asked_for_stands_there_once() -> None:
    (study,) = [study.name for study in st.definition("win_rate").studies if study.reviewed][:1]
    code = valid(notebooks.TEAM, ["win_rate", f"win_rate.{study}"])
    assert code.count(f'win_rate_{study} = st.compute("win_rate.{study}", sales, **asked)') == 1


def own(folder: Path, name: str = "ours") -> Path:
    """A file with a KPI that has studies."""
    source = (Path(st.__file__).parent / "kpis" / "win_rate" / "__init__.py").read_text(encoding="utf-8")
    path = folder / f"{name}.py"
    path.write_text(source.replace('name="win_rate"', 'name="ours"'), encoding="utf-8")
    return path


def test_files_and_their_studies_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own(tmp_path)
    monkeypatch.chdir(tmp_path)
    order = Order(kpis=("./ours.py", "ours.py", "./ours.py:trend", "win_rate.trend"))

    assert order.specs == [str(path), f"{path}:trend", "win_rate.trend"]
    assert order.own == (path,)
    assert order.names == ["ours", "ours.trend", "win_rate.trend"]
    assert f'"{path}:trend"' in valid(notebooks.TEAM, order.specs)
    assert f'"{path}:trend"' in valid(notebooks.REP, order.specs) or "rep" not in st.definition(f"{path}:trend").by


def test_two_files_with_a_kpi_of_one_name_are_refused(tmp_path: Path) -> None:
    specs = [str(own(tmp_path)), str(own(tmp_path, "copy"))]
    for document in (notebooks.TEAM, notebooks.REP):
        with pytest.raises(st.UsageError, match=r"The name 'ours' is that of .*ours\.py and .*copy\.py\."):
            notebooks.notebook(document, specs)


def test_a_path_with_a_quote_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / 'our "numbers"'
    folder.mkdir()
    assert str(own(folder)) in [
        node.value for node in ast.walk(ast.parse(valid(notebooks.TEAM, [str(own(folder))]))) if hasattr(node, "value")
    ]


@pytest.mark.slow
def test_a_report_of_studies_has_them_in_both_documents(tmp_path: Path) -> None:
    sales = st.demo(reps=6, months=8, lang="en")
    asked = ["win_rate.trend", "win_rate", "average_deal_size.typical"]

    run = st.report(
        sales,
        to=tmp_path,
        pages=st.Pages(kpis=asked),
        execution=st.Execution(progress=False, jobs=2, engine="inprocess"),
    )

    team, rep = ((tmp_path / run.outcomes[place].task.page).read_text(encoding="utf-8") for place in (0, 1))
    for name in asked:
        kpi = st.definition(name)
        assert kpi.title_in("en") in team
        assert kpi.title_in("en") in rep or "rep" not in kpi.by
