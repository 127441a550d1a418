"""Finds sections: those of the review's rooms, the entry-point group ``salestoolkit.review``, or one file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

from salestoolkit.engine.own import IMPORT, held, patience
from salestoolkit.engine.registry import module_of
from salestoolkit.review.section.declaration import Section
from salestoolkit.words.errors import Told, UnknownName, UsageError

FOLDER = "salestoolkit.review"
GROUP = "salestoolkit.review"


def sections() -> dict[str, Section]:
    """Every section that is installed, by name."""
    return dict(_all())


def section(name: str | Section) -> Section:
    """The section called ``name``, or declared in the file ``name`` (a path that ends in .py).

    Raises
    ------
    UnknownName
        When no section has the name; offers the closest.
    UsageError
        When the file declares none, or more than one.
    """
    if isinstance(name, Section):
        return name
    if name.endswith(".py"):
        return _from_file(Path(name))
    if name not in _all():
        raise UnknownName("section", name, _all())
    return _all()[name]


def texts_in(lang: str) -> dict[str, str]:
    """Every text of every section in a language, by its key in the catalogue of a further one."""
    return {key: text.to(lang, key) for each in _all().values() for key, text in each.texts().items()}


@cache
def _all() -> dict[str, Section]:
    folder = import_module(FOLDER)
    modules = [import_module(entry.name) for entry in walk_packages(folder.__path__, f"{FOLDER}.")]
    found = {each.name: each for module in modules for each in _declared(module)}
    own = [point.load().section for point in entry_points(group=GROUP)]
    return found | {each.name: each for each in own}


def _declared(module: ModuleType) -> Iterator[Section]:
    """The sections whose functions a module defines, and not those that it imports."""
    for value in vars(module).values():
        if isinstance(value, Section) and value.function and value.function.__module__ == module.__name__:
            yield value


def _from_file(path: Path) -> Section:
    if not path.is_file():
        raise UsageError(Told("no_section_file", path=str(path)))
    origin = path.name if path.is_absolute() else str(path)
    with held(origin, "reading it", min(IMPORT, patience.get())):
        found = list(_declared(module_of(path)))
    if len(found) != 1:
        raise UsageError(Told("one_section", file=str(path), count=len(found)))
    found[0].origin = origin
    return found[0]
