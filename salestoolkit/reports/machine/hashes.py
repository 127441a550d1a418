"""SHA-256 of files and of folders."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path


def hash_of(path: Path) -> str:
    """SHA-256 of a file, or of all files of a folder with their names; empty when it cannot be read."""
    try:
        if path.is_dir():
            parts = "\n".join(f"{part.name} {_file(part)}" for part in sorted(path.iterdir()))
            return sha256(parts.encode()).hexdigest()
        return _file(path)
    except OSError:
        return ""


def _file(path: Path) -> str:
    with path.open("rb") as stream:
        digest = sha256()
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
        return digest.hexdigest()
