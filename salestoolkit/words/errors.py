"""Errors of salestoolkit: each is also a builtin error and carries the exit code of the command line.

SalesToolkitError
├── InputError (ValueError)          exit 4   the data cannot be used: names file, row and column
├── MissingData (LookupError)        exit 4   a table or column that a KPI needs was not given
├── UsageError (ValueError)          exit 64  an argument or parameter makes no sense
│   └── UnknownName (LookupError)    exit 64  no such KPI, dimension, view, mapping or language
├── ClusterError (ConnectionError)   exit 69  the workers of other machines cannot be used
├── OutputError (OSError)            exit 74  a result cannot be written
├── FolderBusy (OSError)             exit 75  another run writes to this folder
├── ReportsFailed (RuntimeError)     exit 3   the batch ran, and some reports failed
└── ReportsStopped (RuntimeError)    exit 128 + signal (130, 143): the batch was interrupted
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

LONGEST, LONGEST_NAME = 2_000, 200
"""Characters of a message, and of a name in it: what stands in a file may be of any length."""


class SalesToolkitError(Exception):
    """Base of every error raised on purpose: one sentence of fact, one of help."""

    exit_code = 1

    def __init__(self, *said: object) -> None:
        super().__init__(*(cut(each, LONGEST) if isinstance(each, str) else each for each in said))


class InputError(SalesToolkitError, ValueError):
    """Data that cannot be used; the message names file, row and column where they are known.

    ``intake`` is what had come in until then, with every row that was rejected: ``error.intake.write("out/")``.
    """

    exit_code = 4
    intake: Any = None

    def __init__(self, message: str, *, file: str = "", row: int | None = None, column: str = "") -> None:
        self.file, self.row, self.column = file, row, column
        named = f"column '{cut(column, LONGEST_NAME)}'" if column else ""
        places = [cut(file, LONGEST_NAME), f"row {row}" if row is not None else "", named]
        place = ", ".join(part for part in places if part)
        super().__init__(f"{place}: {message}" if place else message)


class MissingData(SalesToolkitError, LookupError):
    """A table or column that is needed was not given; the message says which and where to get it."""

    exit_code = 4


class UsageError(SalesToolkitError, ValueError):
    """An argument that makes no sense; the message says what would."""

    exit_code = 64


class UnknownName(UsageError, LookupError):
    """A name that is not known; the message offers the closest that is."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        name = cut(name, LONGEST_NAME)
        close = get_close_matches(name, [each for each in known[:2_000] if len(each) <= LONGEST_NAME], n=1)
        offer = f"Did you mean '{close[0]}'?" if close else f"Known: {', '.join(known) or 'none'}."
        super().__init__(f"No {kind} is called '{name}'. {offer}")


class ClusterError(SalesToolkitError, ConnectionError):
    """A scheduler that cannot be reached, or workers that cannot be used; the message says which and why."""

    exit_code = 69


class OutputError(SalesToolkitError, OSError):
    """A file or folder that cannot be written; the message names the path."""

    exit_code = 74


class PartFailed(SalesToolkitError, RuntimeError):
    """A part of a rep's page could not be computed for the whole team; the run's manifest says why."""


class ReportsFailed(SalesToolkitError, RuntimeError):
    """The batch ended, and some of its reports failed; the message says how many and which, ``run`` has them all."""

    exit_code = 3
    run: Any = None


class FolderBusy(SalesToolkitError, OSError):
    """A folder that another run writes to; the message names who."""

    exit_code = 75


class ReportsStopped(SalesToolkitError, RuntimeError):
    """A batch that was interrupted; the message says how many reports are done, and how to go on."""

    def __init__(self, message: str, signal: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and its end with … between."""
    end = longest // 4
    return text if len(text) <= longest else f"{text[: longest - end - 3]} … {text[-end:]}"
