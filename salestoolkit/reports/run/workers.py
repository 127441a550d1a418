"""Makes reports side by side within their limits, and judges what became of each."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import Any

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.machine.memory import share
from salestoolkit.reports.machine.progress import progress
from salestoolkit.reports.run.job import Engine, Job, Task, ended
from salestoolkit.reports.run.launch import Begun, Launcher, launched

LOOK = 0.5
FEW = 10
"""Reports that fail are no reason to stop a run until there are so many."""
ORDINARY: Engine = "nbclient"
OVERTAKEN = 3
"""A report that so many for each worker have overtaken takes long, and nobody knows how long."""
MADE = ("done", "partial")
"""What is said of a report that has a page."""


@dataclass(frozen=True)
class Limits:
    """Seconds of wall clock for one cell and for one report, bytes of output and of memory, and a share of failures.

    ``memory`` is what each process of a report may hold; None is a share of the machine's. A run ends early when more
    than ``stop_at`` percent of what it made has failed, and that is more than a few.
    """

    cell: float = 600
    report: float = 1800
    cell_bytes: int = 10_000_000
    report_bytes: int = 20_000_000
    memory: int | None = None
    stop_at: float = 50

    def hopeless(self, failed: int, made: int) -> bool:
        """Whether so many of the reports failed that the others are not worth trying."""
        return failed >= FEW and failed * 100 > self.stop_at * made


@dataclass(frozen=True)
class Outcome:
    """What became of a task: done, partial, failed or timeout; ``error`` says in one line what failed and why.

    A page that is partial is whole but for the sections in ``broken``, each a note on it.
    """

    task: Task
    status: str = "done"
    error: str = ""
    seconds: float = 0.0
    sha256: str = ""
    size: int = 0
    attempts: int = 1
    peak_mib: float = 0.0
    broken: Sequence[Mapping[str, str]] = ()
    kept: bool = field(default=False, compare=False)
    staged: Path | None = field(default=None, compare=False)

    @property
    def made(self) -> bool:
        """Whether there is a page."""
        return self.status in MADE


def of_sections(task: Task, broken: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What sections that failed make of an outcome; errors of planning the notebook was not given."""
    told = [
        {"section": _named(each["section"]), "error": task.faults.get(each["section"], each["error"])}
        for each in broken
    ]
    error = "; ".join(f"{each['section']}: {each['error']}" for each in told)
    return {"status": "partial", "error": error, "broken": told} if told else {}


def _named(section: str) -> str:
    """A KPI of one's own by its name: where its file lies is nobody's business."""
    path, file, study = section.partition(".py")
    return f"{Path(path).name}{study.replace(':', '.')}" if file else section


class _Running:
    """One attempt at a task."""

    def __init__(self, task: Task, attempt: int, job: Job, begun: Begun) -> None:
        self.task, self.attempt, self.job, self.begun = task, attempt, job, begun
        self.cell, self.told, self.late = 0, {}, ""  # type: ignore[var-annotated]
        self.began = self.cell_began = monotonic()

    def until_over(self, limits: Limits) -> None:
        """Waits for its end, and brings that about where it takes too long."""
        while not self.listen():
            self.keep_to(limits)
            wait([self.begun.listener], LOOK)

    def listen(self) -> bool:
        """Takes in what the job told; whether it ended."""
        for facts in self.begun.heard():
            if "cell" in facts:
                self.cell, self.cell_began = facts["cell"], monotonic()
            self.told |= facts
        return "exit" in self.told

    def keep_to(self, limits: Limits) -> None:
        """Ends the job when its cell or the whole of it takes too long."""
        now, place = monotonic(), f"cell {self.cell}: " if self.cell else ""
        if not self.late and self.cell and now - self.cell_began > limits.cell:
            self.late = f"{place}still running after {limits.cell:g} s, the limit of a cell"
        elif not self.late and now - self.began > limits.report:
            self.late = f"{place}not finished after {limits.report:g} s, the limit of a report"
        else:
            return
        self.begun.signal(signal.SIGKILL)

    def tidy(self) -> None:
        """Removes what the job needed."""
        for folder in filter(None, (self.job.sockets, self.job.folder)):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def lost(self) -> bool:
        """Whether the attempt ended in a way that may not be the notebook's own doing: by a signal, or before it."""
        death = self.told.get("death", None if "error" in self.told else self.told["exit"])
        by_signal = death is not None and death < 0
        return not self.late and "done" not in self.told and (by_signal or not self.cell)

    def outcome(self) -> Outcome:
        """What became of it."""
        took = monotonic() - self.began
        about: dict[str, Any] = {"seconds": took, "attempts": self.attempt}
        about["peak_mib"] = round(self.told.get("done", self.told).get("peak_kib", 0) / 1024, 1)
        if self.late:
            return Outcome(self.task, "timeout", self.late, **about)
        if done := self.told.get("done"):
            staged = self.job.staged.replace(f"{self.job.folder}.html")
            made = {"sha256": done["sha256"], "size": done["size"], "staged": staged}
            return Outcome(self.task, **about, **made, **of_sections(self.task, done["broken"]))
        twice = "; it died twice and is set aside" if self.attempt == 2 and self.lost else ""
        return Outcome(self.task, "failed", (self.told.get("error") or self._death()) + twice, **about)

    def _death(self) -> str:
        place = f"cell {self.cell}: " if self.cell else "before the first cell: "
        return f"{place}the process {ended(self.told['exit'])}"


