"""Finds KPIs: the folder ``kpis/``, the entry-point group ``salestoolkit.kpis``, or one file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from salestoolkit.kpi import KPI
from salestoolkit.words.errors import UnknownName, UsageError

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

    ``"win_rate.by_value"`` is the study ``by_value`` of a KPI, ``"own.py:by_value"`` that of a KPI in a file.

    Raises
    ------
    UnknownName
        When no KPI or study has the name; offers the closest.
    UsageError
        When the file holds no KPI.
    """
    if isinstance(name, KPI):
        return name
    file, in_file, study = name.rpartition(".py:")
    if in_file:
        return _from_file(Path(f"{file}.py")).study(study)
    if name.endswith(".py"):
        return _from_file(Path(name))
    known, (kpi, _, study) = _all(), name.partition(".")
    if kpi not in known:
        raise UnknownName("KPI", kpi, known)
    return known[kpi].study(study) if study else known[kpi]


def definitions() -> tuple[KPI, ...]:
    """Every KPI that is installed, in the order in which a team asks."""
    return tuple(_all().values())


@cache
def _all() -> dict[str, KPI]:
    folder = import_module(FOLDER)
    found = [_kpi_in(import_module(f"{FOLDER}.{entry.name}")) for entry in iter_modules(folder.__path__)]
    found += [_checked(point.load(), point.value) for point in entry_points(group=GROUP)]
    place = {name: index for index, name in enumerate(ORDER)}
    return {kpi.name: kpi for kpi in sorted(found, key=lambda kpi: (place.get(kpi.name, len(place)), kpi.name))}


def _from_file(path: Path) -> KPI:
    if not path.is_file():
        raise UsageError(f"There is no KPI file {path}. 'salestoolkit new NAME' writes one to begin with.")
    spec = spec_from_file_location(f"salestoolkit_own_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{path} is not a Python file. A KPI is one .py file.")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return _kpi_in(module)


def _kpi_in(module: ModuleType) -> KPI:
    found = [value for value in vars(module).values() if isinstance(value, KPI)]
    if len(found) != 1:
        raise UsageError(f"{module.__file__} defines {len(found)} KPIs. One file defines exactly one.")
    return _checked(found[0], str(module.__file__))


def _checked(value: object, place: str) -> KPI:
    if not isinstance(value, KPI):
        raise UsageError(f"{place} is not a KPI. Define one with salestoolkit.KPI(...).")
    return value
