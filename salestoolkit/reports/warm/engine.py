"""A papermill engine over real kernels, forked or ordinary, that knows how a kernel ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from traitlets.config import Config

_OF_PAPERMILL = frozenset({"input_path", "execution_timeout", "start_timeout"})

Heard = Callable[[dict[str, Any]], None]


class KernelDied(RuntimeError):
    """A kernel that ended in mid-notebook; ``code`` is its exit code, negative for a signal, None when unknown."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"the kernel ended with exit code {code}")
        self.code = code


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, which knows how its kernel ended and lets somebody else hear every message."""

    heard: Heard | None = None
    made: Any = None

    def create_kernel_manager(self) -> Any:
        """The manager, kept beyond the end of its kernel."""
        self.made = super().create_kernel_manager()
        return self.made

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Processes a message of the kernel."""
        if self.heard is not None:
            self.heard(msg)
        return super().process_message(msg, cell, cell_index)

    def execute(self, **options: Any) -> Any:
        """Executes the notebook.

        Raises
        ------
        KernelDied
            When the kernel ended before its cells did.
        """
        try:
            return super().execute(**options)
        except DeadKernelError:
            raise KernelDied(_ending(self.made.provisioner)) from None


def _ending(provisioner: Any) -> int | None:
    process = getattr(provisioner, "forked", None) or getattr(provisioner, "process", None)
    return process.poll() if process else None


class KernelEngine(NBClientEngine):  # type: ignore[misc]
    """Runs cells in a kernel of ``kernels`` with ``heard`` listening; as papermill's own engine does otherwise."""

    kernels: type[AsyncKernelManager] = AsyncKernelManager
    heard: Heard | None = None
    sockets: str = ""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Executes the cells, and tells papermill of each."""
        about: dict[str, Any] = {name: value for name, value in options.items() if name not in _OF_PAPERMILL}
        about |= {"timeout": options.get("execution_timeout"), "startup_timeout": options.get("start_timeout", 60)}
        about |= {"kernel_name": kernel_name, "kernel_manager_class": cls.kernels, "log": logger}
        client = Client(nb_man, config=_private(cls.sockets), **about)
        client.heard = cls.heard
        return client.execute()


def _private(folder: str) -> Config:
    """Channels are sockets of its own in a private folder where there is one: no port, nobody else can connect.

    (ipykernel itself opens one port of loopback, for what children of a cell print; nothing depends on it.)
    """
    ipc = {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}
    return Config({"KernelManager": ipc} if folder else {})
