"""What pages are made with is part of their key: another file of the library, or another version, is another page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import salestoolkit as st
from salestoolkit.reports.machine import fingerprint
from salestoolkit.reports.plan import Order, plan


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    fingerprint.fingerprint.cache_clear()


def keys(folder: Path) -> list[str]:
    folder.mkdir()
    fingerprint.fingerprint.cache_clear()
    order = Order(lang="en", kpis=("win_rate",))
    return [task.key for task in plan(st.demo(reps=4, months=2, lang="en"), order, folder)]


def test_the_same_library_makes_the_same_keys_and_another_version_of_one_it_needs_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = keys(tmp_path / "first"), keys(tmp_path / "again")
    known = fingerprint.version
    monkeypatch.setattr(fingerprint, "version", lambda name: "0" if name == "matplotlib" else known(name))
    other = keys(tmp_path / "other")

    assert first == again
    assert len(first) == 5
    assert not set(first) & set(other)


def test_a_library_that_is_not_needed_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.fingerprint()
    known = fingerprint.version
    fingerprint.fingerprint.cache_clear()
    monkeypatch.setattr(fingerprint, "version", lambda name: "0" if name == "ruff" else known(name))

    assert fingerprint.fingerprint() == before


def test_any_file_of_the_library_counts_and_what_python_compiled_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "salestoolkit"
    shutil.copytree(fingerprint.PACKAGE / "kpis", package / "kpis")
    monkeypatch.setattr(fingerprint, "PACKAGE", package)
    seen = [fingerprint.fingerprint()]
    for change in ("kpis/__pycache__/win_rate.cpython-311.pyc", "kpis/win_rate/__init__.py"):
        path = package / change
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"# changed")
        fingerprint.fingerprint.cache_clear()
        seen.append(fingerprint.fingerprint())

    assert seen[0] == seen[1] != seen[2]
