"""Turns a failure to write into one sentence that names the path; imports only words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salestoolkit.words.disk import how_full, unwritable
from salestoolkit.words.errors import OutputError, Told


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What is written inside belongs to ``path``.

    Raises
    ------
    OutputError
        When the file system refuses.
    """
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        place = error.filename or path
        if how_full(error):
            raise unwritable(place, error) from error
        raise OutputError(Told("cannot_write_place", path=str(place), error=str(error.strerror))) from error
