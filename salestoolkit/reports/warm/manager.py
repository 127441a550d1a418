"""What jupyter_client needs for a forked kernel: a provisioner, a manager, and a client that wastes no time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from queue import Empty
from typing import Any, Protocol

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import DottedObjectName, Type

from salestoolkit.reports.machine.descendants import kill
from salestoolkit.reports.warm import kernel
from salestoolkit.reports.warm.fork import Birth, fork
from salestoolkit.reports.warm.wire import Teller

POLL = 0.001


class Forked(Protocol):
    """A kernel's process as its manager sees it."""

    pid: int

    def fileno(self) -> int:
        """What can be read once there is news of it."""

    @property
    def ready(self) -> bool:
        """Whether its sockets are bound."""

    def poll(self) -> int | None:
        """The exit code; None while it lives."""

    def signal(self, number: int) -> None:
        """Sends a signal."""


Forking = Callable[[list[str], str, dict[str, str]], Forked]
"""Forks a kernel: its arguments, its working directory, its environment."""


class Own:
    """A kernel that this very process forked: it reaps it, and hears by a pipe when it is ready."""

    def __init__(self, pid: int, reading: int) -> None:
        self.pid, self.reading = pid, reading
        self.code: int | None = None
        self.said = b""

    def fileno(self) -> int:
        """The pipe's reading end."""
        return self.reading

    @property
    def ready(self) -> bool:
        """Whether its sockets are bound."""
        with contextlib.suppress(BlockingIOError):
            self.said = self.said or os.read(self.reading, 4096)
        return bool(self.said)

    def poll(self) -> int | None:
        """The exit code; None while it lives."""
        if self.code is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.code = os.waitstatus_to_exitcode(status)
                os.close(self.reading)
        return self.code

    def signal(self, number: int) -> None:
        """Sends a signal; SIGKILL ends all that came of the kernel too."""
        if self.poll() is None:
            kill(self.pid) if number == signal.SIGKILL else os.kill(self.pid, number)


def fork_here(argv: list[str], cwd: str, environment: dict[str, str]) -> Own:
    """Forks a kernel from this process, which must be warm and have one thread."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    tell = Teller.of(writing)
    pid = fork(partial(kernel.run, {"argv": argv}, tell), Birth([writing], cwd, environment))
    tell.close()
    return Own(pid, reading)


class ForkProvisioner(LocalProvisioner):
    """Has a kernel forked in the place of starting a program."""

    forking: Forking
    forked: Forked | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self.forked is not None

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Forks the kernel and returns once its sockets are bound, so that the first connection succeeds."""
        cwd = str(options.get("cwd") or os.getcwd())
        argv = cmd[cmd.index("-f") :]
        self.forked = type(self).forking(argv, cwd, dict(options.get("env") or os.environ))
        self.pid, self.pgid, self.cwd = self.forked.pid, self.forked.pid, Path(cwd)
        while self.forked.poll() is None and not self.forked.ready:  # in this order: to poll is to listen
            await _news(self.forked.fileno())
        return self.connection_info

    async def poll(self) -> int | None:
        """The exit code; None while it lives."""
        return self.forked.poll() if self.forked else 0

    async def wait(self) -> int | None:
        """Waits for its end."""
        while self.forked and self.forked.poll() is None:
            await asyncio.sleep(POLL)
        code, self.forked = (self.forked.poll() if self.forked else 0), None
        return code

    async def send_signal(self, signum: int) -> None:
        """Sends a signal."""
        if self.forked:
            self.forked.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Kills it at once."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Asks it to end."""
        await self.send_signal(signal.SIGTERM)


async def _news(descriptor: int) -> None:
    """Waits until a descriptor can be read."""
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, news.set)
    try:
        await news.wait()
    finally:
        loop.remove_reader(descriptor)


class PromptChannel(AsyncZMQSocketChannel):
    """Takes a message as it comes; stock code asks first whether there is one, which costs as much again."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message."""
        return await (self._recv() if timeout is None else super().get_msg(timeout))


class PromptClient(AsyncKernelClient):
    """Knows that the kernel's sockets are bound, and waits only until its outputs reach us.

    Stock code asks for kernel_info and then listens until nothing comes for 0.2 s. It also has a thread listen to the
    heart of the kernel, of which nobody asks: whether it lives is known from its process.
    """

    iopub_channel_class = shell_channel_class = Type(PromptChannel)

    def start_channels(
        self, shell: bool = True, iopub: bool = True, stdin: bool = True, hb: bool = False, control: bool = True
    ) -> None:
        """Starts the channels, that of the heart only when it is asked for."""
        super().start_channels(shell, iopub, stdin, hb, control)

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        try:
            while (await self.iopub_channel.get_msg(timeout=1))["msg_type"] != "iopub_welcome":
                pass
        except Empty:
            await super()._async_wait_for_ready(timeout)

    wait_for_ready = _async_wait_for_ready


class ForkManager(AsyncKernelManager):
    """Manages one forked kernel, which has nothing to save when its notebook is over."""

    client_class = DottedObjectName(f"{__name__}.PromptClient")
    client_factory = Type(PromptClient)
    provisioner_class: type[ForkProvisioner]

    @property
    def kernel_spec(self) -> Any:
        """What is known of the kernel; looked up once, before forks where the process is warm."""
        return specification(self.kernel_name)

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or os.urandom(16).hex()
            about: Any = {"kernel_id": self.kernel_id, "kernel_spec": self.kernel_spec, "parent": self}
            self.provisioner = self.provisioner_class(**about)
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel

    async def _async_start_kernel(self, **options: Any) -> None:
        await _unslept(AsyncKernelManager.start_kernel)(self, **options)

    async def _async_shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        await _unslept(AsyncKernelManager.shutdown_kernel)(self, now, restart)

    start_kernel, shutdown_kernel = _async_start_kernel, _async_shutdown_kernel

    async def _async_wait(self, pollinterval: float = POLL) -> None:
        """Waits for the kernel's end; stock code looks ten times a second."""
        await super()._async_wait(pollinterval=POLL)


def _unslept(method: Any) -> Any:
    """A method as it is beneath ``in_pending_state``, which sleeps for 10 ms so that tests see a state of waiting."""
    return method.__wrapped__


@cache
def specification(name: str) -> Any:
    """A kernel's specification, for which jupyter_client searches folders and entry points."""
    return KernelSpecManager().get_kernel_spec(name)


@cache
def manager_here() -> type[ForkManager]:
    """A manager of kernels that this very process forks."""
    return manager(fork_here)


def manager(forking: Forking) -> type[ForkManager]:
    """A manager of kernels that are forked in this way."""
    provisioner = type("Provisioner", (ForkProvisioner,), {"forking": staticmethod(forking)})
    return type("Manager", (ForkManager,), {"provisioner_class": provisioner})
