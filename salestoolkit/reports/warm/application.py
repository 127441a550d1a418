"""ipykernel's application, as it is started in a process that has imported everything: what a report has no use for
is left out.

After a fork, each page of memory that is so much as looked at is copied. So looking around is what costs most.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar

from ipykernel import ipkernel, kernelapp
from IPython.core import shellapp
from traitlets.config import Config

from salestoolkit.reports.warm.stream import Publisher, Stream

_SAID = {
    "--log-level=50": Config(IPKernelApp={"log_level": 50}),
    "--HistoryManager.hist_file=:memory:": Config(HistoryManager={"hist_file": ":memory:"}),
}
"""What managers say besides the file of the connection."""


class Application(kernelapp.IPKernelApp):
    """A kernel that sends its outputs as ``Publisher`` does and knows no debugger."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)  # type: ignore[no-untyped-call]
        self.outstream_class = f"{Stream.__module__}.{Stream.__name__}"

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Reads what managers say; for anything else, a parser is made of all options that there are."""
        flag, file, *options = argv or ["", ""]
        if flag != "-f" or not all(option in _SAID for option in options):
            super().parse_command_line(argv)
            return
        for config in (Config(IPKernelApp={"connection_file": file}), *(_SAID[option] for option in options)):
            self.update_config(config)

    def init_iopub(self, context: Any) -> None:
        """Makes the channel of outputs."""
        with _instead(kernelapp, "IOPubThread", Publisher):
            super().init_iopub(context)  # type: ignore[no-untyped-call]

    def init_kernel(self) -> None:
        """Makes the kernel, which looks at every module to tell a debugger which are not the user's."""
        with _instead(ipkernel, "sys", _NoModules()):
            super().init_kernel()  # type: ignore[no-untyped-call]

    def init_code(self) -> None:
        """Runs what is run before the first cell, then has the shell know which modules are not the user's."""
        with _instead(shellapp, "sys", _NoModules()):
            super().init_code()  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        shell._sys_modules_keys = modules()


@cache
def modules() -> set[str]:
    """The names of all that is imported; asked before a fork."""
    return set(sys.modules)


class _NoModules:
    """Stands for ``sys`` where nothing but its modules is asked for."""

    modules: ClassVar[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextmanager
def _instead(module: Any, name: str, other: Any) -> Iterator[None]:
    own = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, own)
