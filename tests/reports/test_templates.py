"""The generated templates: fresh, clean, with commented parameters, and right when they run."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

import salestoolkit as st
from salestoolkit.generate import notebooks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted([*(ROOT / "templates").glob("*.ipynb"), *(ROOT / "notebooks").glob("*.ipynb")])


def test_the_committed_templates_are_those_the_definitions_give() -> None:
    assert notebooks.stale(ROOT / "templates") == []


def test_a_changed_missing_or_foreign_template_is_stale(tmp_path: Path) -> None:
    notebooks.write(tmp_path)
    assert notebooks.stale(tmp_path) == []

    (tmp_path / "win_rate.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "rep_review.ipynb").unlink()
    (tmp_path / "stray.ipynb").write_text("{}", encoding="utf-8")

    assert notebooks.stale(tmp_path) == ["rep_review", "stray", "win_rate"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean_and_thin(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]

    assert code[0].metadata.get("tags") == ["parameters"]
    assert all("#" in line for line in code[0].source.splitlines() if line.strip())
    for cell in code:
        assert cell.outputs == []
        assert cell.execution_count is None
    for cell in code[1:]:
        assert len(cell.source.splitlines()) <= 6
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {ast.FunctionDef, ast.For, ast.While, ast.ClassDef, ast.Lambda}
    imports = [line for cell in code for line in cell.source.splitlines() if line.startswith(("import ", "from "))]
    assert imports == ["import salestoolkit as st"]


def test_an_unknown_template_is_named_with_the_closest() -> None:
    with pytest.raises(st.UnknownName, match="Did you mean 'win_rate'"):
        notebooks.notebook("winrate")


@pytest.mark.slow
def test_papermill_runs_a_template_and_its_values_are_those_of_compute(
    tmp_path: Path, demo_sales: st.SalesData
) -> None:
    import papermill

    done = papermill.execute_notebook(
        ROOT / "templates" / "win_rate.ipynb",
        tmp_path / "out.ipynb",
        parameters={"lang": "en", "start": "2025-01-01", "end": "2025-07-01"},
        progress_bar=False,
        cwd=tmp_path,
    )

    half = st.of_period(demo_sales, "2025-01-01", "2025-07-01")
    expected = st.compute("win_rate", half, start="2025-01-01", end="2025-07-01").to("en")
    texts = "\n".join(o.data.get("text/html", "") for c in done.cells for o in c.get("outputs", ()) if "data" in o)
    figures = [o for c in done.cells for o in c.get("outputs", ()) if "image/png" in o.get("data", {})]
    assert expected.read() in texts
    assert len(figures) == len(expected.kpi.views) + sum(len(study.views) for study in expected.kpi.studies)
    assert all(figure.metadata["image/png"]["alt"] for figure in figures)
