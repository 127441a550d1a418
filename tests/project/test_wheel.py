"""The built wheel, installed where no checkout is, writes the demo company and runs a template."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel; the libraries are lent, as no network is assumed."""
    folder = tmp_path_factory.mktemp("installed")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    run(*build, "--outdir", folder / "dist", ROOT, cwd=folder)
    (wheel,) = (folder / "dist").glob("salestoolkit-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    # A path file lends the libraries but not an editable salestoolkit, whose own path file is then not read.
    (site / "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    run(python, "-m", "ipykernel", "install", "--sys-prefix", cwd=folder)
    return folder / "venv"


@pytest.mark.slow
def test_the_wheel_is_what_is_imported(installed: Path, tmp_path: Path) -> None:
    home = run(installed / "bin" / "python", "-c", "import salestoolkit; print(salestoolkit.__file__)", cwd=tmp_path)
    assert Path(home.strip()).is_relative_to(installed)


@pytest.mark.slow
def test_the_wheel_writes_the_demo_company_and_runs_a_template(installed: Path, tmp_path: Path) -> None:
    run(installed / "bin" / "salestoolkit", "demo", "company", cwd=tmp_path)
    assert (tmp_path / "company" / "deals.csv").is_file()
    (template,) = installed.glob("lib/python*/site-packages/salestoolkit/_templates/win_rate.ipynb")
    papermill = (installed / "bin" / "python", "-m", "papermill", "--no-progress-bar")
    run(*papermill, template, "win_rate.ipynb", "-p", "source", "company", "-p", "lang", "en", cwd=tmp_path)
    assert "image/png" in (tmp_path / "win_rate.ipynb").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_wheel_holds_every_file_that_is_not_code(installed: Path) -> None:
    (home,) = installed.glob("lib/python*/site-packages/salestoolkit")
    kinds = {".sql", ".toml", ".j2", ".css", ".json"}
    source = ROOT / "salestoolkit"
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.suffix in kinds}
    assert {path for path in wanted if not (home / path).is_file()} == set()
    assert sorted(path.name for path in (home / "_templates").glob("*.ipynb")) == sorted(
        path.name for path in (ROOT / "templates").glob("*.ipynb")
    )
