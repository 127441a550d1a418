"""The caller's side of a warm process: starts it, has it fork, and listens to each child on a pipe."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from salestoolkit.reports.machine.descendants import safe
from salestoolkit.reports.warm import wire
from salestoolkit.reports.warm.preload import ONE_THREAD


class NotWarm(RuntimeError):
    """A warm process that cannot be had here; the message says why."""


class Child:
    """A forked child as its caller sees it: what it told, and how it ended."""

    def __init__(self, warm: Warm, pid: int, listener: Connection[Any, Any]) -> None:
        self.warm, self.pid, self.listener = warm, pid, listener
        self.code: int | None = None
        self.ready = False

    def fileno(self) -> int:
        """What can be read once there is news of it."""
        return self.listener.fileno()

    def heard(self) -> list[dict[str, Any]]:
        """What the child told since; notes by itself when it is ready and when it ended."""
        told: list[dict[str, Any]] = []
        while self.code is None and self.listener.poll():
            told.append(self._next())
            self.ready |= told[-1].get("ready", False)
            self.code = told[-1].get("exit")
        if self.code is not None:
            self.listener.close()
        return told

    def _next(self) -> dict[str, Any]:
        try:
            facts: dict[str, Any] = json.loads(self.listener.recv_bytes())
        except (EOFError, OSError):
            return {"exit": -signal.SIGKILL}  # the warm process, which would have told, has gone itself
        return facts

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it lives."""
        self.heard()
        return self.code

    def signal(self, number: int) -> None:
        """Sends a signal; SIGKILL ends all that came of the child too."""
        if self.code is None and self.warm.alive:  # else it has ended with the warm process
            with contextlib.suppress(NotWarm):  # it ended meanwhile
                self.warm.ask("kill", pid=self.pid, number=int(number))


class Warm:
    """A warm process and its children; ``private`` folders are removed when it ends, however its owner ended."""

    def __init__(self, log: Path | None = None, private: Sequence[str | Path] = ()) -> None:
        if not safe():
            raise NotWarm(f"{sys.platform} cannot fork a warm process safely")
        self.lock, self.owner = threading.Lock(), os.getpid()
        self.channel, theirs = socket.socketpair()
        about = {"channel": theirs.fileno(), "owner": os.getpid(), "private": [str(folder) for folder in private]}
        with theirs:
            self.process = self._started(about, theirs.fileno(), log)
        atexit.register(self.stop)

    @staticmethod
    def _started(about: dict[str, Any], channel: int, log: Path | None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "salestoolkit.reports.warm.server", json.dumps(about)]
        stream = log.open("ab") if log else None
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                env=os.environ | ONE_THREAD,
                pass_fds=[channel],
                start_new_session=True,
            )
        finally:
            if stream:
                stream.close()

    @cached_property
    def threads(self) -> int:
        """Threads of the warm process once it is warm; waits for that.

        Raises
        ------
        NotWarm
            When it ended before, or has more than one.
        """
        said, _ = wire.receive(self.channel)
        if said is None:
            raise NotWarm(f"the warm process ended with exit code {self.process.wait()}")
        if said["threads"] != 1:
            raise NotWarm(f"the warm process has {said['threads']} threads")
        return 1

    @property
    def alive(self) -> bool:
        """Whether this process may still ask it."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, what: str, descriptors: Sequence[int] = (), **about: Any) -> Any:
        """Sends one request and waits for its answer."""
        with self.lock:
            assert self.threads == 1
            try:
                wire.send(self.channel, {"do": what, **about}, descriptors)
                answer, _ = wire.receive(self.channel)
            except OSError:
                answer = None
            except BaseException:
                self.stop()  # interrupted in mid-sentence, neither side would know any more who is to speak
                raise
        if answer is None:
            raise NotWarm("the warm process has ended")
        return answer

    def fork(self, call: str, arguments: Any, cwd: str = "", environment: dict[str, str] | None = None) -> Child:
        """A child that calls ``module:function`` with the arguments and a teller."""
        reading, writing = os.pipe()
        try:
            environment = dict(os.environ) if environment is None else environment
            asked = {"call": call, "arguments": arguments, "cwd": cwd or os.getcwd(), "environment": environment}
            answer = self.ask("fork", [writing], **asked)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return Child(self, answer["pid"], Connection(reading, writable=False))

    def stop(self) -> None:
        """Ends it and all it forked. Says nothing to it: a signal may have interrupted what was said last."""
        if self.owner != os.getpid():
            return
        atexit.unregister(self.stop)
        with contextlib.suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)  # a thread that waits for an answer would hold it open
        self.channel.close()
        if "threads" not in self.__dict__:
            self.process.kill()  # still importing, it has no children, and would listen only when it is done
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
