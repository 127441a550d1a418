"""A real ipykernel in a forked process: the application that ``ipykernel_launcher`` starts, already imported."""

from __future__ import annotations

import atexit
import builtins
import contextlib
import os
import sys
import types
from collections.abc import Sequence
from typing import Any

from salestoolkit.reports.warm.wire import Teller

DESCRIPTORS = 255
"""As many a kernel may open before the system has to make room for more; it opens 70."""


def run(arguments: dict[str, Any], tell: Teller) -> None:
    """Serves one kernel until it is told to stop; tells ``ready`` once its sockets are bound."""
    _make_room()
    application: Any = _application(arguments["argv"])
    draw_inline(application.shell)
    tell(ready=True)
    application.iopub_thread.welcome()
    application.start()
    atexit._run_exitfuncs()


def _make_room() -> None:
    """Has Linux make its table of descriptors larger now; with threads, it waits for every processor before it does."""
    with contextlib.suppress(OSError):  # so many are not allowed here
        os.close(os.dup2(0, DESCRIPTORS, inheritable=False))


def _application(argv: Sequence[str]) -> Any:
    from salestoolkit.reports.warm.application import Application

    _forget_shell()
    sys.argv = ["ipykernel_launcher.py", *argv]
    application: Any = Application.instance(parent_handle=os.getppid())
    application.initialize(list(argv))
    return application


def _forget_shell() -> None:
    """Undoes what the shell did that was there while libraries were imported: a kernel makes its own."""
    from ipykernel.zmqshell import ZMQInteractiveShell

    ZMQInteractiveShell.clear_instance()
    sys.displayhook, sys.excepthook = sys.__displayhook__, sys.__excepthook__
    for name in ("get_ipython", "display"):
        builtins.__dict__.pop(name, None)
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main


def draw_inline(shell: Any) -> None:
    """Has figures shown after each cell, which matplotlib-inline arranges when it is imported inside a kernel."""
    backend = sys.modules.get("matplotlib_inline.backend_inline")
    if backend is None or "inline" not in os.environ.get("MPLBACKEND", ""):
        return
    configure: Any = backend.configure_inline_support
    if backend.flush_figures not in shell.events.callbacks["post_execute"]:
        configure.current_backend = "unset"
        configure(shell, "inline")
