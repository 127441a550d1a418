"""Outputs of forked kernels and of the in-process shell are those of an ordinary kernel, pictures byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from companies.company import company

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").glob("*.ipynb"))
BY_HAND = sorted((ROOT / "notebooks").glob("*.ipynb"))
OF_ONE = [path for path in TEMPLATES if path.stem in ("rep_review", "meeting_sheet")]
MODEL = re.compile(r"[0-9a-f]{32}")


def _shown(notebook: Any) -> list[Any]:
    """Counts and outputs of all cells; a widget's id, which is drawn by lot, by its place among them."""
    cells = [(cell.execution_count, cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    text = json.dumps(cells)
    for place, model in enumerate(dict.fromkeys(MODEL.findall(text))):
        text = text.replace(model, f"model {place}")
    return json.loads(text)


def _ordinary(path: Path, to: Path, given: Mapping[str, str] | None = None) -> Any:
    options: Any = {"progress_bar": False, "kernel_name": "python3", "cwd": str(to.parent)}
    return papermill.execute_notebook(str(path), str(to), parameters=dict(given or {}), **options)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A company that has all tables and is small, for each template is run three times, and its first rep."""
    drawn = company("eight_reps", 1, "small")
    folder = drawn.write(tmp_path_factory.mktemp("books"))
    return {"source": str(folder), "rep": drawn.tables["reps"][0]["rep_id"]}


@pytest.mark.parametrize("path", [*TEMPLATES, *BY_HAND], ids=lambda path: path.stem)
def test_outputs_are_those_of_an_ordinary_kernel(
    path: Path, books: dict[str, str], execute: Callable[..., Any], tmp_path: Path
) -> None:
    given = {name: value for name, value in books.items() if path in TEMPLATES and (name == "source" or path in OF_ONE)}
    ordinary = _ordinary(path, tmp_path / "ordinary.ipynb", given)
    forked = execute(path, "warm", given=given)

    assert _shown(forked) == _shown(ordinary)
    assert forked.metadata.language_info == ordinary.metadata.language_info
    assert forked.metadata.get("widgets", {}).keys() == ordinary.metadata.get("widgets", {}).keys()
    if path in TEMPLATES:
        assert _shown(execute(path, "inprocess", given=given)) == _shown(ordinary)


TRICKY = (
    "import asyncio, os, sys, warnings\nimport numpy as np, pandas as pd\nimport matplotlib.pyplot as plt\n"
    "from IPython.display import HTML, clear_output, display",
    "plt.plot([1, 3, 2]); plt.title('shown after the cell')",
    "fig, ax = plt.subplots(); ax.hist([1, 2, 2]); display(fig); plt.close(fig)",
    "pd.DataFrame({'a': range(100), 'b': ['x'] * 100})",
    "handle = display('before', display_id='changes')",
    "handle.update('after'); print('out'); print('err', file=sys.stderr)",
    "print('gone'); clear_output(); print('kept')",
    "await asyncio.sleep(0)\n'awaited'",
    "!echo from a shell",
    "np.random.seed(3); np.random.rand(3)",
    "os.getcwd() == os.path.realpath('.'), __name__, get_ipython().__class__.__name__, '__file__' in globals()",
    "from tqdm.auto import tqdm\ntqdm.__module__, plt.get_backend(), pd.get_option('display.notebook_repr_html')",
    "_, In[1][:6], len(Out)",
    "import builtins\nsorted(set(dir()) - {'_exit_code'})",
)


def test_what_notebooks_of_others_do_comes_out_the_same(execute: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "tricky.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in TRICKY]), path)
    ordinary = _shown(_ordinary(path, tmp_path / "ordinary.ipynb"))

    assert _shown(execute(path, "warm")) == ordinary
    assert _shown(execute(path, "inprocess")) == ordinary


def test_two_forks_do_not_draw_the_same_random_numbers(execute: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "random.ipynb"
    source = "import random, uuid, numpy as np\nrandom.random(), np.random.rand(), str(uuid.uuid4())"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
    once, again = (execute(path, "warm").cells[0].outputs[0].data["text/plain"].split(",") for _ in range(2))
    assert not set(once) & set(again)


def test_what_a_cell_prints_is_in_that_cell_whoever_prints_it(execute: Callable[..., Any], tmp_path: Path) -> None:
    path, said = tmp_path / "printing.ipynb", "threading.Thread(target=print, args=({0},))"
    sources = (
        "print({0})",
        "print({0}, end='')",
        f"one = {said}; one.start(); one.join()",
        "print({0}, file=sys.stderr)",
    )
    cells = [sources[number % len(sources)].format(number) for number in range(80)]
    made = [nbformat.v4.new_code_cell(source) for source in ("import sys, threading", *cells)]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)

    shown = [cell.outputs for cell in execute(path, "warm").cells[1:]]

    assert ["".join(part.text for part in outputs).strip() for outputs in shown] == [str(i) for i in range(80)]
    assert {part.name for outputs in shown[3::4] for part in outputs} == {"stderr"}
