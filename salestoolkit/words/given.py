"""Whether what a caller gave is of the kind it should be: papermill makes the number 7 of ``-p rep 007``.

Imports only errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.words.errors import Told, UsageError


def check_text(name: str, value: Any, *, needed: bool = False) -> None:
    """Refuses what is no text, since a text that was made a number cannot be told from another; None is left out.

    Raises
    ------
    UsageError
        Naming the parameter, and how it is passed as text.
    """
    if (value is None and not needed) or isinstance(value, str):
        return
    raise UsageError(refusal(name, value))


def check_no_number(name: str, value: Any) -> None:
    """Refuses a number for what may be a path, a date or frames too.

    Raises
    ------
    UsageError
        Naming the parameter, and how it is passed as text.
    """
    if isinstance(value, int | float):
        raise UsageError(refusal(name, value))


def values(name: str, given: Any) -> list[str]:
    """What a filter keeps, as a list; empty where it keeps all.

    Raises
    ------
    UsageError
        When a value is no text.
    """
    if given is None or isinstance(given, str):
        return [given] if given else []
    found = list(given) if isinstance(given, Sequence | set | frozenset) or hasattr(given, "__iter__") else [given]
    for value in found:
        check_text(name, value, needed=True)
    return found


def refusal(name: str, value: Any) -> Told:
    """One sentence about a value that is no text."""
    how = Told("how_text", name=name)
    if value is None:
        return Told("came_empty", name=name, how=how)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Told("came_number", name=name, given=repr(value), how=how)
    return Told("came_as", name=name, given=repr(value), kind=type(value).__name__, how=how)
