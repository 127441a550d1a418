"""Tells a full disk from a place that may not be written; imports only errors."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from salestoolkit.words.errors import OutputError, SalesToolkitError, Told, in_words

FULL = {errno.ENOSPC: "The disk is full", getattr(errno, "EDQUOT", errno.ENOSPC): "The quota of the disk is used up"}
FULL[errno.ENOSPC] = "The disk is full"
WORDED = ("No space left on device", "not enough space on the disk", "database or disk is full")
"""How libraries say it that do not pass the system's number on."""
NO_TEMPORARY = "No temporary folder can be written"
KEYS = {"The quota of the disk is used up": "quota_full", "The disk is full": "disk_full", NO_TEMPORARY: "no_temporary"}
"""The key of each in the catalogues."""
ANOTHER = Told("another_folder")
NOWHERE = "No usable temporary directory"
"""What Python says when it tried to write to every temporary folder it knows."""


def how_full(error: BaseException | None) -> str:
    """What is full, when that is why something failed; empty when it is not."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return FULL[error.errno]
        if any(words in str(error) for words in WORDED):
            return FULL[errno.ENOSPC]
        if NOWHERE in str(error):
            return NO_TEMPORARY
        error = error.__cause__ or error.__context__
    return ""


def unwritable(path: Path | str | Told, error: BaseException, help_: Told = ANOTHER) -> OutputError:
    """The error to raise where ``path`` could not be written: what is full, and what is free there, or else why."""
    named = path if isinstance(path, Told) else str(path)
    if full := how_full(error):
        room = "" if isinstance(path, Told) else _free(Path(path))
        return OutputError(Told("full", full=Told(KEYS[full]), path=named, free=room))
    why = str(getattr(error, "strerror", None) or error)
    return OutputError(Told("unwritable", path=named, error=why, help=help_))


def free(path: Path) -> str:
    """What is free where a file is or would be, to end a clause with; empty when nobody can tell."""
    return str(in_words(_free(path), "en"))


def _free(path: Path) -> Told | str:
    place = next((each for each in (path, *path.absolute().parents) if each.exists()), None)
    return Told("free", mb=f"{shutil.disk_usage(place).free / 1e6:,.1f}") if place else ""


@contextmanager
def room_for(path: Path | str) -> Iterator[None]:
    """What fails inside because a disk is full says so, of the file that is known, else of ``path``.

    Raises
    ------
    OutputError
        When it is.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, SalesToolkitError) or not how_full(error):
            raise
        raise unwritable(place_of(error) or path, error) from error


def place_of(error: BaseException) -> str:
    """The file that an error is about, or the temporary folder that a database spilled to; empty when unknown."""
    if name := getattr(error, "filename", None):
        return str(name)
    spilled = "duckdb" in type(error).__module__ and NOWHERE not in str(error)
    return gettempdir() if spilled else ""
