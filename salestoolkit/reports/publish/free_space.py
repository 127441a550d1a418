"""Whether the disk has room for what a run will write, asked before any kernel starts."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from salestoolkit.reports.run.job import Task
from salestoolkit.words.errors import OutputError, Told

PAGE = {"rep": 60, "sheet": 7, "team": 100}
"""Bytes of a page for each of its notebook, as the demo company has; known pages are taken at their own size."""
TOLD = 2_000
"""Bytes of index, manifest and journal for each report."""


def check(folder: Path, tasks: Sequence[Task], known: Mapping[str, Mapping[str, Any]], jobs: int) -> None:
    """Checks that there is room for the pages of ``tasks``, of which ``jobs`` exist twice for a moment.

    Raises
    ------
    OutputError
        When there is not.
    """
    free, needed = shutil.disk_usage(folder).free, _needed(folder, tasks, known, jobs)
    if free < needed:
        sizes = {"free": f"{free / 1e6:,.1f}", "needed": f"{needed / 1e6:,.1f}", "count": len(tasks)}
        raise OutputError(Told("no_space", folder=str(folder), **sizes))


def _needed(folder: Path, tasks: Sequence[Task], known: Mapping[str, Mapping[str, Any]], jobs: int) -> int:
    expected = {task.page: _expected(task, known) for task in tasks}
    growth = sum(max(size - _size(folder / page), 0) for page, size in expected.items())
    return growth + sum(sorted(expected.values())[-jobs:]) + TOLD * len(tasks)


def _expected(task: Task, known: Mapping[str, Mapping[str, Any]]) -> int:
    """A page's bytes: as it was made before, else as the largest of its kind was."""
    if before := known.get(task.page, {}).get("bytes"):
        return int(before)
    alike = [int(each["bytes"]) for each in known.values() if each.get("kind") == task.kind and each["bytes"]]
    return max(alike, default=PAGE[task.kind] * _size(task.notebook))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