Make = Callable[[Task], Outcome]


@dataclass(frozen=True)
class Workers:
    """How many reports are made at once, in which kind of kernel, within which limits."""

    engine: Engine = "warm"
    jobs: int = 1
    limits: Limits = Limits()
    progress: bool = False

    def make(self, tasks: Sequence[Task], private: Path, of: int) -> Generator[Outcome]:
        """Makes every report, in whichever order they are finished; ``private`` is a folder that the run removes."""
        if not tasks:
            return
        with (
            self.executor(private) as (executor, make),
            progress(of, of - len(tasks), tasks[0].lang, self.progress, at_once=self.jobs) as step,
        ):
            futures = [executor.submit(make, task) for task in tasks]
            oldest = 0
            for count, future in enumerate(as_completed(futures), 1):
                yield future.result()
                while oldest < len(futures) and futures[oldest].done():
                    oldest += 1
                # begun in turn, so many later ones have overtaken it
                step(held_up=count - oldest > OVERTAKEN * self.jobs)

    @contextmanager
    def executor(self, private: Path) -> Iterator[tuple[Executor, Make]]:
        """What reports are submitted to, and what is submitted for each; on leaving, those that still run are ended."""
        sockets = private_folder()
        launcher = launched(private / "kernels.log", [private, sockets])
        executor = ThreadPoolExecutor(self.jobs, "report")
        try:
            yield executor, Supervisor(self, launcher, private, sockets).make
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            launcher.stop()
            executor.shutdown()
            shutil.rmtree(sockets, ignore_errors=True)


@dataclass(frozen=True)
class Supervisor:
    """Sees to one report in each thread that asks; knows what begins jobs, and where these may write."""

    workers: Workers
    launcher: Launcher
    private: Path
    sockets: Path

    def make(self, task: Task) -> Outcome:
        """Makes a report; one that was lost by what may not be its own doing gets a second try."""
        outcome, lost = self._tried(task, 1)
        return self._tried(task, 2)[0] if lost else outcome

    def _tried(self, task: Task, attempt: int) -> tuple[Outcome, bool]:
        job = self._job(task, attempt)
        running = _Running(task, attempt, job, self.launcher.begin(asdict(job)))
        running.until_over(self.workers.limits)
        try:
            return running.outcome(), running.lost
        finally:
            running.tidy()

    def _job(self, task: Task, attempt: int) -> Job:
        limits = self.workers.limits
        return Job(
            notebook=str(task.notebook),
            parameters=dict(task.parameters),
            title=task.title,
            lang=task.lang,
            # A rep's page and sheet go to the rep, who has no index.
            index="" if task.kind in ("rep", "sheet") else "../" * task.page.count("/") + "index.html",
            engine=self.workers.engine if self.launcher.forks and attempt == 1 else ORDINARY,
            sockets=mkdtemp(dir=self.sockets) if os.name == "posix" else "",
            folder=mkdtemp(dir=self.private),
            cell_bytes=limits.cell_bytes,
            report_bytes=limits.report_bytes,
            memory=share(self.workers.jobs) if limits.memory is None else limits.memory,
            threads=max((os.cpu_count() or 1) // self.workers.jobs, 1),
            data=task.data,
            reads=task.reads,
        )
