"""What keeps processes from outliving who started them: parent-death signals, adoption of orphans, killing a subtree.

Linux does all of it; elsewhere ``safe`` is false and reports run in ordinary kernels.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_TASKS, _LISTS = Path("/proc/self/task"), Path("/proc/thread-self/children")


def safe() -> bool:
    """Whether this system can fork a warm process and look after what it forked."""
    return sys.platform.startswith("linux") and hasattr(os, "fork") and _TASKS.is_dir()


def threads() -> int:
    """How many threads this process has, those of C libraries included."""
    return len(os.listdir(_TASKS))


def die_with_parent(parent: int) -> None:
    """Has the kernel kill this process when ``parent`` ends, which must have forked it from its main thread.

    The signal belongs to the parent's *thread*, and a fork does not inherit it: each child asks for its own.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(128 + signal.SIGKILL)


def adopt_orphans() -> None:
    """Makes this process the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, int(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def children() -> dict[int, list[int]]:
    """Living processes by their parent's id."""
    found: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (parent := _parent(entry)) is not None:
            found.setdefault(parent, []).append(int(entry))
    return found


def children_of(process: int) -> list[int]:
    """Living children of a process. Linux keeps a list for each thread, where it was built to."""
    if not _LISTS.exists():
        return children().get(process, [])
    found: list[int] = []
    with contextlib.suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(OSError):
                found += [int(child) for child in (thread / "children").read_bytes().split()]
    return [child for child in found if _parent(str(child)) is not None]


def _parent(entry: str) -> int | None:
    try:
        state, parent, *_ = Path("/proc", entry, "stat").read_text(encoding="latin-1").rsplit(")", 1)[1].split()
    except OSError:
        return None  # ended while we looked
    return None if state == "Z" else int(parent)


def descendants(of: int) -> list[int]:
    """Living descendants of a process, parents before children."""
    found = [of]
    for process in found:
        found += children_of(process)
    return found[1:]


def kill(process: int) -> None:
    """Kills a process and all that came of it, stopped first so that none forks meanwhile."""
    victims = [process, *descendants(process)]
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, number)


def kill_descendants(patience: float = 2.0) -> None:
    """Kills and reaps everything below this process, until nothing is left or the patience ends."""
    end = time.monotonic() + patience
    while (left := descendants(os.getpid())) and time.monotonic() < end:
        for process in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        reap()
        time.sleep(0.005)
    reap()


def reap() -> list[tuple[int, int, int]]:
    """Every child that has ended: process id, exit code (negative: the signal), peak memory in KiB."""
    ended: list[tuple[int, int, int]] = []
    while True:
        try:
            process, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if process == 0:
            return ended
        ended.append((process, os.waitstatus_to_exitcode(status), usage.ru_maxrss))
