"""Where reports are published: a folder of this machine, or any place that fsspec has a protocol for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any, Protocol
from urllib.parse import urlsplit

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.machine.atomic_files import place, poured, publish
from salestoolkit.reports.machine.hashes import hash_of
from salestoolkit.reports.publish.free_space import check
from salestoolkit.reports.publish.lock import held
from salestoolkit.reports.run.job import Task
from salestoolkit.words.disk import unwritable
from salestoolkit.words.errors import OutputError, Told, UsageError

_ONE_SLASH = re.compile(r"([a-z][a-z0-9+.-]+):/(?!/)")
JOURNAL = ".journal.jsonl"
NOTES = ".journal"
"""Where whole objects are all that can be written, the journal is one for each report."""


class Store(Protocol):
    """A place for files by name, each of which is seen whole or not at all."""

    def held(self) -> AbstractContextManager[Path]:
        """Holds the place for this run; yields a private folder on this machine."""

    def check(self, tasks: Sequence[Task], known: Mapping[str, Mapping[str, Any]], jobs: int) -> None:
        """Checks that there is room."""

    def at(self, name: str) -> Path | str:
        """How users name a file there."""

    def read(self, name: str) -> bytes:
        """A file's content; ``OSError`` where there is none."""

    def hash_of(self, name: str) -> str:
        """A file's SHA-256; empty when it cannot be read."""

    def publish(self, name: str, content: str | bytes) -> None:
        """Writes a file."""

    def place(self, staged: Path, name: str) -> None:
        """Puts a file that is staged where readers look."""

    def note(self, name: str, line: bytes) -> None:
        """Adds to the journal what is known of a file."""

    def notes(self) -> list[bytes]:
        """The journal, oldest first for each file."""

    def forget_notes(self) -> None:
        """Removes the journal."""


class Lines:
    """A file of this machine that only grows, by whole lines."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, line: bytes) -> None:
        """Adds a line, and waits until the disk has it."""
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                poured(descriptor, b"\n" + line + b"\n")  # the last line of a run that lost power may lack its end
            finally:
                os.close(descriptor)
        except OSError as error:
            raise unwritable(self.path, error, Told("run_stops")) from None

    def read(self) -> list[bytes]:
        """The lines, of which the last may be torn."""
        try:
            return self.path.read_bytes().splitlines()
        except OSError:
            return []


class Folder:
    """A folder of this machine: staged, settled on the disk, renamed, and locked while a run writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.journal = folder, Lines(folder / JOURNAL)

    def held(self) -> AbstractContextManager[Path]:
        """Holds the folder by the system's lock."""
        return held(self.folder)

    def check(self, tasks: Sequence[Task], known: Mapping[str, Mapping[str, Any]], jobs: int) -> None:
        """Compares the disk's free space with what pages take."""
        check(self.folder, tasks, known, jobs)

    def at(self, name: str) -> Path:
        """The file's path."""
        return self.folder / name

    def read(self, name: str) -> bytes:
        """The file's content."""
        return (self.folder / name).read_bytes()

    def hash_of(self, name: str) -> str:
        """Read in pieces: a page need not fit into memory twice."""
        return hash_of(self.folder / name)

    def publish(self, name: str, content: str | bytes) -> None:
        """Writes a file at once."""
        publish(self.folder / name, content)

    def place(self, staged: Path, name: str) -> None:
        """Renames: the private folder is on the same disk."""
        place(staged, self.folder / name)

    def note(self, name: str, line: bytes) -> None:
        """Adds a line to the journal."""
        self.journal.add(line)

    def notes(self) -> list[bytes]:
        """The lines of the journal."""
        return self.journal.read()

    def forget_notes(self) -> None:
        """Removes the journal."""
        self.journal.path.unlink(missing_ok=True)


