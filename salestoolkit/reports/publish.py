"""Publishes files whole: a reader sees the old one or the new one, never half of it."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from salestoolkit.words.errors import OutputError


def publish(path: Path, content: str) -> tuple[str, int]:
    """Writes ``content`` to ``path`` at once; returns its SHA-256 and its bytes.

    Raises
    ------
    OutputError
        When the place cannot be written; an older file of the name stays as it was.
    """
    data = content.encode("utf-8")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as staged:
            _replace(Path(staged.name), path, staged, data)
        _settle(path.parent)
    except OSError as error:
        raise _refused(path, error) from None
    return sha256(data).hexdigest(), len(data)


def _replace(staged: Path, path: Path, stream: object, data: bytes) -> None:
    try:
        stream.write(data)  # type: ignore[attr-defined]
        stream.flush()  # type: ignore[attr-defined]
        os.fsync(stream.fileno())  # type: ignore[attr-defined]
        staged.replace(path)
    except OSError:
        staged.unlink(missing_ok=True)
        raise


def place(staged: Path, path: Path) -> None:
    """Moves a file that is on the disk already to where readers look.

    Raises
    ------
    OutputError
        When the place cannot be written; an older file of the name stays as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        staged.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise _refused(path, error) from None


def _settle(folder: Path) -> None:
    """Waits until the disk knows the folder's new names; only POSIX can open a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(f"Cannot write {path}: {error.strerror or error}. Choose a folder you may write to.")


def writable(folder: Path) -> Path:
    """The folder, made if need be; an error before any work begins where it cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".", suffix=".probe"):
            pass
    except OSError as error:
        raise OutputError(f"Cannot write to {folder}: {error.strerror or error}. Choose another folder.") from None
    return folder
