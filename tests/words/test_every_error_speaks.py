"""Every error of ours has its text in both languages: none is raised with a sentence of one language alone."""

from __future__ import annotations

import ast
import inspect
import pickle
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import salestoolkit
from salestoolkit.words.catalogue import texts
from salestoolkit.words.errors import (
    Kind,
    Listed,
    ReportsStopped,
    SalesToolkitError,
    Told,
    UnknownName,
    UsageError,
)
from salestoolkit.words.text import REQUIRED, has, placeholders

FOLDER = Path(salestoolkit.__file__).parent
WRITES_KPIS = {"kpi/__init__.py", "engine/own.py", "engine/own_fields.py", "reports/run/trial.py", "words/text.py"}
"""What is wrong with a definition is said to who writes it, among names of fields and Python's own English."""


def every_error() -> set[type[SalesToolkitError]]:
    """The base and all that descend from it, wherever they are defined."""
    for module in walk_packages(salestoolkit.__path__, "salestoolkit."):
        if not module.name.endswith(("__main__", ".owner", ".app")):
            import_module(module.name)
    found, waiting = set(), [SalesToolkitError]
    while waiting:
        found.add(one := waiting.pop())
        waiting += one.__subclasses__()
    return found


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    for path in sorted(FOLDER.rglob("*.py")):
        name = path.relative_to(FOLDER).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                yield name, node, called


def is_sentence(node: ast.expr) -> bool:
    """Whether it is a text of one language: words with a blank between, as no name or key has."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(part, ast.Constant) and " " in str(part.value) for part in parts)


def test_no_error_is_raised_with_a_sentence_of_one_language() -> None:
    names = {error.__name__ for error in every_error()} - {"UnknownName", "OwnFault"}
    assert {"InputError", "UsageError", "OutputError", "FolderBusy", "ReportsStopped"} < names
    said = [
        f"{file}:{call.lineno}"
        for file, call, name in calls()
        if name in {*names, "_fault"} and file not in WRITES_KPIS and call.args and is_sentence(call.args[0])
    ]
    assert said == []


def test_every_sentence_is_in_both_catalogues_with_what_it_is_given() -> None:
    wrong = []
    for file, call, name in calls():
        if name != "Told" or not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        key, given = f"refused.{call.args[0].value}", {keyword.arg for keyword in call.keywords}
        for lang in REQUIRED:
            if not has(key, lang) or (None not in given and placeholders(texts(lang)[key]) - given):
                wrong.append((file, call.lineno, key, lang))
    assert wrong == []


def test_every_kind_of_unknown_name_has_its_word() -> None:
    kinds = {
        call.args[0].value
        for _, call, name in calls()
        if name == "UnknownName" and isinstance(call.args[0], ast.Constant)
    }
    assert {"KPI", "language", "view"} < kinds
    assert [kind for kind in kinds for lang in REQUIRED if not has(f"refused.{Kind(kind).key}", lang)] == []


@pytest.mark.parametrize("error", sorted(every_error(), key=lambda error: error.__name__))
def test_an_error_says_its_sentence_in_the_language_it_is_asked_in(error: type[SalesToolkitError]) -> None:
    made = made_of(error)
    english, indonesian = (made.told(lang) for lang in ("en", "id"))
    assert english == str(made)
    assert english != indonesian
    made.lang = "id"
    assert str(made) == indonesian


def made_of(error: type[SalesToolkitError]) -> SalesToolkitError:
    given: tuple[Any, ...] = (Told("empty"),)
    if issubclass(error, UnknownName):
        given = ("KPI", "win_rte", ["win_rate"])
    elif "signal" in inspect.signature(error).parameters:
        given = (Told("empty"), 15)
    return error(*given)


def test_an_unknown_name_and_a_list_go_from_one_process_to_another() -> None:
    name = UnknownName(Told("study_of", of="win_rate"), "by_valu", ["by_value"])
    listed = UsageError(Told("demo_takes", names=Listed("and_no", ["crm", "mapping"])))
    for error in (name, listed):
        again = pickle.loads(pickle.dumps(error))
        assert [again.told(lang) for lang in REQUIRED] == [error.told(lang) for lang in REQUIRED]
    assert listed.told("en") == "The demo company takes no crm and no mapping. Leave that out, or name an export."
    assert name.told("id") == "Tidak ada angka lanjutan dari win_rate bernama 'by_valu'. Maksud Anda 'by_value'?"
    assert issubclass(ReportsStopped, SalesToolkitError)
