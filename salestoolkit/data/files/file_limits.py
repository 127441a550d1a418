"""How large a file may be before it is refused: seen in what it says of itself, before it fills the memory.

Imports only words.
"""

from __future__ import annotations

import os

from salestoolkit.words.errors import InputError, Told

FACTOR = "SALESTOOLKIT_LIMITS"
"""Variable of the environment that multiplies every limit, for who has the memory and the time."""

MOST_FILES = 800
"""Files of one folder: each costs some twelve thousandths of a second, however small it is."""

MOST_COLUMNS = 100_000
MOST_CELLS = 10_000_000
"""Cells that a small file may unpack to; a large file may have more."""

MOST_SPREAD = 5_000_000
"""Cells from the first to the last of a sheet, for the reader fills in all between."""

MOST_TEXT = 400_000_000
"""Characters that repeated texts of a packed file may come to."""

LARGEST_BOOK = 200_000_000
"""Bytes that a workbook may unpack to."""


def allowed(limit: int) -> int:
    """A limit as the environment has it."""
    given = os.environ.get(FACTOR, "")
    try:
        return int(limit * max(float(given), 1)) if given else limit
    except (ValueError, OverflowError):
        return limit


def check(found: int, limit: int, what: Told, file: str, help_: Told) -> None:
    """Refuse a file that has more of something than can be read.

    Raises
    ------
    InputError
        It says how many there are, how many can be read, and how to go on.
    """
    if found > allowed(limit):
        fact = Told("limit", found=found, what=what, most=allowed(limit), help=help_, factor=FACTOR)
        raise InputError(fact, file=file)
