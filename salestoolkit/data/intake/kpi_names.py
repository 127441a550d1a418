"""Which KPIs there are and in what unit, told by their files: the door imports no KPI. Imports nothing of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files

_UNIT = re.compile(r'^    unit="(\w+)",$', re.MULTILINE)


@cache
def kpi_names() -> tuple[str, ...]:
    """The names of all KPIs that are installed."""
    own = (point.name for point in entry_points(group="salestoolkit.kpis"))
    return tuple(sorted({*kpi_units(), *own}))


@cache
def kpi_units() -> Mapping[str, str]:
    """The unit of each KPI that ships, by name; what is installed beside them tells none before it is imported."""
    shipped = (entry for entry in files("salestoolkit").joinpath("kpis").iterdir() if entry.name[0] != "_")
    # a KPI is a file or a package, whose first file defines it
    places = {entry.name.removesuffix(".py"): entry if entry.is_file() else entry / "__init__.py" for entry in shipped}
    texts = {name: place.read_text(encoding="utf-8") for name, place in places.items() if place.is_file()}
    # the last one at the margin of a definition is the KPI's own: its studies stand before it
    return {name: found[-1] if (found := _UNIT.findall(text)) else "" for name, text in texts.items()}
