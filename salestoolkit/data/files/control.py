"""Whether files are whole: what ``control.toml`` beside them says of rows and hashes, and that nobody wrote meanwhile.

Imports only readers, raw and words.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from salestoolkit.data.files.raw_table import RawTable
from salestoolkit.data.files.readers import KINDS
from salestoolkit.words.errors import InputError, Told

CONTROL = "control.toml"
NONE = "no control total"
KEYS = ("rows", "sha256")

State = Mapping[str, tuple[int, int, int]]


def state(source: Any) -> State:
    """Size, time of change and inode of each file of a source that has files."""
    return {path.name: _state(path) for path in _files(source)}


def unmoved(source: Any, before: State) -> None:
    """Checks that no file was written, replaced, added or removed since.

    Raises
    ------
    InputError
        For the first that was: some of what was read may be old and some new.
    """
    after = state(source)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            raise InputError(Told("changed"), file=name)


def compared(source: Any, tables: Iterable[RawTable]) -> dict[str, str]:
    """What each file that was read was compared with: rows, sha256, or that there is no control total.

    Raises
    ------
    InputError
        When a file is not as ``control.toml`` says, or that says nothing that can be understood.
    """
    folder = _folder(source)
    if folder is None:
        return {}
    said, read = _said(folder / CONTROL), {table.file: table for table in tables}
    if Path(source).is_dir() and (missing := sorted(set(said) - set(read) - {path.name for path in _files(source)})):
        raise InputError(Told("control_missing", control=CONTROL), file=missing[0])
    return {name: _compared(folder, table, said.get(name, {})) for name, table in sorted(read.items())}


def _compared(folder: Path, table: RawTable, said: Mapping[str, Any]) -> str:
    if (rows := said.get("rows", table.read)) != table.read:
        raise InputError(Told("control_rows", rows=table.read, control=CONTROL, said=rows), file=table.file)
    if "sha256" in said and said["sha256"].casefold() != _hash(folder / table.file.partition("[")[0]):
        raise InputError(Told("control_hash", control=CONTROL), file=table.file)
    return ", ".join(key for key in KEYS if key in said) or NONE


def _said(path: Path) -> dict[str, dict[str, Any]]:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(Told("control_unreadable", error=str(error)), file=path.name) from None
    for name, said in held.items():
        known = isinstance(said, dict) and said.keys() <= set(KEYS)
        if not (known and isinstance(said.get("rows", 0), int) and isinstance(said.get("sha256", ""), str)):
            raise InputError(Told("control_keys", name=name), file=path.name)
    return held


def _folder(source: Any) -> Path | None:
    if not isinstance(source, str | Path):
        return None
    return path if (path := Path(source)).is_dir() else path.parent


def _files(source: Any) -> list[Path]:
    if not isinstance(source, str | Path):
        return []
    path = Path(source)
    return sorted(each for each in path.iterdir() if each.suffix.casefold() in KINDS) if path.is_dir() else [path]


def _state(path: Path) -> tuple[int, int, int]:
    try:
        known = path.stat()
    except OSError:
        return (0, 0, 0)  # a link that leads nowhere
    return known.st_size, known.st_mtime_ns, known.st_ino


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
