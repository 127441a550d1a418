"""One report: papermill executes its notebook in a kernel of its own, the page is made and published."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from salestoolkit.reports.publish import publish


@dataclass(frozen=True)
class Task:
    """A report to be made: a template with parameters, and where its page goes (relative to the output folder)."""

    kind: str
    identity: str
    name: str
    team: str
    notebook: Path
    parameters: Mapping[str, str]
    page: str
    title: str
    lang: str


@dataclass(frozen=True)
class Outcome:
    """What became of a task; ``error`` says in one line which cell failed and why."""

    task: Task
    status: str = "done"
    error: str = ""
    seconds: float = 0.0
    sha256: str = ""
    size: int = 0


class Unfinished(Exception):
    """A notebook whose execution ended without every cell having run."""


def quiet(log: Path) -> None:
    """Sends what this process and its kernels say on standard error to a log: an outcome tells what matters."""
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), 2)


def make(task: Task, to: Path) -> Outcome:
    """Executes the task's notebook and publishes its page; a failure is an outcome, not an error."""
    began = monotonic()
    try:
        sha256, size = publish(to / task.page, _page(task, _executed(task)))
    except Exception as error:  # whatever a cell raises is this report's failure, not the batch's
        return Outcome(task, "failed", _one_line(error), monotonic() - began)
    return replace(Outcome(task), seconds=monotonic() - began, sha256=sha256, size=size)


def _executed(task: Task) -> Any:
    import papermill

    with TemporaryDirectory(prefix="salestoolkit-") as sockets:
        executed = papermill.execute_notebook(
            str(task.notebook),
            None,
            parameters=dict(task.parameters),
            kernel_name="python3",
            progress_bar=False,
            cwd=str(task.notebook.parent),
            request_save_on_cell_execute=False,
            config=_kernel(sockets),
            extra_arguments=["--log-level=50"],
        )
    _complete(executed.cells)
    return executed


def _kernel(sockets: str) -> Any:
    """A kernel that talks over sockets of its own in a private folder where there are any: no port, nobody listens."""
    from traitlets.config import Config

    ipc = {"transport": "ipc", "connection_file": f"{sockets}/kernel.json"}
    return Config({"KernelManager": ipc} if os.name == "posix" else {})


def _complete(cells: Sequence[Any]) -> None:
    """A dead kernel leaves cells that never ran without an error: only counts and outputs tell."""
    for number, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        if cell.execution_count is None:
            raise Unfinished(f"cell {number} did not run")
        if any(output.output_type == "error" for output in cell.outputs):
            raise Unfinished(f"cell {number} ended with an error")


def _page(task: Task, notebook: Any) -> str:
    from salestoolkit.reports.page.page import render

    # A rep's page goes to the rep, who has no index.
    index = "" if task.kind == "rep" else "../" * task.page.count("/") + "index.html"
    return render(notebook, title=task.title, lang=task.lang, index=index)


def _one_line(error: Exception) -> str:
    name = getattr(error, "ename", type(error).__name__)
    text = getattr(error, "evalue", str(error))
    cell = getattr(error, "exec_count", None)
    place = f"cell {cell}: " if cell is not None else ""
    return " ".join(f"{place}{name}: {text}".split())[:500]
