"""How large a file may be before it is refused: seen in what it says of itself, before it fills the memory.

Imports only words.
"""

from __future__ import annotations

import os

from salestoolkit.words.errors import InputError

FACTOR = "SALESTOOLKIT_LIMITS"
"""Variable of the environment that multiplies every limit, for who has the memory and the time."""

MOST_FILES = 1_000
"""Files of one folder: each costs a hundredth of a second, however small it is."""

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


def check(found: int, limit: int, what: str, file: str, help_: str) -> None:
    """Refuse a file that has more of something than can be read.

    Raises
    ------
    InputError
        It says how many there are, how many can be read, and how to go on.
    """
    if found > allowed(limit):
        fact = f"It has {found:,} {what}, and at most {allowed(limit):,} are read."
        raise InputError(f"{fact} {help_}, or raise the limits with {FACTOR}=2.", file=file)
