"""What a forked kernel does in its own way: who sends its outputs, what it reads of its arguments, what it shares."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import nbformat
import pytest
from ipykernel.kernelapp import IPKernelApp

from salestoolkit.reports.machine import descendants, huge_pages
from salestoolkit.reports.warm.application import Application

QUIET = ["--log-level=50", "--HistoryManager.hist_file=:memory:"]
"""What nbclient adds to the file of the connection, as the job asks it to."""


@pytest.fixture
def outputs(execute: Callable[..., Any], tmp_path: Path) -> Callable[..., list[Any]]:
    """Executes cells in a forked kernel and returns the outputs of each."""

    def run(*sources: str) -> list[Any]:
        path = tmp_path / "cells.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources]), path)
        return [cell.outputs for cell in execute(path, "warm").cells]

    return run


def _texts(shown: list[Any]) -> list[str]:
    return ["".join(part.get("text", part.get("data", {}).get("text/plain", "")) for part in held) for held in shown]


THREADS = "import threading\n[thread.name for thread in threading.enumerate() if 'IOPub' in thread.name]"


def test_a_thread_sends_outputs_only_from_where_something_is_printed(outputs: Callable[..., list[Any]]) -> None:
    assert _texts(outputs("1", THREADS, "print('x')", THREADS)) == ["1", "[]", "x\n", "['IOPub']"]


@pytest.mark.parametrize("before", ["'nothing was printed yet'", "print('the thread has begun')"])
def test_what_a_fork_prints_is_heard(outputs: Callable[..., list[Any]], before: str) -> None:
    forked = (
        "import multiprocessing\n"
        "child = multiprocessing.get_context('fork').Process(target=print, args=('from a fork',))\n"
        "child.start(); child.join(); child.exitcode"
    )
    heard = "".join(_texts(outputs(before, forked, "import time; time.sleep(0.3)", "'still here'")))
    assert "from a fork\n" in heard
    assert heard.endswith("'still here'")


def test_what_programs_print_is_heard(outputs: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with which ipykernel would not listen
    # Who writes to a descriptor and ends at once is heard by chance, in an ordinary kernel too.
    said = "import os, time, subprocess\nsubprocess.run(['echo', 'program {0}']); os.write(2, b'descriptor {0}\\n')"
    shown = _texts(outputs(*(f"{said.format(n)}\ntime.sleep(0.1)" for n in range(5))))
    assert [sorted(text.split("\n")) for text in shown] == [["", f"descriptor {n}", f"program {n}"] for n in range(5)]


def test_many_threads_may_show_things_while_others_print(outputs: Callable[..., list[Any]]) -> None:
    source = (
        "import threading\nfrom IPython.display import display\n"
        "def both(n):\n    for i in range(20):\n        display(n * 100 + i)\n"
        "        print(f'said {n * 100 + i}\\n', end='')\n"
        "threads = [threading.Thread(target=both, args=(n,)) for n in range(4)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()"
    )
    (shown,) = outputs(source)
    numbers = {n * 100 + i for n in range(4) for i in range(20)}
    assert {int(part.data["text/plain"]) for part in shown if part.output_type == "display_data"} == numbers
    said = "".join(part.text for part in shown if part.output_type == "stream").split("\n")
    assert {int(line.removeprefix("said ")) for line in said if line} == numbers


def test_names_can_be_reset_and_the_kernel_goes_on(outputs: Callable[..., list[Any]]) -> None:
    shown = outputs(
        "import mailbox, pandas as pd; x = 1",
        "get_ipython().reset(new_session=False, aggressive=True)",
        "import sys; 'x' in globals(), 'mailbox' in sys.modules",
        "import pandas as pd, matplotlib.pyplot as plt; plt.plot([1, 2]); pd.DataFrame({'a': [1]})",
    )
    assert _texts(shown[2:3]) == ["(False, False)"]
    assert {name for part in shown[3] for name in part.data} == {"text/plain", "text/html", "image/png"}


@pytest.mark.parametrize("options", [[], QUIET, QUIET[:1], [*QUIET, "--no-stdout"], ["--log-level=10"]])
def test_arguments_are_read_as_ipykernel_reads_them(options: list[str]) -> None:
    ours, theirs = Application(), IPKernelApp()  # type: ignore[no-untyped-call]
    for application in (ours, theirs):
        application.parse_command_line(["-f", "kernel.json", *options])
    name = type(ours).__name__
    said = {name if section == "IPKernelApp" else section: held for section, held in theirs.config.items()}
    mine = {name if section == "IPKernelApp" else section: held for section, held in ours.config.items()}
    assert mine == said
    assert (ours.connection_file, ours.log_level) == (theirs.connection_file, theirs.log_level)


def test_children_are_those_of_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    begun: list[subprocess.Popen[bytes]] = []
    started, done = Event(), Event()

    def other() -> None:
        begun.append(subprocess.Popen(asleep))
        started.set()
        done.wait()

    thread = Thread(target=other)
    thread.start()
    started.wait()
    try:
        begun.append(subprocess.Popen(asleep))
        expected = {process.pid for process in begun}
        assert expected <= set(descendants.children_of(os.getpid()))
        assert set(descendants.children_of(os.getpid())) == set(descendants.children()[os.getpid()])
        monkeypatch.setattr(descendants, "_LISTS", Path("nowhere"))
        assert expected <= set(descendants.children_of(os.getpid()))
    finally:
        for process in begun:
            process.kill()
            process.wait()
        done.set()
        thread.join()
    assert not expected & set(descendants.children_of(os.getpid()))
    assert descendants.children_of(begun[0].pid) == []


PROBE = """
import hashlib, re, sys
from pathlib import Path
from salestoolkit.reports.machine import huge_pages

held = [bytes([n % 251]) * 3000 for n in range(10000)]
large = lambda: int(re.search(r"AnonHugePages: *([0-9]+)", Path("/proc/self/smaps_rollup").read_text())[1])
before = large()
huge_pages.join()
print(hashlib.sha256(b"".join(held)).hexdigest(), before, large())
"""


def _collapses() -> bool:
    release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])
    setting = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return release >= (6, 1) and setting.exists() and "[never]" not in setting.read_text()


def test_memory_that_is_joined_holds_what_it_held() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    hash_, before, after = done.stdout.split()
    assert hash_ == hashlib.sha256(b"".join(bytes([n % 251]) * 3000 for n in range(10000))).hexdigest()
    if _collapses():
        assert int(after) > int(before) + 10_000


def test_joining_memory_is_for_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huge_pages.sys, "platform", "darwin")
    monkeypatch.setattr(huge_pages.ctypes, "CDLL", None)
    huge_pages.join()
