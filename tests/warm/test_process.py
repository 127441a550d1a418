"""The warm process: one thread, nobody's data, nothing that grows with the number of its children."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from salestoolkit.reports.warm.client import Child, NotWarm, Warm
from salestoolkit.reports.warm.fork import Birth, Unsafe, fork


def _ended(child: Child) -> int:
    while child.poll() is None:
        sleep(0.002)
    assert child.code is not None
    return child.code


def _held(warm: Warm) -> tuple[int, int, list[str]]:
    # It closes a child's pipe after it has told of its end, and before it answers anything else.
    assert warm.ask("kill", pid=0, number=0) == {"alive": False}
    place = Path(f"/proc/{warm.process.pid}")
    children = (place / "task" / place.name / "children").read_text().split()
    return len(list((place / "task").iterdir())), len(list((place / "fd").iterdir())), children


def test_forks_leave_no_descriptor_no_thread_and_no_zombie(warm: Warm) -> None:
    assert _ended(warm.fork("time:sleep", 0)) == 70  # a call that does not take what it is given is an exit code
    before = _held(warm)
    for _ in range(50):
        assert _ended(warm.fork("executing:nothing", None)) == 0
    assert _held(warm) == before
    assert before[0] == 1
    assert before[2] == []


def test_a_fork_sees_no_descriptor_of_its_siblings(warm: Warm) -> None:
    sleeping = warm.fork("executing:sleep", 30)
    child = warm.fork("executing:tell_descriptors", None)
    told: list[dict[str, list[str]]] = []
    while child.code is None:
        told += child.heard()
        sleep(0.002)
    sleeping.signal(9)
    assert _ended(sleeping) == -9
    used = [target for target in told[0]["descriptors"] if target != os.devnull]
    # Standard output and error, and the pipe it tells this on.
    assert len([target for target in used if target.startswith("pipe:")]) <= 3
    assert not [target for target in used if target.startswith("socket:")]


def test_a_process_with_a_second_thread_is_not_forked() -> None:
    done = Event()
    other = Thread(target=done.wait)
    other.start()
    try:
        with pytest.raises(Unsafe, match="threads cannot be forked"):
            fork(lambda: None, Birth())
    finally:
        done.set()
        other.join()


def test_a_warm_process_that_has_ended_says_so(warm: Warm) -> None:
    other = Warm()
    other.process.kill()
    with pytest.raises(NotWarm, match="ended"):
        other.fork("executing:nothing", None)
    other.stop()
    assert warm.alive
