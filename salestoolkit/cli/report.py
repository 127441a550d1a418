"""The commands that write for readers: ``report`` with its folder, and from definitions ``template``, ``reference``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option, echo

import salestoolkit as st
from salestoolkit.cli.options import Period, Source, listed
from salestoolkit.cli.printing import aligned
from salestoolkit.generate.writing import writing
from salestoolkit.words.catalogue import fill
from salestoolkit.words.errors import ReportsFailed, SalesToolkitError, Told

if TYPE_CHECKING:
    from salestoolkit.reports.batch import Run

Check = Annotated[bool, Option("--check", help="Write nothing; exit code 1 when a file is not as its definition says.")]


@dataclass(frozen=True)
class Output:
    """Where to, and what is printed"""

    to: Annotated[str, Option("--to", metavar="DIR", help="Folder for the reports, or a URL (s3://bucket/reports).")]
    quiet: Annotated[bool, Option("--quiet", help="Neither progress nor summary on standard error.")] = False
    json: Annotated[
        bool, Option("--json", help="Print the run's summary as JSON, instead of the path of the index.")
    ] = False


@dataclass(frozen=True)
class Choice:
    """Pages: which are made, and who is named on them"""

    each: Annotated[
        Literal["rep", "team"], Option("--each", help="One report per rep or per team, beside the review.")
    ] = "rep"
    kpi: Annotated[
        list[str] | None,
        Option("--kpi", metavar="NAME", help="Only these KPIs, or files of your own (repeat it)."),
    ] = None
    sheets: Annotated[
        bool, Option("--sheets", help="For each rep also one side of A4 for the one-to-one, in DIR/sheets.")
    ] = False
    pdf: Annotated[bool, Option("--pdf", help="Each page also as PDF (needs the extra 'pdf' and Chromium).")] = False
    zip: Annotated[bool, Option("--zip", help="All pages also in one archive, reports.zip.")] = False
    pseudonyms: Annotated[
        bool, Option("--pseudonyms", help="Numbers drawn by chance stand for reps; the key is a file beside DIR.")
    ] = False
    opaque_names: Annotated[bool, Option("--opaque-names", help="File names are a hash without a name.")] = False

    def pages(self, lang: str) -> st.Pages:
        """What was chosen, as ``report`` takes it."""
        wanted: dict[Literal["pdf", "zip"], bool] = {"pdf": self.pdf, "zip": self.zip}
        copies = [kind for kind, asked in wanted.items() if asked]
        named = {"pseudonyms": self.pseudonyms, "opaque_names": self.opaque_names}
        return st.Pages(self.each, listed(self.kpi) or None, lang, self.sheets, copies, **named)


@dataclass(frozen=True)
class Running:
    """Execution: how many at once, in what, and on which machines"""

    jobs: Annotated[int | None, Option("--jobs", min=1, help="Reports made at once; one per core by default.")] = None
    fresh: Annotated[
        bool, Option("--fresh", help="Make all again; those that would come out the same are kept otherwise.")
    ] = False
    engine: Annotated[
        Literal["warm", "inprocess", "nbclient"],
        Option(
            "--engine", help="Cells run in a forked kernel, in the forked process itself, or in an ordinary kernel."
        ),
    ] = "warm"
    scheduler: Annotated[
        str,
        Option("--scheduler", metavar="ADDRESS", help="Have the workers of a dask scheduler make the reports."),
    ] = ""
    lease: Annotated[
        float,
        Option("--lease", min=1, metavar="SECONDS", help="How long a worker may be silent until it loses its report."),
    ] = 30


@dataclass(frozen=True)
class Bounds:
    """Limits: beyond the first three a report is ended, beyond the last the whole run"""

    cell_limit: Annotated[float, Option("--cell-limit", min=0.1, help="Seconds that one cell may take.")] = 600
    report_limit: Annotated[float, Option("--report-limit", min=0.1, help="Seconds that one report may take.")] = 1800
    memory_limit: Annotated[
        int | None,
        Option(
            "--memory-limit", min=512, metavar="MB", help="Memory of one report; a share of the machine's by default."
        ),
    ] = None
    stop_at: Annotated[
        float,
        Option(
            "--stop-at", min=1, max=100, metavar="PERCENT", help="End early when ten, and more than this share, fail."
        ),
    ] = 50

    @property
    def limits(self) -> st.Limits:
        """What a report may take, and how many may fail."""
        memory = self.memory_limit * 2**20 if self.memory_limit else None
        return st.Limits(cell=self.cell_limit, report=self.report_limit, memory=memory, stop_at=self.stop_at)


def report(source: Source, period: Period, output: Output, choice: Choice, running: Running, bounds: Bounds) -> None:
    """Write the team's review and one report per rep.

    The pages open offline, and the last line printed is the path of their index. A rep's report focuses: own
    values against the team's. What the run came to stands on standard error. Exit code 3 means that some reports
    failed and all others were written. A second run makes only what is missing, failed, damaged or changed.

    \b
    Examples:
      salestoolkit report demo --to reports/demo
      salestoolkit report exports/ --crm maven_crm --to reports/q2 --from 2017-04-01 --until 2017-07-01
      salestoolkit report demo --to reports/monday --sheets --pdf
    """
    from salestoolkit.reports.publish.store import check_lasting
    from salestoolkit.reports.run.trial import check
    from salestoolkit.review.measurable import counted

    # What is wrong with a name or a place should be said before minutes of loading.
    pages = choice.pages(source.lang)
    check(pages.kpis or (), bounds.cell_limit)
    check_lasting(output.to)
    execution = st.Execution(limits=bounds.limits, progress=not output.quiet, **asdict(running))
    sales = source.load()
    try:
        run = st.report(sales, to=output.to, start=period.start, end=period.end, pages=pages, execution=execution)
    except ReportsFailed as error:
        _sum_up(error.run, output, source.lang)
        raise
    _sum_up(run, output, source.lang)
    if not output.quiet and not pages.kpis and (measured := counted(sales)):
        echo(measured, err=True)
    if not output.json:
        echo(run.index.resolve() if isinstance(run.index, Path) else run.index)


def _sum_up(run: Run, output: Output, lang: str) -> None:
    """The summary as a table on standard error, as JSON on standard output."""
    from salestoolkit.reports.summary import rows, summary

    about = summary(run)
    if not output.quiet:
        echo("\n".join(aligned(rows(about, lang))), err=True)
    if output.json:
        echo(dumps(about, ensure_ascii=False))


Reports = Annotated[str, Argument(metavar="DIR", help="Folder of reports, or its URL.")]


def verify(folder: Reports) -> None:
    """Check that every report is still as it was written.

    Each page, the index and rejected.csv are hashed again and compared with the manifest; exit code 1 when one is
    missing or has changed, or when the run has not ended.

    \b
    Examples:
      salestoolkit verify reports/demo
      salestoolkit verify reports/2017-q2
    """
    from salestoolkit.reports.publish.manifest import MANIFEST, damaged

    count, files = damaged(folder)
    if MANIFEST in files:
        raise SalesToolkitError(Told("run_has_no", folder=folder, manifest=MANIFEST, count=count))
    if files:
        raise SalesToolkitError(Told("not_as_written", folder=folder, files=", ".join(files)))
    echo(fill("{count} {count|report is as it was|reports are as they were} written.", "en", {"count": count}))


def purge(folder: Reports) -> None:
    """Remove the reports of a folder, and what runs left there.

    Pages, index, manifest and rejected rows hold names of people; other files in the folder stay.

    \b
    Examples:
      salestoolkit purge reports/demo
      salestoolkit verify reports/demo && salestoolkit purge reports/demo
    """
    from salestoolkit.reports.purging import purge as forget

    echo(fill("{count} {count|file|files} removed.", "en", {"count": forget(folder)}))


def template(
    name: Annotated[
        str | None,
        Argument(metavar="NAME", help="Only this one: a KPI's name or file, rep_review, meeting_sheet or team_review."),
    ] = None,
    to: Annotated[str, Option("--to", metavar="DIR", help="Folder of the notebooks.")] = "templates",
    check: Check = False,
) -> None:
    """Write the notebooks that papermill and JupyterLab run.

    \b
    Examples:
      salestoolkit template win_rate --to notebooks
      salestoolkit template --check
    """
    from salestoolkit.generate import notebooks

    folder = Path(to)
    if check:
        return _compare("template", _stale(folder, name), folder)
    if name:
        # A wrong name is said before a folder is made.
        notebooks.notebook(name)
    with writing(folder):
        _say(notebooks.write(folder, [name] if name else None))


def _stale(folder: Path, name: str | None) -> list[str]:
    from salestoolkit.generate import notebooks

    if name is None:
        return notebooks.stale(folder)
    path, fresh = folder / f"{Path(name).stem}.ipynb", notebooks.text(name)
    return [] if path.is_file() and path.read_text(encoding="utf-8") == fresh else [path.stem]


def reference(
    to: Annotated[str, Option("--to", metavar="DIR", help="Folder of the pages.")] = "docs/kpis",
    check: Check = False,
) -> None:
    """Write a page of documentation for each KPI.

    \b
    Examples:
      salestoolkit reference --to docs/kpis
      salestoolkit reference --check
    """
    from salestoolkit.generate import reference_pages as pages

    folder = Path(to)
    if check:
        return _compare("reference", pages.stale(folder), folder)
    with writing(folder):
        _say(pages.write(folder))


def _say(paths: Iterable[Path]) -> None:
    for path in paths:
        echo(path)


def _compare(command: str, old: Sequence[str], folder: Path) -> None:
    if old:
        again = f"salestoolkit {command} --to {folder}"
        raise SalesToolkitError(Told("not_as_defined", folder=str(folder), files=", ".join(old), command=again))
