"""Starts kernels for as long as it is told and watches what should stay as it is: failures, memory, files, processes.

Each start is a report of its own: a job that is forked, a kernel that it forks, a page that is published. Memory is
that of the runner and of the warm process, fitted by a line over the second half; the first fills pools.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from statistics import linear_regression, median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.machine import descendants
from salestoolkit.reports.machine.atomic_files import place, written
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.run.job import ENGINES, Task
from salestoolkit.reports.run.launch import launched
from salestoolkit.reports.run.workers import Outcome, Supervisor, Workers

CELLS = ('number = "0"', "import pandas as pd", 'pd.DataFrame({"number": [number]})')
PAGE = 500_000
"""Bytes of a page whose writing is timed: that of a rep with all KPIs."""
FORKS, LOOKS, ENDS = 2, 4, 1
"""Of each report: processes forked, looks at what has ended, and a kernel that is killed with all that came of it."""


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--starts", type=int, default=1000, help="kernels to start")
    parser.add_argument("--jobs", type=int, default=2, help="at the same time")
    parser.add_argument("--engine", choices=ENGINES, default="warm", help="where cells run")
    options = parser.parse_args()
    results = run(options.starts, options.jobs, options.engine)
    print(json.dumps(results) if options.json else "\n".join(f"{name:28} {value}" for name, value in results.items()))


def run(starts: int, jobs: int, engine: Any) -> dict[str, Any]:
    """What went wrong, what grew, and which share of a report's time its safety takes."""
    with TemporaryDirectory() as folder:
        began = perf_counter()
        samples, held = _soaked(Path(folder), starts, Workers(engine, jobs))
        each = (perf_counter() - began) / starts
        safety = _safety(Path(folder))
    grown = samples[len(samples) // 2 :]
    about = {
        f"{who}_kb_per_start": round(_slope([sample[f"{who}_kb"] for sample in grown]), 2) for who in ("runner", "warm")
    }
    counted = {f"{name}_{when}": held[when][name] for name in held["after"] for when in ("halfway", "after")}
    seconds = median(sample["seconds"] for sample in samples)
    return {
        "starts": starts,
        "failed": sum(sample["failed"] for sample in samples),
        "tried_again": sum(sample["tried_again"] for sample in samples),
        **about,
        **counted,
        "seconds_per_start": round(each, 3),
        "seconds_of_one": round(seconds, 3),
        **{f"{name}_ms": round(value * 1000, 2) for name, value in safety.items()},
    }


def _soaked(folder: Path, starts: int, workers: Workers) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]]]:
    """A sample after each report, and what is held halfway and at the end, when no report is being made."""
    sockets = private_folder()
    launcher: Any = launched(folder / "log", [sockets])
    tasks, samples, held = _tasks(folder, starts), [], {}
    halves = {"halfway": tasks[: starts // 2], "after": tasks[starts // 2 :]}
    try:
        with ThreadPoolExecutor(workers.jobs) as executor:
            make = Supervisor(workers, launcher, folder, sockets).make
            for when, half in halves.items():
                samples += _published(folder, [executor.submit(make, task) for task in half], launcher.warm.process.pid)
                held[when] = _held(launcher.warm)
    finally:
        launcher.stop()
    return samples, held


def _published(folder: Path, made: Sequence[Future[Outcome]], warm: int) -> Iterator[dict[str, Any]]:
    journal = manifest.Journal(folder)
    for future in as_completed(made):
        outcome = future.result()
        journal.note(outcome)
        if outcome.staged:
            place(outcome.staged, folder / outcome.task.page)
        yield _sample(outcome, warm)


def _tasks(folder: Path, starts: int) -> list[Task]:
    path = folder / "soak.ipynb"
    cells: list[Any] = [new_code_cell(source) for source in CELLS]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    write(new_notebook(cells=cells, metadata=kernel), path)
    return [
        Task("rep", str(n), str(n), "", path, {"number": str(n)}, f"reps/{n}.html", str(n), "en") for n in range(starts)
    ]


def _sample(outcome: Outcome, warm: int) -> dict[str, Any]:
    return {
        "failed": outcome.status != "done",
        "tried_again": outcome.attempts > 1,
        "seconds": outcome.seconds,
        "runner_kb": _rss(os.getpid()),
        "warm_kb": _rss(warm),
    }


def _held(warm: Any) -> dict[str, int]:
    """Open files, and processes below the runner's, of which the warm one is the first."""
    warm.ask("kill", pid=0, number=0)  # of nobody: it answers once it is done with those that ended
    return {
        "runner_files": _files(os.getpid()),
        "warm_files": _files(warm.process.pid),
        "processes": len(descendants.descendants(os.getpid())),
    }


def _rss(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1000


def _files(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def _slope(values: Sequence[float]) -> float:
    return linear_regression(range(len(values)), values).slope


def _safety(folder: Path) -> dict[str, float]:
    """Seconds that a report pays for being on the disk for sure, and for being looked after."""
    page, outcome = b"x" * PAGE, Outcome(Task("rep", "", "", "", folder, {}, "reps/x.html", "", "en"))

    def published() -> None:
        written(folder / "staged", page)
        manifest.Journal(folder).note(outcome)
        place(folder / "staged", folder / "reps" / "x.html")

    own = partial(descendants.children_of, os.getpid())
    looked = (LOOKS + ENDS) * _timed(own) + FORKS * _timed(descendants.threads)
    return {"disk": _timed(published), "guard": looked}


def _timed(work: Callable[[], Any], times: int = 30) -> float:
    def once() -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    return median(once() for _ in range(times))


if __name__ == "__main__":
    main()
