"""Publishing: whichever system call fails, a reader finds the old file or the new one, and no part is left."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.reports.machine.atomic_files import place, publish
from salestoolkit.reports.publish import manifest
from salestoolkit.reports.run.job import Task
from salestoolkit.reports.run.workers import Outcome

CALLS = ("mkdir", "open", "write", "fsync", "replace")
TASK = Task("rep", "R01", "Budi", "North", Path("n.ipynb"), {}, "reps/budi--0123456789ab.html", "Budi", "id", key="k")


def _place(folder: Path) -> None:
    staged = folder.with_name("staged")
    staged.write_text("new", encoding="utf-8")
    place(staged, folder / "index.html")


WRITERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "page": ("index.html", _place),
    "index": ("index.html", lambda folder: publish(folder / "index.html", "new")),
    "manifest": (manifest.MANIFEST, lambda folder: manifest.write(folder, {}, [Outcome(TASK)])),
}


class _Disk:
    """Counts the calls that change files, and lets the n-th fail, or write but half of what it is given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int = 0, error: int = 0) -> None:
        self.called: list[str] = []
        self.at, self.error = at, error
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrapped(name, getattr(os, name)))

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            self.called.append(name)
            if len(self.called) == self.at and self.error:
                raise OSError(self.error, os.strerror(self.error))
            if len(self.called) == self.at and name == "write":
                descriptor, data = arguments
                return call(descriptor, data[: len(data) // 2])
            return call(*arguments, **options)

        return run


def _calls(write: Callable[[Path], Any], folder: Path) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        disk = _Disk(patch)
        write(folder)
    return disk.called


def _old(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    (folder / name).write_text("old", encoding="utf-8")
    return folder


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, 0], ids=["ENOSPC", "EIO", "short"])
@pytest.mark.parametrize("what", WRITERS)
def test_whichever_call_fails_a_reader_finds_the_old_file_or_the_new(tmp_path: Path, what: str, error: int) -> None:
    name, write = WRITERS[what]
    calls = _calls(write, whole := _old(tmp_path / "whole" / "out", name))
    new = (whole / name).read_bytes()
    # What is put in place was written and settled by who made it.
    assert set(calls) >= set(CALLS) - ({"write"} if what == "page" else set())

    for at, call in enumerate(calls, 1):
        folder, refused = _old(tmp_path / str(at) / "out", name), ""
        with pytest.MonkeyPatch.context() as patch:
            _Disk(patch, at, error)
            try:
                write(folder)
            except st.OutputError as one:
                refused = str(one)
        # The folder is there already, so that it cannot be made is no fault.
        assert (str(folder / name) in refused) == bool(error and call != "mkdir"), (at, call, refused)
        assert (folder / name).read_bytes() in ((b"old", new) if refused else (new,)), (at, call)
        assert [path.name for path in folder.iterdir()] == [name], (at, call)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, 0], ids=["ENOSPC", "EIO", "short"])
def test_whichever_call_fails_the_journal_keeps_what_it_has_and_takes_what_comes(tmp_path: Path, error: int) -> None:
    notes = [Outcome(Task(**TASK.__dict__ | {"page": f"reps/{number}.html"})) for number in range(3)]
    pages = [note.task.page for note in notes]
    (tmp_path / "whole").mkdir()
    calls = _calls(lambda folder: manifest.Journal(folder).note(notes[1]), tmp_path / "whole")
    assert calls == ["open", "write", "fsync"]

    for at, call in enumerate(calls, 1):
        folder, refused = tmp_path / str(at), False
        folder.mkdir()
        journal = manifest.Journal(folder)
        journal.note(notes[0])
        with pytest.MonkeyPatch.context() as patch:
            _Disk(patch, at, error)
            try:
                journal.note(notes[1])
            except st.OutputError:
                refused = True
        assert refused == bool(error), call
        journal.note(notes[2])
        known = manifest.known(folder).keys()
        assert {pages[0], pages[2]} <= known <= set(pages), call
        assert refused or pages[1] in known, call
