"""Runs a batch: plans it, executes the notebooks in parallel, publishes pages, index and manifest."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.computing import Day
from salestoolkit.reports.plan import Each, Order, plan
from salestoolkit.reports.publish import publish, writable
from salestoolkit.reports.work import Outcome, Task, make, quiet
from salestoolkit.words.errors import ReportsFailed
from salestoolkit.words.text import say

MANIFEST_SCHEMA = 1


@dataclass(frozen=True)
class Run:
    """A finished run: where the index is and what became of each report."""

    index: Path
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that could not be made."""
        return tuple(outcome for outcome in self.outcomes if outcome.status != "done")


def report(
    sales: SalesData,
    *,
    to: str | Path,
    start: Day = None,
    end: Day = None,
    lang: str | None = None,
    each: Each = "rep",
    kpis: Sequence[str] | None = None,
    jobs: int | None = None,
    progress: bool = True,
) -> Run:
    """The whole team's review and one report per rep (or per team) as HTML pages that open offline.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.
    to : str or Path
        Folder for ``index.html``, ``team_review.html``, ``reps/``, ``manifest.json`` and ``rejected.csv``.
    start, end : date or ISO text, optional
        Half-open period, as in ``compute``.
    lang : str, optional
        Language of the pages; that of ``sales`` by default.
    each : {"rep", "team"}
    kpis : sequence of str, optional
        Names of KPIs, or files that define one; all that are installed by default.
    jobs : int, optional
        Notebooks executed at the same time; one per core by default.
    progress : bool
        Whether a progress bar is shown on standard error.

    Raises
    ------
    OutputError
        Before any work, when the folder cannot be written.
    ReportsFailed
        After everything else was published, when some reports failed; ``.run`` has the outcomes.
    """
    folder = writable(Path(to))
    order = Order(str(start or ""), str(end or ""), lang or sales.lang, each, tuple(kpis or ()))
    with TemporaryDirectory(dir=folder, prefix=".run-") as private:
        tasks = plan(sales, order, Path(private).resolve())
        pool = _pool(min(jobs or os.cpu_count() or 1, len(tasks)), Path(private) / "kernels.log")
        outcomes = _ordered(tasks, _made(tasks, folder, pool, progress))
    # Like the pages, the rejected rows are for who made them: they hold names.
    sales.intake.write(folder).chmod(0o600)
    index = _indexed(sales, order, outcomes, folder)
    publish(folder / "manifest.json", _manifest(sales, order, outcomes))
    return _judged(Run(index, outcomes))


def _pool(jobs: int, log: Path) -> ProcessPoolExecutor:
    """Fresh processes (a fork would inherit the threads of the libraries loaded here) that write to a log."""
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=quiet, initargs=(log,))


def _made(tasks: Sequence[Task], folder: Path, pool: ProcessPoolExecutor, progress: bool) -> Iterator[Outcome]:
    from tqdm import tqdm

    with (
        pool,
        tqdm(total=len(tasks), disable=not progress, unit="report", file=sys.stderr) as bar,
    ):
        futures = {pool.submit(make, task, folder): task for task in tasks}
        for future in as_completed(futures):
            error = future.exception()
            yield (Outcome(futures[future], "failed", f"{type(error).__name__}: {error}") if error else future.result())
            bar.update()


def _ordered(tasks: Sequence[Task], outcomes: Iterator[Outcome]) -> tuple[Outcome, ...]:
    place = {task.page: index for index, task in enumerate(tasks)}
    return tuple(sorted(outcomes, key=lambda outcome: place[outcome.task.page]))


def _indexed(sales: SalesData, order: Order, outcomes: Sequence[Outcome], folder: Path) -> Path:
    from salestoolkit.engine.glance import facts
    from salestoolkit.reports.page.index import Entry, render_index

    entries = [Entry(o.task.name, o.task.team, o.task.page, o.status, o.size) for o in outcomes]
    about = facts(sales, order.start, order.end, order.lang)
    page = render_index(
        entries[1:],
        title=say("overview.index", order.lang),
        lang=order.lang,
        facts=about,
        first=entries[:1],
        each=order.each,
    )
    publish(folder / "index.html", page)
    return folder / "index.html"


def _manifest(sales: SalesData, order: Order, outcomes: Sequence[Outcome]) -> str:
    from salestoolkit import __version__

    reports = [
        {
            "kind": o.task.kind,
            "id": o.task.identity,
            "file": o.task.page,
            "status": o.status,
            "error": o.error,
            "seconds": round(o.seconds, 3),
            "sha256": o.sha256,
            "bytes": o.size,
        }
        for o in outcomes
    ]
    about = {
        "schema": MANIFEST_SCHEMA,
        "salestoolkit": __version__,
        "source": {"name": sales.name, "sha256": sales.sha256},
        "as_of": sales.as_of.isoformat(),
        "timezone": sales.timezone,
        "period": {"start": order.start or None, "end": order.end or None},
        "lang": order.lang,
        "kpis": [Path(spec).stem for spec in order.specs],
        "done": sum(o.status == "done" for o in outcomes),
        "failed": sum(o.status != "done" for o in outcomes),
    }
    return json.dumps(about | {"reports": reports}, ensure_ascii=False, indent=1) + "\n"


def _judged(run: Run) -> Run:
    if not run.failed:
        return run
    first = run.failed[0]
    error = ReportsFailed(
        f"{len(run.failed)} of {len(run.outcomes)} reports failed, first {first.task.page}: {first.error}. "
        f"The others are in {run.index.parent}; manifest.json names each."
    )
    error.run = run  # type: ignore[attr-defined]
    raise error
