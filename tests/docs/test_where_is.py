"""Every behaviour that docs/where-is.md lists is where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<behaviour>.+?) \| (?P<places>`.+`) \|$", re.MULTILINE)
ROWS = [found.groups() for found in ROW.finditer((ROOT / "docs/where-is.md").read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("behaviour", "places"), ROWS, ids=[behaviour for behaviour, _ in ROWS])
def test_the_file_is_there_and_has_the_name(behaviour: str, places: str) -> None:
    for place in re.findall(r"`([^`]+)`", places):
        path, _, name = place.partition("::")
        file = ROOT / "salestoolkit" / path
        assert file.is_file(), place
        if name:
            assert re.search(rf"^(?:def |class )?{name}\b", file.read_text(encoding="utf-8"), re.MULTILINE), place


def test_forty_behaviours_are_listed_once() -> None:
    assert len(ROWS) == len(dict(ROWS)) == 40
