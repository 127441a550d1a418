"""Runs a batch: plans it, executes the notebooks in parallel, publishes pages, index and manifest."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from signal import Signals
from time import monotonic
from typing import Any

from salestoolkit.data.period import of_period
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.own import patient
from salestoolkit.reports.cluster.coordinator import LEASE
from salestoolkit.reports.cluster.executor import Cluster
from salestoolkit.reports.machine.fingerprint import fingerprint
from salestoolkit.reports.machine.progress import announce
from salestoolkit.reports.machine.signals import Stopped, stoppable
from salestoolkit.reports.plan import Each, Order, plan
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.copies import Copies, Kind, pdf_of
from salestoolkit.reports.publish.store import Folder, Store, stored
from salestoolkit.reports.rep.pseudonyms import pseudonymised
from salestoolkit.reports.run import trial
from salestoolkit.reports.run.job import ENGINES, Engine, Task
from salestoolkit.reports.run.workers import Limits, Outcome, Workers
from salestoolkit.results.computing import Day
from salestoolkit.words.disk import room_for, unwritable
from salestoolkit.words.errors import ReportsFailed, ReportsStopped, SalesToolkitError, Told, UnknownName, UsageError
from salestoolkit.words.text import say

INDEX = "index.html"


@dataclass(frozen=True)
class Run:
    """A finished run: where the index is (a path, or a URL as text), what became of each report, copies of its pages,
    and seconds taken.
    """

    index: Path | str
    outcomes: tuple[Outcome, ...]
    copies: tuple[manifest.Entry, ...] = ()
    seconds: float = 0.0
    unprinted: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that could not be made, or not all of them."""
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
    engine: Engine = "warm",
    limits: Limits | None = None,
    fresh: bool = False,
    copies: Sequence[Kind] = (),
    pseudonyms: bool = False,
    opaque_names: bool = False,
    sheets: bool = False,
    scheduler: str = "",
    lease: float = LEASE,
) -> Run:
    """The whole team's review and one report per rep (or per team) as HTML pages that open offline.

    Parameters
    ----------
    sales : SalesData
        From ``load`` or ``demo``.
    to : str or Path
        Folder for ``index.html``, ``team_review.html``, ``reps/``, ``sheets/``, ``manifest.json``, ``rejected.csv``; or
        the URL of a place that fsspec has a protocol for, such as ``s3://bucket/reports``.
    start, end : date or ISO text, optional
        Half-open period, as in ``compute``; what happened after it does not count, unless ``load`` was given ``as_of``.
    lang : str, optional
        Language of the pages; that of ``sales`` by default.
    each : {"rep", "team"}
    kpis : sequence of str, optional
        Names of KPIs, or files that define one; all that are installed by default.
    jobs : int, optional
        Notebooks executed at the same time; one per core by default.
    progress : bool
        Whether a progress bar is shown on standard error.
    engine : {"warm", "inprocess", "nbclient"}
        Where cells run: in a kernel forked from a warm process (where forks are not safe, in an ordinary one, which is
        said once); in the shell of the forked process itself; in an ordinary kernel.
    limits : Limits, optional
        Seconds for a cell and for a report, bytes of output and of memory; beyond them a report is ended. Percentage
        of reports beyond which, ten having failed, the rest is not tried.
    fresh : bool
        Whether to make every report again. By default those are kept that an earlier run made of the same template,
        parameters, data and version, and whose page is still as it was written.
    copies : sequence of {"pdf", "zip"}
        Copies of the pages: each as PDF beside it (needs the extra ``pdf`` and Chromium), all in ``reports.zip``.
    pseudonyms : bool
        Whether numbers drawn by chance stand for reps everywhere; the key is written to ``to`` + ``.pseudonyms.csv``.
    opaque_names : bool
        Whether file names are a hash without a name.
    sheets : bool
        Whether each rep also gets a meeting sheet, one side of A4 for the one-to-one.
    scheduler : str, optional
        Address of a ``dask.distributed`` scheduler whose workers make the reports; this process publishes them.
    lease : float
        Seconds that such a worker may be silent; then its report is given to another, and what it sends is dropped.

    Raises
    ------
    UsageError
        Before any work, when nothing is recorded in the period, PDF is wanted and cannot be had, or copies or
        pseudonyms at a URL.
    ClusterError
        When the scheduler cannot be reached, or no worker of it can be used (any more); what is done stays.
    OutputError
        When the folder cannot be written, or has no room for the reports; before any work, if that can be told.
    FolderBusy
        Before any work, when another run writes to it.
    ReportsStopped
        When a signal asked the run to end; what is done stays, and the same call goes on from there.
    ReportsFailed
        After everything else was published, when some reports or PDFs failed; ``.run`` has the outcomes.
    """
    if engine not in ENGINES:
        raise UnknownName("engine", engine, ENGINES)
    limits = limits or Limits()
    trial.check(kpis or (), limits.cell)
    sales = of_period(sales, start, end)
    order = Order(str(start or ""), str(end or ""), lang or sales.lang, each, tuple(kpis or ()), opaque_names, sheets)
    store = _store(to, bool(copies) or pseudonyms)
    here = Workers(engine, jobs or os.cpu_count() or 1, limits, progress)
    workers = _workers(order, scheduler, lease, here)
    made: dict[str, Outcome] = {}
    began = monotonic()
    try:
        with stoppable(), room_for(store.at("")), store.held() as private:
            copier = Copies(copies, private, workers.jobs, order.lang, progress)
            copier.check()
            if pseudonyms:
                sales = pseudonymised(sales, Path(store.at("")), order.lang, private)
            announce("planning", order.lang, progress)
            tasks = _planned(sales, order, private, progress, max(limits.cell, trial.LEAST))
            make(tasks, made, store, private, workers, fresh)
            outcomes = tuple(made.get(task.page) or _not_tried(task) for task in tasks)
            run = _told(sales, order, outcomes, store, copier)
    except Stopped as signal:
        raise ReportsStopped(_how_far(made.values(), signal.number), signal.number) from None
    return _judged(replace(run, seconds=monotonic() - began), store)


