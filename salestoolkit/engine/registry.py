"""Finds KPIs: files and packages in ``kpis/``, the entry-point group ``salestoolkit.kpis``, or one file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from salestoolkit.engine.own import IMPORT, held, patience
from salestoolkit.kpi import DIMENSIONS, KPI
from salestoolkit.words.errors import Told, UnknownName, UsageError

FOLDER = "salestoolkit.kpis"
GROUP = "salestoolkit.kpis"

# The order in which a sales team asks; a KPI not listed here follows by name.
ORDER = (
    "lead_response_time",
    "win_rate",
    "sales_to_cost",
    "monthly_sales",
    "average_deal_size",
    "funnel_leakage",
    "visitor_to_lead",
)


def definition(name: str | KPI) -> KPI:
    """The KPI called ``name``, or defined in the file ``name`` (a path that ends in .py).

    Parameters
    ----------
    name : str or KPI
        ``"win_rate.by_value"`` is the study ``by_value`` of a KPI, ``"own.py:by_value"`` that of a KPI in a file. A KPI
        is given back as it is.

    Returns
    -------
    KPI
        With its words, what it counts and by what it can be split (``.splits``).

    Raises
    ------
    UnknownName
        When no KPI or study has the name; offers the closest.
    UsageError
        When the file holds no KPI.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.definition("win_rate").title_in("en")
    'Win rate'
    """
    if isinstance(name, KPI):
        return name
    name = os.fspath(name)
    if file := file_of(name):
        study = name.rpartition(".py:")[2] if ".py:" in name else ""
        return _from_file(file).study(study) if study else _from_file(file)
    known, (kpi, _, study) = _all(), name.partition(".")
    if kpi not in known:
        raise UnknownName("KPI", kpi, known)
    return known[kpi].study(study) if study else known[kpi]


def definitions() -> tuple[KPI, ...]:
    """Every KPI that is installed, in the order in which a team asks.

    Returns
    -------
    tuple of KPI
        Those of this package, then those of others (entry points ``salestoolkit.kpis``); without studies.

    Examples
    --------
    >>> import salestoolkit as st
    >>> [kpi.name for kpi in st.definitions()][:2]
    ['lead_response_time', 'win_rate']
    """
    return tuple(_all().values())


class Names(Mapping[str, Any]):
    """Names that complete with Tab: ``st.KPIS["win_<Tab>`` and ``st.KPIS.win_<Tab>``, whose value any call accepts.

    Parameters
    ----------
    kind : str
        What the names are of, for who asks for another.
    found : callable
        Gives every name with its value.

    Examples
    --------
    >>> import salestoolkit as st
    >>> st.compute(st.KPIS.win_rate, st.demo(reps=4, months=6), by=st.SPLITS.team).by
    ('team',)
    """

    def __init__(self, kind: str, found: Callable[[], Mapping[str, Any]]) -> None:
        self._kind, self._found = kind, found

    def __getitem__(self, name: str) -> Any:
        if name not in self._found():
            raise UnknownName(self._kind, name, self._found())
        return self._found()[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._found():
            raise AttributeError(UnknownName(self._kind, name, self._found()).told("en"))
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __dir__(self) -> list[str]:
        return [name for name in self._found() if name.isidentifier()]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._found())

    def __repr__(self) -> str:
        return ", ".join(self)


def _with_studies() -> dict[str, KPI]:
    every = (one for kpi in definitions() for one in (kpi, *(study.of(kpi) for study in kpi.studies)))
    return {kpi.name: kpi for kpi in every}


KPIS = Names("KPI", _with_studies)
"""Every KPI and study that is installed, by name."""
SPLITS = Names("dimension", lambda: {name: name for name in DIMENSIONS})
"""Every dimension that a KPI may be split or limited by."""


@cache
def _all() -> dict[str, KPI]:
    folder = import_module(FOLDER)
    found = [_kpi_in(import_module(f"{FOLDER}.{entry.name}")) for entry in iter_modules(folder.__path__)]
    found += [_from_package(point) for point in entry_points(group=GROUP)]
    place = {name: index for index, name in enumerate(ORDER)}
    return {kpi.name: kpi for kpi in sorted(found, key=lambda kpi: (place.get(kpi.name, len(place)), kpi.name))}


def _from_package(point: EntryPoint) -> KPI:
    with held(point.value, "reading it", min(IMPORT, patience.get())):
        return _own(_checked(point.load(), point.value), point.value)


def file_of(spec: str) -> Path | None:
    """The file of a KPI that was named by one, or of a study of it; None for a name."""
    file, in_file, _ = spec.rpartition(".py:")
    return Path(f"{file}.py") if in_file else Path(spec) if spec.endswith(".py") else None


def _from_file(path: Path) -> KPI:
    if not path.is_file():
        raise UsageError(Told("no_kpi_file", path=str(path)))
    if path.name == "__init__.py":  # what else belongs to it would neither be hashed nor be readable in a run
        raise UsageError(Told("kpi_package", path=str(path)))
    origin = path.name if path.is_absolute() else str(path)
    with held(origin, "reading it", min(IMPORT, patience.get())):
        return _own(_kpi_in(module_of(path)), origin)


def module_of(path: Path) -> ModuleType:
    """The file as a module that is known by a name of its own while it is read, as dataclasses in it need."""
    name = f"salestoolkit_own_{path.stem}_{sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UsageError(Told("no_python", path=str(path)))
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _kpi_in(module: ModuleType) -> KPI:
    found = [value for value in vars(module).values() if isinstance(value, KPI)]
    if len(found) != 1:
        raise UsageError(Told("one_kpi", file=str(module.__file__), count=len(found)))
    return _checked(found[0], str(module.__file__))


def _checked(value: object, place: str) -> KPI:
    if not isinstance(value, KPI):
        raise UsageError(Told("no_kpi", place=place))
    return value


def _own(kpi: KPI, origin: str) -> KPI:
    """A KPI that is not one of this package, which knows where it was found; what it names must be there."""
    from salestoolkit.engine.own_fields import check_fields

    found = replace(kpi, origin=origin)
    check_fields(found)
    return found
