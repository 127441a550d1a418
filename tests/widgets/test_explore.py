"""notebooks/explore.ipynb: thin cells, nothing to configure, one panel per KPI that ships."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit.engine.registry import ORDER

PATH = Path(__file__).resolve().parents[2] / "notebooks" / "explore.ipynb"


@pytest.fixture(scope="module")
def notebook() -> Any:
    return nbformat.read(PATH, as_version=nbformat.NO_CONVERT)


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_is_valid_and_kept_without_outputs(notebook: Any) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def test_cells_are_thin(notebook: Any) -> None:
    trees = [ast.walk(ast.parse(cell.source)) for cell in code(notebook)]
    nodes = [node for tree in trees for node in tree]
    assert not [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.For, ast.While, ast.Lambda))]
    assert len([node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]) == 1
    assert all(len(cell.source.splitlines()) <= 6 for cell in code(notebook))


def test_parameters_come_first_and_each_is_explained(notebook: Any) -> None:
    first = code(notebook)[0]
    assert first.metadata.tags == ["parameters"]
    names = [line.split(" = ")[0] for line in first.source.splitlines()]
    assert names == ["source", "crm", "mapping", "as_of", "lang"]
    assert all("  # " in line for line in first.source.splitlines())


def test_every_kpi_that_ships_has_a_panel(notebook: Any) -> None:
    assert [cell.source for cell in code(notebook)[2:]] == [f'st.panel("{name}", sales)' for name in ORDER]
