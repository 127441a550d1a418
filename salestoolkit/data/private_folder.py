"""Private folders in the temporary folder, short enough for a socket's address; those of the dead are removed."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir

_NAME = re.compile(r"salestoolkit-(\d+)-")
_LIFE = token_hex(2)
# In a container the next run may well have the process number of the last, which was killed.


def private_folder() -> Path:
    """A new folder that only this user can open; those that dead processes left are removed first."""
    for path in Path(gettempdir()).glob("salestoolkit-*-*"):
        owner = _NAME.match(path.name)
        if owner and not _lives(int(owner[1]), path) and _mine(path):
            shutil.rmtree(path, ignore_errors=True)
    while True:
        made = Path(gettempdir(), f"{_ours()}{token_hex(2)}")
        with suppress(FileExistsError):
            made.mkdir(mode=0o700)
            return made


def _ours() -> str:
    """How the names of this process's folders begin."""
    return f"salestoolkit-{os.getpid()}-{_LIFE}"


def _lives(process: int, path: Path) -> bool:
    """Whether the process that made a folder runs."""
    if process == os.getpid():
        return path.name.startswith(_ours())
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True


def _mine(path: Path) -> bool:
    try:
        return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
    except FileNotFoundError:
        return False  # another run that begins now has removed it
