"""One report, made in a process of its own: papermill executes its notebook, the page is written where it was asked."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from salestoolkit.reports.machine.atomic_files import written
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.machine.memory import keep_to
from salestoolkit.reports.machine.sandbox import confine
from salestoolkit.reports.run.sections import Broken, let_fail, mended, plain
from salestoolkit.reports.warm.wire import Teller
from salestoolkit.words.disk import free, how_full

Engine = Literal["warm", "inprocess", "nbclient"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Task:
    """A report to be made: a template with parameters, and where its page goes (relative to the output folder).

    ``reads`` are the files that its cells may read; without any they may read what the user may. ``faults`` are errors
    of planning, by the section that cannot be made for them.
    """

    kind: str
    identity: str
    name: str
    team: str
    notebook: Path
    parameters: Mapping[str, str]
    page: str
    title: str
    lang: str
    key: str = ""
    data: str = ""
    reads: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Job:
    """What a process is told: the task, the kind of kernel, and how much cells may put out and hold.

    ``folder`` is for the page and for whatever cells hold in temporary files, which a kernel that is killed leaves.
    ``data`` is the hash of what the notebook reads; what is not as it was written any more is not read.
    """

    notebook: str
    parameters: Mapping[str, Any]
    title: str
    lang: str
    index: str
    engine: Engine
    sockets: str
    folder: str
    cell_bytes: int
    report_bytes: int
    memory: int = 0
    threads: int = 1
    data: str = ""
    reads: Sequence[str] = ()

    @property
    def staged(self) -> Path:
        """Where the page is written before it is published."""
        return Path(self.folder, "page.html")


class Unfinished(Exception):
    """A notebook whose execution ended without every cell having run, or that did not begin."""


def intact(job: Job) -> None:
    """Checks that the data are what the run wrote: a flipped bit would be read without a word.

    Raises
    ------
    Unfinished
        When they are not.
    """
    if job.data and hash_of(source := Path(job.parameters["source"])) != job.data:
        raise Unfinished(
            f"the data in {source.name} are not as the run wrote them: the disk or its memory may be faulty"
        )


def run(arguments: Mapping[str, Any], tell: Teller) -> None:
    """Makes the report, and tells how it went: each cell as it begins, then ``done`` or ``error``."""
    job = Job(**arguments)
    os.environ["TMPDIR"], tempfile.tempdir = job.folder, None
    watch = Watch(tell, job)
    keep_to(job.memory, job.threads)
    try:
        intact(job)
        if job.reads:
            confine([*job.reads, job.notebook, job.folder, *filter(None, [job.sockets])])
        notebook = executed(job, watch)
        complete(notebook.cells)
        hash_, size = written(job.staged, _page(job, notebook).encode())
    except Exception as error:  # whatever a cell raises is this report's failure, not the batch's
        told = _one_line(error, watch.cell) + _of_memory(error, job) + _of_disk(error, job)
        tell(error=told, death=_death(error))
    else:
        tell(done={"sha256": hash_, "size": size, "peak_kib": _peak(), "broken": watch.broken})


class Watch:
    """Tells which cell runs, and ends the process when cells put out more than they may."""

    def __init__(self, tell: Teller, job: Job) -> None:
        self.tell, self.job = tell, job
        self.cell = self.of_cell = self.of_report = 0
        self.broken: list[Broken] = []

    def follow(self, managed: Any) -> None:
        """Hears of each cell that papermill's notebook manager is told of."""
        begin = managed.cell_start

        def begins(cell: Any, index: int, **more: Any) -> None:
            if cell.cell_type == "code":
                self.cell, self.of_cell = self.cell + 1, 0
                self.tell(cell=self.cell)
            begin(cell, index, **more)

        managed.cell_start = begins

    def heard(self, message: Mapping[str, Any]) -> None:
        """Adds up what a message carries. Who floods is not asked to stop: the process ends, and its kernel with it."""
        size = _size(message["content"])
        self.of_cell += size
        self.of_report += size
        for put_out, most, what in (
            (self.of_cell, self.job.cell_bytes, "cell"),
            (self.of_report, self.job.report_bytes, "report"),
        ):
            if put_out > most:
                self.tell(error=f"cell {self.cell}: more than {most / 1e6:g} MB of output in one {what}", death=None)
                os._exit(1)


