"""Outputs of forked kernels and of the in-process shell are those of an ordinary kernel, pictures byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papermill
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").glob("*.ipynb"))
BY_HAND = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODEL = re.compile(r"[0-9a-f]{32}")


def _shown(notebook: Any) -> list[Any]:
    """Counts and outputs of all cells; a widget's id, which is drawn by lot, by its place among them."""
    cells = [(cell.execution_count, cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    text = json.dumps(cells)
    for place, model in enumerate(dict.fromkeys(MODEL.findall(text))):
        text = text.replace(model, f"model {place}")
    return json.loads(text)


def _ordinary(path: Path, to: Path) -> Any:
    return papermill.execute_notebook(str(path), str(to), progress_bar=False, kernel_name="python3", cwd=str(to.parent))


@pytest.mark.parametrize("path", [*TEMPLATES, *BY_HAND], ids=lambda path: path.stem)
def test_outputs_are_those_of_an_ordinary_kernel(path: Path, execute: Callable[..., Any], tmp_path: Path) -> None:
    ordinary = _ordinary(path, tmp_path / "ordinary.ipynb")
    forked = execute(path, "warm")

    assert _shown(forked) == _shown(ordinary)
    assert forked.metadata.language_info == ordinary.metadata.language_info
    assert forked.metadata.get("widgets", {}).keys() == ordinary.metadata.get("widgets", {}).keys()
    if path in TEMPLATES:
        assert _shown(execute(path, "inprocess")) == _shown(ordinary)
