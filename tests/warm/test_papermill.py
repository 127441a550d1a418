"""The engine that papermill finds by its entry point, as users call it, on a notebook of anybody."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
GROUP = "papermill.engine"

Papermill = Callable[..., "subprocess.CompletedProcess[str]"]


def _notebook(path: Path, *sources: str, **metadata: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = ["parameters"]
    about = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}, **metadata}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=about), path)
    return path


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder for temporary files that no other test uses, whose name leaves room for the address of a socket."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def papermill(tmp_path: Path, short: Path) -> Papermill:
    """papermill's command line, which finds the entry points that the project declares."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"][GROUP]
    about = tmp_path / "site" / "salestoolkit-0.dist-info"
    about.mkdir(parents=True)
    lines = [f"[{GROUP}]", *(f"{name} = {place}" for name, place in declared.items())]
    (about / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    (about / "METADATA").write_text("Name: salestoolkit\nVersion: 0\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(about.parent), str(ROOT))), "TMPDIR": str(short)}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_notebook_of_anybody_runs_in_a_forked_kernel(papermill: Papermill, tmp_path: Path, short: Path) -> None:
    source = _notebook(tmp_path / "in.ipynb", "name = 'x'", "import sys\nprint(name, 'pandas' in sys.modules)")
    done = papermill("--engine", "salestoolkit", source, tmp_path / "out.ipynb", "-p", "name", "Budi")

    assert done.returncode == 0, done.stderr
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    # An ordinary kernel has not imported pandas before anybody asked.
    assert cells[-1].outputs[0].text == "Budi True\n"
    assert not list(short.rglob("kernel.json"))


def test_a_wrong_parameter_of_our_own_template_ends_with_64_before_any_kernel(
    papermill: Papermill, tmp_path: Path
) -> None:
    source = _notebook(tmp_path / "in.ipynb", "rep = 'R01'", f"open({str(tmp_path / 'ran')!r}, 'w')", salestoolkit="x")
    for given in (("-p", "rpe", "R02"), ("-p", "rep", "007")):
        done = papermill("--engine", "salestoolkit", source, tmp_path / "out.ipynb", *given)
        assert (done.returncode, "rep" in done.stderr.splitlines()[-1]) == (64, True), done.stderr
    assert not (tmp_path / "ran").exists()


def test_papermill_is_importable_whatever_the_state_of_salestoolkit(papermill: Papermill, tmp_path: Path) -> None:
    probe = (
        "import sys, papermill.engines; print(sorted(m for m in sys.modules if m.startswith('salestoolkit.reports')))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path / "site"), str(ROOT)))}
    done = subprocess.run([sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(
        ["salestoolkit.reports", "salestoolkit.reports.warm", "salestoolkit.reports.warm.entry"]
    )


def test_where_no_fork_is_safe_an_ordinary_kernel_is_used_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    from papermill import execute_notebook
    from papermill.engines import papermill_engines

    from salestoolkit.reports.warm import client
    from salestoolkit.reports.warm.entry import Engine

    monkeypatch.setattr(client, "safe", lambda: False)
    papermill_engines.register("salestoolkit", Engine)
    source = _notebook(tmp_path / "in.ipynb", "1", "2")
    for _ in range(2):
        made = execute_notebook(source, None, engine_name="salestoolkit", progress_bar=False)
        assert [cell.execution_count for cell in made.cells] == [1, 2]
    said = [record.message for record in caplog.records if "Ordinary kernels are used" in record.message]
    assert len(said) == 1