def _size(content: Mapping[str, Any]) -> int:
    shown = content.get("data") or {}
    return len(content.get("text") or "") + sum(len(part) for part in shown.values() if isinstance(part, str))


def executed(job: Job, watch: Watch) -> Any:
    """The job's notebook with the outputs of its cells."""
    import papermill
    from papermill.engines import papermill_engines

    papermill_engines.register("job", _engine(job, watch))
    kernel = (
        {} if job.engine == "inprocess" else {"shutdown_kernel": "immediate", "extra_arguments": ["--log-level=50"]}
    )
    return papermill.execute_notebook(
        job.notebook,
        None,
        parameters=dict(job.parameters),
        engine_name="job",
        kernel_name="python3",
        progress_bar=False,
        cwd=job.folder,
        request_save_on_cell_execute=False,
        **kernel,
    )


def _engine(job: Job, watch: Watch) -> Any:
    """The papermill engine of a job, which tells of its cells."""

    class Watched(_base(job)):  # type: ignore[misc]
        heard = staticmethod(watch.heard)
        sockets = job.sockets

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            watch.follow(nb_man)
            let_fail(nb_man.nb)
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:
                watch.broken = mended(nb_man.nb, job.lang)

    return Watched


def _base(job: Job) -> Any:
    if job.engine == "inprocess":
        from salestoolkit.reports.warm.inprocess import InProcessEngine

        return InProcessEngine
    from salestoolkit.reports.warm.engine import KernelEngine
    from salestoolkit.reports.warm.manager import manager_here

    return type("Warm", (KernelEngine,), {"kernels": manager_here()}) if job.engine == "warm" else KernelEngine


def complete(cells: Sequence[Any]) -> None:
    """Checks that every cell ran to its end: a dead kernel leaves cells without an error, only counts and outputs tell.

    Raises
    ------
    Unfinished
        For the first cell that did not.
    """
    for number, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        for output in cell.outputs:
            if output.output_type == "error":
                raise Unfinished(f"cell {number}: {output.ename}: {output.evalue}")
        if cell.execution_count is None and cell.source.strip():
            raise Unfinished(f"cell {number} did not run")


def _page(job: Job, notebook: Any) -> str:
    from salestoolkit.reports.page.page import render

    return render(notebook, title=job.title, lang=job.lang, index=job.index)


def _peak() -> int:
    """The most memory this process or one of its children held, in KiB; 0 where the system does not say."""
    if os.name != "posix":
        return 0
    import resource

    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used) // (1024 if sys.platform == "darwin" else 1)


def _death(error: Exception) -> int | None:
    """The exit code of a kernel that died, negative for a signal; None for any other error."""
    code: int | None = getattr(error, "code", None)
    return code


def _one_line(error: Exception, running: int) -> str:
    from salestoolkit.reports.warm.engine import KernelDied

    if isinstance(error, KernelDied):
        return f"cell {running}: the kernel {ended(error.code)}"
    if isinstance(error, Unfinished):
        return plain(str(error), LONGEST_ERROR)
    name = getattr(error, "ename", type(error).__name__)
    cell = getattr(error, "exec_count", None)
    place = f"cell {cell}: " if cell is not None else ""
    return plain(f"{place}{name}: {getattr(error, 'evalue', error)}", LONGEST_ERROR)


def _of_memory(error: Exception, job: Job) -> str:
    short = getattr(error, "ename", type(error).__name__) in ("MemoryError", "OutOfMemoryException", "ArrowMemoryError")
    return f" (a report may hold {job.memory / 2**20:,.0f} MB: --memory-limit)" if short and job.memory else ""


def _of_disk(error: Exception, job: Job) -> str:
    """Without the path, which is one of this run alone and names a folder of this machine."""
    full = how_full(error)
    return f" ({full[0].lower()}{full[1:]}{free(Path(job.folder))})" if full else ""


def ended(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None:
        return "ended without a word"
    if code >= 0:
        return f"ended by itself with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"was killed by {name}" + (" (memory may have run out)" if name in ("SIGKILL", "SIGABRT") else "")
