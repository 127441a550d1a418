"""Begins jobs: as forks of a warm process, or as processes of their own where no fork is safe."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from salestoolkit.reports.machine import descendants
from salestoolkit.reports.warm.client import NotWarm, Warm
from salestoolkit.reports.warm.wire import Teller

WORK = "salestoolkit.reports.run.job:run"


class Begun(Protocol):
    """A job that runs: what it tells, and a way to end it."""

    listener: Any

    def heard(self) -> list[dict[str, Any]]:
        """What it told since; ``exit`` is the last."""

    def signal(self, number: int) -> None:
        """Sends a signal; SIGKILL ends all that came of the job too."""


class Launcher(Protocol):
    """Begins jobs."""

    forks: bool

    def begin(self, arguments: Mapping[str, Any]) -> Begun:
        """Begins a job; any thread may."""

    def stop(self) -> None:
        """Ends all jobs, and begins none any more."""


class Forks:
    """Each job is a fork of one warm process, which guards what comes of it."""

    forks = True

    def __init__(self, log: Path, private: list[Path]) -> None:
        self.log, self.private, self.stopped = log, private, False
        self.lock = Lock()  # two threads must not both replace a warm process that was killed
        self.warm = Warm(log, private)
        try:
            assert self.warm.threads == 1
        except BaseException:
            self.warm.stop()
            raise

    def begin(self, arguments: Mapping[str, Any]) -> Begun:
        """Forks a job; of a new warm process, should the last have been killed."""
        with self.lock:
            try:
                return self.warm.fork(WORK, dict(arguments))
            except NotWarm:
                self._replace()
            return self.warm.fork(WORK, dict(arguments))

    def _replace(self) -> None:
        """Begins a new warm process, unless all is to end; asked again, since that may be said meanwhile."""
        self.warm.stop()
        if not self.stopped:
            self.warm = Warm(self.log, self.private)
        if self.stopped:
            self.warm.stop()

    def stop(self) -> None:
        """Ends the warm process and all it forked."""
        self.stopped = True
        self.warm.stop()


class Processes:
    """Each job is a new Python, since a fork would inherit the threads of the libraries loaded here."""

    forks = False

    def __init__(self, log: Path) -> None:
        self.log, self.context, self.stopped = log, get_context("spawn"), False
        self.lock = Lock()
        self.begun: list[_Process] = []

    def begin(self, arguments: Mapping[str, Any]) -> Begun:
        """Starts a job.

        Raises
        ------
        NotWarm
            When all was ended.
        """
        with self.lock:
            if self.stopped:
                raise NotWarm("no process is started any more")
            reading, writing = self.context.Pipe(duplex=False)
            process = self.context.Process(target=_made, args=(dict(arguments), writing, str(self.log)), daemon=True)
            process.start()
            writing.close()
            self.begun.append(_Process(process, reading))
            return self.begun[-1]

    def stop(self) -> None:
        """Ends those that still run."""
        with self.lock:
            self.stopped = True
        for begun in self.begun:
            if begun.process.is_alive():
                begun.signal(signal.SIGKILL)


class _Process:
    def __init__(self, process: Any, listener: Any) -> None:
        self.process, self.listener = process, listener

    def heard(self) -> list[dict[str, Any]]:
        """What the job told since."""
        told: list[dict[str, Any]] = []
        try:
            while self.listener.poll():
                told.append(json.loads(self.listener.recv_bytes()))
        except EOFError:
            self.process.join()
            self.listener.close()
            told.append({"exit": self.process.exitcode})
        return told

    def signal(self, number: int) -> None:
        """Ends the job; where nothing looks after its kernel, that notices within a second."""
        descendants.kill(self.process.pid) if descendants.safe() else self.process.kill()


def _made(arguments: Mapping[str, Any], writing: Any, log: str) -> None:
    from salestoolkit.reports.run.job import run

    with Path(log).open("ab") as stream:
        os.dup2(stream.fileno(), 2)
    run(arguments, Teller(writing))


def launched(log: Path, private: list[Path]) -> Launcher:
    """Forks where they are safe, processes elsewhere, which is said once."""
    try:
        return Forks(log, private)
    except NotWarm as reason:
        _say_once(str(reason))
        return Processes(log)


@cache
def _say_once(reason: str) -> None:
    print(f"salestoolkit: reports are made in ordinary kernels, which takes longer: {reason}.", file=sys.stderr)
