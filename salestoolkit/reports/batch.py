"""Runs a batch: plans it, executes the notebooks in parallel, publishes pages, index and manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals
from time import monotonic

from salestoolkit.data.period import of_period
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.own import patient
from salestoolkit.reports.cluster.executor import Cluster
from salestoolkit.reports.machine.progress import announce
from salestoolkit.reports.machine.signals import Stopped, stoppable
from salestoolkit.reports.options import Execution, Pages
from salestoolkit.reports.plan import Order, plan
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.publish.closing import INDEX, closed
from salestoolkit.reports.publish.copies import Copies
from salestoolkit.reports.publish.store import Folder, Store, stored
from salestoolkit.reports.rep.pseudonyms import pseudonymised
from salestoolkit.reports.run import trial
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome, Workers
from salestoolkit.results.computing import Day
from salestoolkit.words.disk import room_for, unwritable
from salestoolkit.words.errors import ReportsFailed, ReportsStopped, SalesToolkitError, Told, UsageError

PAGES, EXECUTION = Pages(), Execution()


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
    pages: Pages = PAGES,
    execution: Execution = EXECUTION,
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
    pages : Pages
        Which pages are made and who is named on them, such as ``Pages(each="team", sheets=True)``.
    execution : Execution
        How many are made at once, where, and within which limits, such as ``Execution(jobs=4, fresh=True)``.

    Returns
    -------
    Run
        ``.index``, the path of the index (text where ``to`` is a URL), and ``.outcomes``, what became of each report.

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

    Examples
    --------
    >>> import tempfile
    >>> import salestoolkit as st
    >>> sales, folder = st.demo(reps=4, months=6, lang="en"), tempfile.mkdtemp()
    >>> how = st.Execution(engine="inprocess", progress=False)
    >>> run = st.report(sales, to=folder, pages=st.Pages(kpis=["win_rate"], each="team"), execution=how)
    >>> run.index.name, len(run.failed)
    ('index.html', 0)
    """
    trial.check(pages.kpis or (), execution.limits.cell)
    sales = of_period(sales, start, end)
    order = _order(pages, start, end, sales.lang)
    store = _store(to, pages.folder_only)
    workers = _workers(order, execution)
    made: dict[str, Outcome] = {}
    began = monotonic()
    try:
        with stoppable(), room_for(store.at("")), store.held() as private:
            copier = Copies(pages.copies, private, workers.jobs, order.lang, execution.progress)
            copier.check()
            if pages.pseudonyms:
                sales = pseudonymised(sales, Path(store.at("")), order.lang, private)
            announce("planning", order.lang, execution.progress)
            tasks = _planned(sales, order, private, execution)
            make(tasks, made, store, private, workers, execution.fresh)
            outcomes = tuple(made.get(task.page) or _not_tried(task) for task in tasks)
            copies, unprinted = closed(sales, order, outcomes, store, copier)
    except Stopped as signal:
        raise ReportsStopped(_how_far(made.values(), signal.number), signal.number) from None
    return _judged(Run(store.at(INDEX), outcomes, copies, monotonic() - began, unprinted), store)


def _order(pages: Pages, start: Day, end: Day, lang: str) -> Order:
    chosen = tuple(pages.kpis or ())
    period = str(start or ""), str(end or "")
    return Order(*period, pages.lang or lang, pages.each, chosen, pages.opaque_names, pages.sheets)


def _store(to: str | Path, folder_only: bool) -> Store:
    store = stored(to)
    if folder_only and not isinstance(store, Folder):
        raise UsageError(Told("folder_only", to=str(to)))
    return store


def _workers(order: Order, execution: Execution) -> Workers:
    """Those of this machine, or those of a scheduler, which is asked at once whether it is there."""
    here = (execution.engine, execution.at_once, execution.limits, execution.progress)
    if not execution.scheduler:
        return Workers(*here)
    cluster = Cluster(*here, execution.scheduler, execution.lease, order.own)
    cluster.reach()
    return cluster


def _planned(sales: SalesData, order: Order, private: Path, execution: Execution) -> list[Task]:
    try:
        with patient(execution.planning):
            return plan(sales, order, private, execution.progress)
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
