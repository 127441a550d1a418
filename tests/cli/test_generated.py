"""``template`` and ``reference``: they write what the definitions say, and notice what differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.generate import notebooks, reference_pages


def test_template_writes_all_or_one(cli: Callable[..., Any], tmp_path: Path) -> None:
    done = cli("template", "--to", tmp_path / "all")
    assert (done.code, done.err) == (0, "")
    assert [Path(line).stem for line in done.out.splitlines()] == list(notebooks.names())
    one = cli("template", "win_rate", "--to", tmp_path / "one")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["win_rate.ipynb"]
    assert Path(one.out.strip()).read_text(encoding="utf-8") == notebooks.text("win_rate")


@pytest.mark.parametrize(("command", "file"), [("template", "win_rate.ipynb"), ("reference", "win_rate.md")])
def test_check_notices_a_file_that_differs(cli: Callable[..., Any], tmp_path: Path, command: str, file: str) -> None:
    cli(command, "--to", tmp_path)
    fresh = cli(command, "--check", "--to", tmp_path)
    assert (fresh.code, fresh.out, fresh.err) == (0, "", "")
    (tmp_path / file).write_text("changed by hand", encoding="utf-8")
    stale = cli(command, "--check", "--to", tmp_path)
    assert stale.code == 1
    assert "win_rate" in stale.complaint
    assert f"'salestoolkit {command} --to {tmp_path}' writes them again." in stale.complaint
    assert (tmp_path / file).read_text(encoding="utf-8") == "changed by hand"


def test_check_of_one_template_looks_at_that_one(cli: Callable[..., Any], tmp_path: Path) -> None:
    cli("template", "win_rate", "--to", tmp_path)
    assert cli("template", "win_rate", "--check", "--to", tmp_path).code == 0
    assert cli("template", "monthly_sales", "--check", "--to", tmp_path).code == 1


def test_reference_writes_a_page_per_kpi(cli: Callable[..., Any], tmp_path: Path) -> None:
    done = cli("reference", "--to", tmp_path)
    assert (done.code, done.err) == (0, "")
    assert reference_pages.stale(tmp_path) == []
    assert len(done.out.splitlines()) == len(list(tmp_path.glob("*.md"))) > 0


def test_a_template_of_ones_own_kpi(cli: Callable[..., Any], tmp_path: Path) -> None:
    cli("new", "repeat_orders", "--to", tmp_path)
    done = cli("template", tmp_path / "repeat_orders.py", "--to", tmp_path)
    assert (done.code, done.out.strip()) == (0, str(tmp_path / "repeat_orders.ipynb"))
