"""Forks a child of a process with one thread, and gives it what must not be shared with its siblings."""

from __future__ import annotations

import asyncio
import contextvars
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from salestoolkit.reports.machine import descendants

STANDARD = (0, 1, 2)


class Unsafe(RuntimeError):
    """A fork that was refused, because this process has more than one thread."""


@dataclass(frozen=True)
class Birth:
    """What a child begins with; ``keep`` are the descriptors it may use besides the standard ones."""

    keep: Iterable[int] = ()
    cwd: str = ""
    environment: Mapping[str, str] | None = field(default=None)


def fork(work: Callable[[], None], birth: Birth) -> int:
    """Forks a child that does ``work`` and ends; returns its process id.

    Raises
    ------
    Unsafe
        When there is a second thread, whose locks a child would inherit for ever.
    """
    if descendants.threads() != 1:
        raise Unsafe(f"a process with {descendants.threads()} threads cannot be forked")
    parent = os.getpid()
    child = os.fork()
    return child or _live(work, birth, parent)


def _live(work: Callable[[], None], birth: Birth, parent: int) -> NoReturn:
    code = 70
    try:
        _separate(birth, parent)
        contextvars.Context().run(work)
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        # No teardown of the interpreter: nothing is left to be saved, and it takes a tenth of a second.
        os._exit(code)


def _separate(birth: Birth, parent: int) -> None:
    descendants.die_with_parent(parent)
    os.setsid()
    _forget_descriptors({*STANDARD, *birth.keep})
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asyncio._set_running_loop(None)  # the parent's loop is the parent's
    asyncio.set_event_loop(None)
    if birth.environment is not None:
        os.environ.clear()
        os.environ.update(birth.environment)
    tempfile.tempdir = None  # where temporary files go may be told by the environment
    if birth.cwd:
        os.chdir(birth.cwd)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # random reseeds itself after a fork, numpy's old generator does not


def _forget_descriptors(keep: set[int]) -> None:
    """Points every other descriptor at nothing. Not closed: objects own these numbers and would close them again."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        if descriptor not in keep and descriptor != nothing and _is_open(descriptor):
            os.dup2(nothing, descriptor, inheritable=False)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False  # that of the listing itself
    return True
