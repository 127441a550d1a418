"""Rooms: no folder is too large to look through, each says what lives in it, and no module needs itself."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

PACKAGE = Path(__file__).parents[2] / "salestoolkit"
ROOMS = sorted(path.parent for path in PACKAGE.rglob("__init__.py"))
LARGEST = 15


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(PACKAGE.parent)))
def test_a_room_can_be_looked_through_and_says_what_lives_in_it(room: Path) -> None:
    if room.name != "kpis":  # each KPI is a file there
        entries = [
            path for path in room.iterdir() if path.name != "__pycache__" and (path.is_file() or any(path.rglob("*.*")))
        ]
        assert len(entries) <= LARGEST, sorted(path.name for path in entries)
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(said.split()) > 4
    assert "." in said


def test_no_module_needs_itself_by_way_of_another() -> None:
    graph = grimp.build_graph("salestoolkit", exclude_type_checking_imports=True, cache_dir=None)
    needed = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len([*TopologicalSorter(needed).static_order()]) > 300
