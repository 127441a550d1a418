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

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from salestoolkit.words.catalogue import fill, texts

LONGEST, LONGEST_NAME = 2_000, 200
"""Characters of a message, and of a name in it: what stands in a file may be of any length."""


class Told:
    """A sentence of the catalogues (under ``refused``), put into words when its reader's language is known."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key, self.values = key, values

    def to(self, lang: str) -> str:
        """The sentence in ``lang``; sentences among its values too."""
        told = {name: in_words(value, lang) for name, value in self.values.items()}
        return fill(texts(lang)[f"refused.{self.key}"], lang, told)


class Reason(Told):
    """Why a row is rejected (``intake.code`` of the catalogues), and as ``hint`` what may have been meant."""

    def to(self, lang: str) -> str:
        """The words in ``lang``."""
        why, hint = fill(texts(lang)[f"intake.code.{self.key}"], lang, self.values), self.values.get("hint")
        key = "one_of" if self.key == "bad_value" else "meant"
        return fill(texts(lang)[f"intake.{key}"], lang, {"reason": why, "hint": hint}) if hint else why


class Kind(Told):
    """What kind of thing a name is of, in a word of the catalogues (``refused.kind``); as it is where they lack it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"kind.{kind.replace(' ', '_')}")
        self.kind = kind

    def to(self, lang: str) -> str:
        """The word in ``lang``."""
        return super().to(lang) if f"refused.{self.key}" in texts(lang) else self.kind


class Listed(Told):
    """Several values in a row with a word of the catalogues between: ``a or b``."""

    def __init__(self, joint: str, values: Iterable[Any]) -> None:
        super().__init__(joint)
        self.parts = list(values)

    def to(self, lang: str) -> str:
        """The values in ``lang``."""
        told, *others = [str(in_words(part, lang)) for part in self.parts]
        for other in others:
            told = Told(self.key, one=told, other=other).to(lang)
        return told


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Errors of ours that leave this block are in ``lang``, unless another language was set before."""
    try:
        yield
    except SalesToolkitError as error:
        error.__dict__.setdefault("lang", lang)
        raise


def in_words(value: Any, lang: str) -> Any:
    """A sentence in ``lang``; any other value as it is."""
    return value.to(lang) if isinstance(value, Told) else value


class SalesToolkitError(Exception):
    """Base of every error raised on purpose: one sentence of fact, one of help.

    ``lang`` is the language of its text: English, or that of the reader who asked.
    """

    exit_code = 1
    lang = "en"

    def __init__(self, *said: Any) -> None:
        super().__init__(*(cut(each, LONGEST) if isinstance(each, str) else each for each in said))
        self.sentence = self.args[0] if self.args else ""

    def told(self, lang: str) -> str:
        """The message in ``lang``."""
        return cut(str(in_words(self.sentence, lang)), LONGEST)

    def __str__(self) -> str:
        return self.told(self.lang)


class InputError(SalesToolkitError, ValueError):
    """Data that cannot be used; the message names file, row and column where they are known.

    ``intake`` is what had come in until then, with every row that was rejected: ``error.intake.write("out/")``.
    """

    exit_code = 4
    intake: Any = None

    def __init__(self, message: str | Told, *, file: str = "", row: int | None = None, column: str = "") -> None:
        super().__init__(message)
        self.file, self.row, self.column = file, row, column

    def told(self, lang: str) -> str:
        """The message in ``lang``, behind its place."""
        row = "" if self.row is None else Told("row", row=self.row)
        column = Told("column", column=cut(self.column, LONGEST_NAME)) if self.column else ""
        place = ", ".join(str(in_words(part, lang)) for part in (cut(self.file, LONGEST_NAME), row, column) if part)
        return cut(f"{place}: {super().told(lang)}", LONGEST) if place else super().told(lang)


class MissingData(SalesToolkitError, LookupError):
    """A table or column that is needed was not given; the message says which and where to get it."""

    exit_code = 4


class UsageError(SalesToolkitError, ValueError):
    """An argument that makes no sense; the message says what would."""

    exit_code = 64


class UnknownName(UsageError, LookupError):
    """A name that is not known; the message offers the closest that is."""

    def __init__(self, kind: str | Told, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        name = cut(name, LONGEST_NAME)
        close = get_close_matches(name, [each for each in known[:2_000] if len(each) <= LONGEST_NAME], n=1)
        offer = Told("meant", name=close[0]) if close else Told("known", names=", ".join(known) or Told("none"))
        kind = kind if isinstance(kind, Told) else Kind(kind)
        super().__init__(Told("unknown_name", kind=kind, name=name, offer=offer))
        self.made_of = (kind, name, known)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.made_of


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

    def __init__(self, message: str | Told, signal: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and its end with … between."""
    end = longest // 4
    return text if len(text) <= longest else f"{text[: longest - end - 3]} … {text[-end:]}"
