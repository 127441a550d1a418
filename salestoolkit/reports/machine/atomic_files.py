"""Publishes files whole: a reader sees the old one or the new one, never half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from salestoolkit.words.disk import how_full, unwritable
from salestoolkit.words.errors import OutputError, Told

HELP = Told("may_write")


def publish(path: Path, content: str | bytes) -> tuple[str, int]:
    """Writes ``content`` to ``path`` at once; returns its SHA-256 and its bytes.

    Raises
    ------
    OutputError
        When the place cannot be written; an older file of the name stays as it was.
    """
    staged = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = written(staged, content.encode("utf-8") if isinstance(content, str) else content)
        os.replace(staged, path)
        _settle(path.parent)
    except OSError as error:
        raise unwritable(path, error, HELP) from None
    finally:
        with suppress(OSError):  # gone already where all went well
            os.unlink(staged)
    return made


def written(path: Path, data: bytes) -> tuple[str, int]:
    """Writes a file that only its owner may read, and waits until the disk has it; its SHA-256 and its bytes.

    A page is for the one it is about, whoever may read the folder.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        poured(descriptor, data)
    finally:
        os.close(descriptor)
    return sha256(data).hexdigest(), len(data)


def poured(descriptor: int, data: bytes) -> None:
    """Writes all of ``data``, which one call may not where the disk is nearly full, and waits until the disk has it."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fsync(descriptor)


def place(staged: Path, path: Path) -> None:
    """Moves a file that is on the disk already to where readers look.

    Raises
    ------
    OutputError
        When the place cannot be written; an older file of the name stays as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(staged, path)
        _settle(path.parent)
    except OSError as error:
        raise unwritable(path, error, HELP) from None


@contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner can read, on the disk when the block ends."""
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    """Waits until the disk knows the folder's new names; only POSIX can open a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def writable(folder: Path) -> Path:
    """The folder, made if need be; an error before any work begins where it cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".", suffix=".probe"):
            pass
    except OSError as error:
        if how_full(error):
            raise unwritable(folder, error) from None
        raise OutputError(Told("cannot_write", path=str(folder), error=str(error.strerror or error))) from None
    return folder
