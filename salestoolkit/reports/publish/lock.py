"""The folder of a run: one runner at a time, a private place inside it, nothing left of runs that were killed."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from salestoolkit.reports.machine.atomic_files import publish, writable
from salestoolkit.words.disk import room_for
from salestoolkit.words.errors import FolderBusy, Told

PRIVATE, HOLDER = ".run-", "holder.json"


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Holds the folder for this process and yields a private folder inside it, which is removed at the end.

    The lock is the system's, on the folder itself, so it ends with its holder however that ends. Network file systems
    and Windows do not promise it: there, one run at a time is for the user to see to.

    Raises
    ------
    OutputError
        When it cannot be written.
    FolderBusy
        When another run holds it.
    """
    with _locked(writable(folder)):
        remove_leftovers(folder)
        with room_for(folder):
            private = Path(mkdtemp(dir=folder, prefix=PRIVATE)).resolve()
        try:
            publish(private / HOLDER, json.dumps({"host": socket.gethostname(), "pid": os.getpid()}))
            yield private
        finally:
            shutil.rmtree(private, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if os.name != "posix":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise FolderBusy(Told("busy", who=_holder(folder), folder=str(folder))) from None
    try:
        yield
    finally:
        os.close(descriptor)


def _holder(folder: Path) -> Told:
    for path in folder.glob(f"{PRIVATE}*/{HOLDER}"):
        with contextlib.suppress(OSError, ValueError):
            who = json.loads(path.read_text())
            return Told("process", pid=str(who["pid"]), host=str(who["host"]))
    return Told("another_run")


def remove_leftovers(folder: Path) -> None:
    """Removes what a run that was killed could not."""
    for path in folder.glob(f"{PRIVATE}*"):
        shutil.rmtree(path, ignore_errors=True)
    for pattern in (".*.part", ".*.probe"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
    # the key of pseudonyms lies beside the folder
    for path in folder.absolute().parent.glob(f".{glob.escape(folder.absolute().name)}.pseudonyms.csv.*.part"):
        path.unlink(missing_ok=True)