class Remote:
    """A place that fsspec knows. Each file is put as one object: object stores show the old one or the new one.

    What they do not have is not promised: no lock, no permissions of ours, and no answer to how much room is left.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.fs, self.root = _filesystem(self.url)

    @contextmanager
    def held(self) -> Iterator[Path]:
        """Tries to write there before any work; what is private stays on this machine."""
        self.publish(".probe", b"")
        self.remove(".probe")
        private = private_folder()
        try:
            yield private
        finally:
            rmtree(private, ignore_errors=True)

    def check(self, tasks: Sequence[Task], known: Mapping[str, Mapping[str, Any]], jobs: int) -> None:
        """Nobody tells how much room there is."""

    def at(self, name: str) -> str:
        """The file's URL."""
        return f"{self.url}/{name}"

    def read(self, name: str) -> bytes:
        """The object's content."""
        content: bytes = self.fs.cat_file(self._path(name))
        return content

    def hash_of(self, name: str) -> str:
        """Of the object as it is now."""
        try:
            return sha256(self.read(name)).hexdigest()
        except OSError:
            return ""

    def publish(self, name: str, content: str | bytes) -> None:
        """Puts one object."""
        path, data = self._path(name), content.encode() if isinstance(content, str) else content
        try:
            self.fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            self.fs.pipe_file(path, data)
        except Exception as error:  # each protocol's library has errors of its own
            said = " ".join(str(error).split()) or type(error).__name__
            raise OutputError(Told("cannot_put", path=str(self.at(name)), error=said[:200])) from None

    def place(self, staged: Path, name: str) -> None:
        """Puts what was staged on this machine, where it is not needed any more."""
        self.publish(name, staged.read_bytes())
        staged.unlink()

    def note(self, name: str, line: bytes) -> None:
        """Puts what is known of the file, instead of what was."""
        self.publish(f"{NOTES}/{sha256(name.encode()).hexdigest()[:16]}.json", line)

    def notes(self) -> list[bytes]:
        """All notes; there is one for each file."""
        return [self.read(name) for name in self.names() if name.startswith(f"{NOTES}/")]

    def forget_notes(self) -> None:
        """Removes all notes."""
        for name in self.names():
            if name.startswith(f"{NOTES}/"):
                self.remove(name)

    def names(self) -> list[str]:
        """The files that are there."""
        self.fs.invalidate_cache()
        try:
            found = self.fs.find(self.root)
        except OSError:
            return []
        return [path.removeprefix(self.root).lstrip("/") for path in found]

    def remove(self, name: str) -> None:
        """Removes a file."""
        with suppress(FileNotFoundError):
            self.fs.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"


def _filesystem(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError(Told("needs_fsspec", url=url)) from None
    try:
        fs, root = url_to_fs(url)
    except Exception as error:  # the protocol is not known, its library is not there, or it cannot read the rest
        raise UsageError(Told("cannot_put_to", url=url, error=" ".join(str(error).split())[:200])) from None
    return fs, root.rstrip("/")


def stored(to: str | Path | Store) -> Store:
    """The store at a path or URL; ``file://`` is a folder like any other.

    Raises
    ------
    UsageError
        When it names no place.
    """
    if not isinstance(to, str | Path):
        return to
    _check_place(str(to))
    if "://" not in str(to):
        return Folder(Path(to))
    return _local(str(to)) or Remote(str(to))


def check_lasting(to: str) -> None:
    """Refuses, before any work, a place where nothing is left when the process ends.

    Raises
    ------
    UsageError
        When it is one, or no place at all.
    """
    stored(to)
    if "memory" in re.split(r"://|::", to.rpartition("://")[0]):
        raise UsageError(Told("not_lasting", to=to))


def _check_place(to: str) -> None:
    """Refuses what names no place: it would be the current folder, the root of a store, or nowhere at all."""
    protocol, _, path = to.strip().rpartition("://")
    if not path.strip().strip("/" if protocol else "") or "\0" in to or to.strip().startswith("://"):
        raise UsageError(Told("no_place", to=to))
    if (slip := _ONE_SLASH.match(to)) and not Path(slip[0]).exists():
        raise UsageError(Told("no_folder_no_url", to=to, meant=f"{slip[1]}://{to[slip.end() :]}"))


def _local(url: str) -> Folder | None:
    from urllib.request import url2pathname

    split = urlsplit(url)
    return Folder(Path(url2pathname(split.path))) if split.scheme == "file" else None
