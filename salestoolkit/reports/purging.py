"""Removes what runs have written to a folder, and nothing else that lies there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from salestoolkit.reports.publish.archive import ARCHIVE
from salestoolkit.reports.publish.lock import PRIVATE, held
from salestoolkit.reports.publish.manifest import MANIFEST
from salestoolkit.reports.publish.store import JOURNAL, NOTES, Folder, Remote, stored
from salestoolkit.reports.rep.pseudonyms import key_file
from salestoolkit.reports.send.journal import SENT
from salestoolkit.words.errors import InputError, Told

_OF_A_RUN = ("index.html", "team_review.html", "team_review.pdf", "rejected.csv", ARCHIVE, SENT, JOURNAL, MANIFEST)
_PLACES = ("reps", "sheets", "teams")
_PAGE = re.compile(r"(?:[a-z0-9-]{1,40}--)?[0-9a-f]{12}\.(html|pdf)")


def purge(where: str | Path) -> int:
    """Removes pages, index, manifest and what an interrupted run left; the folder too when that empties it.

    Returns
    -------
    int
        How many files were removed.

    Raises
    ------
    InputError
        When no run has written to the folder.
    FolderBusy
        When one is writing to it now.
    """
    store = stored(where)
    return _purge_folder(store.folder) if isinstance(store, Folder) else _purge_remote(Remote(str(where)))


def _purge_folder(folder: Path) -> int:
    if not _used(folder):
        raise InputError(Told("no_reports"), file=str(folder))
    with held(folder):
        written = list(_written(folder))
        for path in written:
            path.unlink()
    for place in (*(folder / name for name in _PLACES), folder):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    return len(written)


def _purge_remote(store: Remote) -> int:
    """The manifest last, as in a folder."""
    names = [name for name in store.names() if _of_a_run(name)]
    if not any(name == MANIFEST or name.startswith(f"{NOTES}/") for name in names):
        raise InputError(Told("no_reports"), file=store.url)
    for name in sorted(names, key=MANIFEST.__eq__):
        store.remove(name)
    return len(names)


def _of_a_run(name: str) -> bool:
    place, _, file = name.rpartition("/")
    return name in _OF_A_RUN or place == NOTES or (place in ("reps", "teams") and bool(_PAGE.fullmatch(file)))


def _used(folder: Path) -> bool:
    return any((folder / name).exists() for name in (MANIFEST, JOURNAL)) or any(folder.glob(f"{PRIVATE}*"))


def _written(folder: Path) -> Iterator[Path]:
    """The manifest last, and the key of pseudonyms: a purge that is interrupted can be repeated."""
    for place in (folder / name for name in _PLACES):
        yield from (path for path in place.glob("*") if _PAGE.fullmatch(path.name))
    yield from (path for name in _OF_A_RUN if (path := folder / name).exists())
    yield from (path for path in [key_file(folder)] if path.exists())
