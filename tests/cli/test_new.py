"""``new``: what it writes runs as it is, its test passes, and nothing is overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st


def passes(test: Path) -> str:
    """The test file run by pytest as its owner would, in its own folder."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test.name]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, cwd=test.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_new_kpi_runs_and_its_test_passes(
    cli: Callable[..., Any], company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli("new", "repeat_orders")
    assert (done.code, done.out.split(), done.err) == (0, ["repeat_orders.py", "test_repeat_orders.py"], "")
    asked = cli("kpi", "./repeat_orders.py", company, "--by", "team", "--format", "json")
    found = json.loads(asked.out)
    assert found == st.compute("./repeat_orders.py", st.load(company), by="team").records()
    assert 0 < sum(row["cancelled"] for row in found) < sum(row["n"] for row in found)
    assert "2 passed" in passes(tmp_path / "test_repeat_orders.py")


@pytest.mark.slow
def test_the_test_may_stand_in_another_folder(cli: Callable[..., Any], tmp_path: Path) -> None:
    done = cli("new", "repeat_orders", "--to", tmp_path / "kpis", "--tests", tmp_path / "tests" / "kpis")
    kpi, test = map(Path, done.out.split())
    assert (kpi, test) == (tmp_path / "kpis/repeat_orders.py", tmp_path / "tests/kpis/test_repeat_orders.py")
    assert "2 passed" in passes(test)


def test_every_text_of_it_is_in_both_languages(cli: Callable[..., Any], tmp_path: Path) -> None:
    cli("new", "repeat_orders", "--to", tmp_path)
    kpi = st.definition(str(tmp_path / "repeat_orders.py"))
    assert kpi.name == "repeat_orders"
    for lang in st.languages():
        assert kpi.words("question", lang)
        assert kpi.caveats_in(lang)


@pytest.mark.parametrize("there", ["mine.py", "test_mine.py", "mine/__init__.py"])
def test_nothing_is_overwritten(cli: Callable[..., Any], tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("precious", encoding="utf-8")
    done = cli("new", "mine", "--to", tmp_path)
    assert (done.code, "is there already" in done.complaint) == (74, True)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert (path, path.read_text(encoding="utf-8")) == (tmp_path / there, "precious")
