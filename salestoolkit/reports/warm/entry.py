"""What papermill finds under the name ``salestoolkit``; imports nothing until a notebook is run with it.

papermill loads entry points while it is itself half imported, and one that fails breaks ``import papermill`` for
everybody: so this file knows neither papermill nor us.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class _Later(type):
    def __getattr__(cls, name: str) -> Any:
        return getattr(import_module("salestoolkit.reports.warm.papermill_engine").WarmEngine, name)


class Engine(metaclass=_Later):
    """Stands for ``WarmEngine`` until it is asked for anything."""
