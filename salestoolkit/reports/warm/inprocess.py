"""A papermill engine that runs cells in the shell of this very process: for a process that ends with its notebook.

Outputs are made by ipykernel's shell and read by nbclient, as with a kernel. What only a kernel has is not there:
widgets' state, standard input, and the output of programs that cells start without ``!``.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from papermill.engines import Engine
from papermill.log import logger

from salestoolkit.reports.warm.engine import Client, Heard
from salestoolkit.reports.warm.kernel import draw_inline
from salestoolkit.reports.warm.shell import HandedOver, Message, notebook_shell, take_streams

LANGUAGE = {
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class InProcessEngine(Engine):  # type: ignore[misc]
    """Runs cells in this process's shell, which exists already where the process was forked from a warm one."""

    heard: Heard | None = None

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> Any:
        """Executes the cells, and tells papermill of each."""
        shell = _shell()
        client = Client(nb_man, log=logger, kernel_name=kernel_name)
        client.heard = cls.heard
        kept = sys.stdout, sys.stderr, sys.displayhook
        asyncio.set_event_loop(asyncio.new_event_loop())
        take_streams(shell.displayhook.session)
        try:
            _run_cells(shell, client, nb_man)
        finally:
            sys.stdout, sys.stderr, sys.displayhook = kept
        nb_man.nb.metadata["language_info"] = LANGUAGE
        return nb_man.nb


def _shell() -> Any:
    from ipykernel.zmqshell import ZMQInteractiveShell

    held: Any = ZMQInteractiveShell.instance() if ZMQInteractiveShell.initialized() else None
    shell = held if held and isinstance(held.displayhook.session, HandedOver) else notebook_shell()
    draw_inline(shell)
    return shell


def _run_cells(shell: Any, client: Client, nb_man: Any) -> None:
    for index, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, index)
        try:
            if cell.cell_type == "code" and cell.source.strip() and not _run(shell, client, cell, index):
                nb_man.cell_exception(cell, cell_index=index)
                break
        finally:
            nb_man.cell_complete(cell, cell_index=index)


def _run(shell: Any, client: Client, cell: Any, index: int) -> bool:
    """Runs a cell; whether the next may run."""

    def hear(message: Message) -> None:
        client.process_message(message, cell, index)

    cell.outputs, client.clear_before_next_output = [], False
    shell.displayhook.session.to = hear
    cell.execution_count = shell.execution_count
    result = _result(shell, cell.source)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    shell.displayhook.session.to = None
    return bool(result.success) or "raises-exception" in cell.metadata.get("tags", [])


def _result(shell: Any, source: str) -> Any:
    """As a kernel does: on the loop where a cell awaits, at once where it does not."""
    transformed = shell.transform_cell(source)
    if not shell.should_run_async(source, transformed_cell=transformed):
        return shell.run_cell(source, store_history=True)
    loop = asyncio.get_event_loop()
    result = loop.run_until_complete(shell.run_cell_async(source, store_history=True, transformed_cell=transformed))
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", result)
    return result
