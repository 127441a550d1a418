"""A private folder for sockets and keys: short enough for a socket's address, removed even after a crash."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from tempfile import gettempdir, mkdtemp

_NAME = re.compile(r"salestoolkit-(\d+)-")


def private_folder() -> Path:
    """A new folder that only this user can open; those that dead processes left are removed first."""
    for path in Path(gettempdir()).glob("salestoolkit-*-*"):
        owner = _NAME.match(path.name)
        if owner and not _alive(int(owner[1])) and _mine(path):
            shutil.rmtree(path, ignore_errors=True)
    return Path(mkdtemp(prefix=f"salestoolkit-{os.getpid()}-"))


def _alive(process: int) -> bool:
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
