"""What a page is made with: this library's own files, and the versions of Python and of what the library needs."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path

import salestoolkit
from salestoolkit.engine.registry import GROUP
from salestoolkit.reports.machine.hashes import hash_of

PACKAGE = Path(salestoolkit.__file__).resolve().parent


@cache
def fingerprint() -> str:
    """SHA-256 that changes when a page could come out differently though its template and data are the same."""
    return sha256("\n".join([platform.python_version(), *_versions(), *files(PACKAGE)]).encode()).hexdigest()


def files(folder: Path) -> Iterator[str]:
    """Each file below a folder with its hash, but what Python compiled."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield f"{path.relative_to(folder).as_posix()} {hash_of(path)}"


def _versions() -> list[str]:
    """Those of the libraries that this one needs, and of those that bring KPIs."""
    needed = [each for each in requires("salestoolkit") or () if "extra ==" not in each]
    named = {match[0] for each in needed if (match := re.match(r"[\w.-]+", each))}
    bringing = {point.dist.name for point in entry_points(group=GROUP) if point.dist}
    return [f"{name} {_version(name)}" for name in sorted(named | bringing)]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""  # what another system needs