def _store(to: str | Path, folder_only: bool) -> Store:
    store = stored(to)
    if folder_only and not isinstance(store, Folder):
        raise UsageError(Told("folder_only", to=str(to)))
    return store


def _workers(order: Order, scheduler: str, lease: float, here: Workers) -> Workers:
    """Those of this machine, or those of a scheduler, which is asked at once whether it is there."""
    if not scheduler:
        return here
    cluster = Cluster(here.engine, here.jobs, here.limits, here.progress, scheduler, lease, order.own)
    cluster.reach()
    return cluster


def _planned(sales: SalesData, order: Order, private: Path, progress: bool, seconds: float) -> list[Task]:
    try:
        with patient(seconds):
            return plan(sales, order, private, progress)
    except OSError as error:
        if isinstance(error, SalesToolkitError):
            raise
        raise unwritable(private.parent, error) from None


def make(
    tasks: Sequence[Task], made: dict[str, Outcome], to: manifest.Where, private: Path, workers: Workers, fresh: bool
) -> None:
    """Adds each outcome by its page as soon as it is known; what an earlier run made of the same is kept.

    Raises
    ------
    OutputError
        When there is no room for the pages, or one cannot be put in place.
    """
    store = stored(to)
    known = manifest.known(store)
    if not fresh:
        made |= {task.page: outcome for task in tasks if (outcome := manifest.kept(store, task, known))}
    left = [task for task in tasks if task.page not in made]
    store.check(left, known, workers.jobs)
    failed = 0
    with closing(workers.make(left, private, len(tasks))) as outcomes:
        for count, outcome in enumerate(outcomes, 1):
            made[outcome.task.page] = _published(outcome, store)
            failed += not outcome.made
            if workers.limits.hopeless(failed, count):
                return


def _not_tried(task: Task) -> Outcome:
    return Outcome(task, "failed", "not tried, because too many others failed", attempts=0)


