"""The warm process: imports the stack inside a notebook shell, then forks what it is asked for and nothing else.

It keeps one thread, opens no socket of the network and no database, and holds nobody's data. It is also the guardian:
orphans of its descendants become its own, and all of them end when whom it serves has ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

from salestoolkit.reports.machine import descendants, huge_pages
from salestoolkit.reports.warm import fork, wire

LOOK_AROUND = 0.5
"""Seconds between two looks at whether the owner still lives, should its end of the socket be held by another."""


def main() -> None:
    """Warms up, says how many threads there are, serves, and leaves nothing behind."""
    about = json.loads(sys.argv[1])
    descendants.adopt_orphans()
    _leave_without_owner(about["owner"])
    _imported()
    signal.setitimer(signal.ITIMER_REAL, 0)
    warm = Warm(socket.socket(fileno=about["channel"]), about["owner"])
    wire.send(warm.channel, {"threads": descendants.threads()})
    try:
        warm.serve()
    finally:
        warm.end()
        for folder in about["private"]:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # libraries that are torn down have things to say


def _leave_without_owner(owner: int) -> None:
    def look(*_: object) -> None:
        if os.getppid() != owner:
            os._exit(0)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOK_AROUND, LOOK_AROUND)


def _imported() -> None:
    """Libraries that ask at import whether they are in a notebook are told the truth about their future."""
    from salestoolkit.reports.warm.preload import warm_up
    from salestoolkit.reports.warm.shell import notebook_shell

    with notebook_shell().builtin_trap:
        warm_up()
    gc.collect()
    gc.freeze()  # what is shared with forks is never written to by the collector
    huge_pages.join()


class Warm:
    """Serves its owner: forks, signals, and tells how children ended."""

    def __init__(self, channel: socket.socket, owner: int) -> None:
        self.channel, self.owner = channel, owner
        self.tellers: dict[int, wire.Teller] = {}
        self.wake, wake_end = os.pipe()
        for end in (self.wake, wake_end):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the owner

    def serve(self) -> None:
        """Answers until the owner closes its end, or ends."""
        while os.getppid() == self.owner:
            ready, _, _ = select.select([self.channel.fileno(), self.wake], [], [], LOOK_AROUND)
            if self.wake in ready:
                os.read(self.wake, 4096)
            self.reap()
            if self.channel.fileno() in ready and not self.answer():
                return

    def answer(self) -> bool:
        """Does what one message asks; false when the owner has gone."""
        message, descriptors = wire.receive(self.channel)
        if message is None:
            return False
        answer = getattr(self, f"do_{message.pop('do')}")(descriptors, **message)
        wire.send(self.channel, answer)
        return True

    def do_fork(
        self, descriptors: Sequence[int], call: str, arguments: Any, cwd: str, environment: dict[str, str]
    ) -> dict[str, int]:
        """Forks a child that calls ``module:function`` with the arguments and a teller."""
        tell = wire.Teller.of(descriptors[0])
        module, _, name = call.partition(":")
        work = partial(getattr(import_module(module), name), arguments, tell)
        child = fork.fork(work, fork.Birth([tell.fileno()], cwd, environment))
        self.tellers[child] = tell
        return {"pid": child}

    def do_kill(self, _: Sequence[int], pid: int, number: int) -> dict[str, bool]:
        """Signals a child; with SIGKILL all that came of it too. A child reaped already is left alone."""
        alive = pid in self.tellers
        if alive and number == signal.SIGKILL:
            descendants.kill(pid)
        elif alive:
            os.killpg(pid, number)
        return {"alive": alive}

    def reap(self) -> None:
        """Tells how children ended, and ends what they left behind."""
        for process, code, peak in descendants.reap():
            if tell := self.tellers.pop(process, None):
                tell(exit=code, peak_kib=peak)
                tell.close()
        for orphan in set(descendants.children_of(os.getpid())) - self.tellers.keys():
            descendants.kill(orphan)

    def end(self) -> None:
        """Ends everything below this process."""
        descendants.kill_descendants()


if __name__ == "__main__":
    main()
