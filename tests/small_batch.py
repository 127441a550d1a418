"""A batch of reports that take no time, made by what makes real ones: ``python small_batch.py FOLDER COUNT CELL``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

from salestoolkit.reports.batch import make
from salestoolkit.reports.machine.signals import stoppable
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.store import stored
from salestoolkit.reports.run.job import Engine, Task
from salestoolkit.reports.run.workers import Limits, Outcome, Workers

PARAMETERS = 'rep = ""'


def tasks(folder: Path, count: int, cell: str) -> list[Task]:
    """So many reports of a notebook with one cell, which knows its ``rep``: R00, R01, ..."""
    path = folder / "small.ipynb"
    cells: Any = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}), new_code_cell(cell)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    write(new_notebook(cells=cells, metadata=kernel), path)
    return [
        Task("rep", rep, rep, "", path, {"rep": rep}, f"reps/{rep}.html", rep, "en", key=f"key of {rep}")
        for rep in (f"R{number:02}" for number in range(count))
    ]


def run(
    to: Path | str, count: int, cell: str, engine: Engine = "inprocess", limits: Limits | None = None, jobs: int = 2
) -> list[Outcome]:
    """Makes them as ``report`` does, manifest and all; those that were tried."""
    made: dict[str, Outcome] = {}
    with stoppable(), stored(to).held() as private:
        workers = Workers(engine, jobs, limits or Limits())
        make(tasks(private, count, cell), made, to, private, workers, False)
        manifest.write(to, {}, made.values())
        manifest.Journal(to).close()
    return list(made.values())


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