def _told(sales: SalesData, order: Order, outcomes: tuple[Outcome, ...], store: Store, copier: Copies) -> Run:
    """Writes copies and what tells of the reports; the manifest last, since who reads it takes the rest to be there."""
    rejected = sales.intake.write(copier.room())
    store.publish(rejected.name, rejected.read_bytes())
    folder = store.folder if isinstance(store, Folder) else None
    pdfs, unprinted = copier.pdfs(folder, outcomes) if folder else ([], {})
    index = _indexed(sales, order, outcomes, {each["file"] for each in pdfs}).encode()
    store.publish(INDEX, index)
    made = {o.task.page: o.sha256 for o in outcomes if o.made}
    files = {INDEX: sha256(index).hexdigest(), **made, **{each["file"]: each["sha256"] for each in pdfs}}
    copies = (*pdfs, *(copier.archive(folder, files) if folder else ()))
    told = [_file(rejected.name, rejected.read_bytes()), _file(INDEX, index)]
    manifest.write(store, _about(sales, order) | {"files": told}, outcomes, copies)
    manifest.Journal(store).close()
    return Run(store.at(INDEX), outcomes, copies, unprinted=unprinted)


def _file(name: str, content: bytes) -> manifest.Entry:
    return {"file": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}


def _published(outcome: Outcome, store: Store) -> Outcome:
    """Notes the outcome and puts the page where readers look; what failed leaves an older page as it was.

    The note comes first: it has the page's hash, so a run that stops between the two makes the page again only if it
    is not there.
    """
    manifest.Journal(store).note(outcome)
    if outcome.staged is not None:
        store.place(outcome.staged, outcome.task.page)
    return outcome


def _how_far(outcomes: Iterable[Outcome], number: int) -> Told:
    done = sum(outcome.status == "done" for outcome in outcomes)
    return Told("stopped_by", signal=Signals(number).name, done=done)


def _indexed(sales: SalesData, order: Order, outcomes: Sequence[Outcome], pdfs: Container[str]) -> str:
    """The index; it lists the reports by name."""
    from salestoolkit.reports.page.index import Entry, render_index
    from salestoolkit.results.overview import facts

    def entry(of: Outcome) -> Entry:
        task, pdf = of.task, pdf_of(of.task.page)
        name = say("sheet.title", order.lang, rep=task.name) if task.kind == "sheet" else task.name
        return Entry(name, task.team, task.page, of.status, of.size, pdf if pdf in pdfs else "")

    sheets = {o.task.identity: entry(o) for o in outcomes if o.task.kind == "sheet"}
    first, *others = [o for o in outcomes if o.task.kind != "sheet"]
    rows = [
        replace(entry(o), sheet=sheets.pop(o.task.identity, None) if o.task.kind == "rep" else None) for o in others
    ]
    entries = [*rows, *sheets.values()]
    about = facts(sales, order.start, order.end, order.lang)
    return render_index(
        sorted(entries, key=lambda entry: entry.name.casefold()),
        title=say("overview.index", order.lang),
        lang=order.lang,
        facts=about,
        first=[entry(first)],
        each=order.each,
    )


def _about(sales: SalesData, order: Order) -> dict[str, Any]:
    """What the manifest says of the whole run."""
    from salestoolkit import __version__

    return {
        "salestoolkit": __version__,
        "library": fingerprint(),
        "source": {"name": sales.name, "sha256": sales.sha256, "control": dict(sales.control)},
        "as_of": sales.as_of.isoformat(),
        "timezone": sales.timezone,
        "period": {"start": order.start or None, "end": order.end or None},
        "lang": order.lang,
        "kpis": order.names,
    }


def _judged(run: Run, store: Store) -> Run:
    tried_in_vain = [outcome for outcome in run.failed if outcome.attempts]
    failed, partial = ({o.task.page: o.error for o in tried_in_vain if o.made is made} for made in (False, True))
    kinds = (("reports_failed", failed), ("lack_section", partial), ("pdfs_failed", run.unprinted))
    for what, problems in kinds:
        if problems:
            first = next(iter(problems))
            tried = sum(outcome.attempts > 0 for outcome in run.outcomes)
            told = Told(what, count=len(problems), of=tried, first=first, error=str(problems[first]))
            break
    else:
        return run
    if left := sum(not outcome.attempts for outcome in run.failed):
        told = Told("stopped_early", left=left, told=told)
    error = ReportsFailed(Told("others_in", told=told, place=str(store.at(""))))
    error.run = run
    raise error
