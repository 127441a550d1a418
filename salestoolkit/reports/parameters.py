"""The parameters a notebook declares in its tagged cell, with their types, and what may be given for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from click import ClickException

from salestoolkit.words.errors import Told, UnknownName, UsageError, in_words
from salestoolkit.words.given import refusal

DECLARED, GIVEN = "parameters", "injected-parameters"


class Refused(UsageError, ClickException):
    """A parameter that was refused; papermill's command line shows the sentence and exits with the code."""

    def __init__(self, message: str | Told) -> None:
        ClickException.__init__(self, str(in_words(message, "en")))
        UsageError.__init__(self, message)


def declared(notebook: Any) -> dict[str, Any]:
    """Each parameter's default, from the literals assigned in the cell tagged ``parameters``."""
    return dict(_assigned(notebook, DECLARED))


def checked(notebook: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, when the notebook declares all of it and each value is of its default's type.

    A whole number will do for a decimal one, and anything for a default of None. A text is never guessed to be a
    number nor a number to be a text: ``007`` would become 7 and name somebody else.

    Raises
    ------
    Refused
        When a name is not declared or a value has another type (exit code 64).
    """
    known = declared(notebook)
    for name, value in given.items():
        if name not in known:
            raise Refused(UnknownName("parameter", name, known).sentence)
        _check_type(name, value, known[name])
    return dict(given)


def check_notebook(notebook: Any) -> None:
    """Refuses one of our own notebooks into which papermill has put what it does not declare; leaves others alone."""
    if "salestoolkit" in notebook.metadata:
        checked(notebook, dict(_assigned(notebook, GIVEN)))


def _check_type(name: str, value: Any, default: Any) -> None:
    wanted, got = type(default), type(value)
    # What may be left out is empty by default, and nothing is empty too.
    fits = default is None or got is wanted or (wanted is float and got is int) or (default == "" and value is None)
    if not fits and wanted is str:
        raise Refused(refusal(name, value))
    if not fits:
        kinds = {"wanted": wanted.__name__, "got": got.__name__}
        raise Refused(Told("wrong_kind", name=name, given=repr(value), default=repr(default), **kinds))


def _assigned(notebook: Any, tag: str) -> Iterator[tuple[str, Any]]:
    for cell in notebook.cells:
        if tag in cell.metadata.get("tags", ()):
            for statement in ast.parse(cell.source).body:
                yield from _literal(statement)


def _literal(statement: ast.stmt) -> Iterator[tuple[str, Any]]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    value = getattr(statement, "value", None)
    for target in targets:
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, ast.literal_eval(value)
