"""salestoolkit: measures the performance of a sales team. What analysts call; each name loads on first use (PEP 562).

What authors of KPIs need stands in ``salestoolkit.kpi``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import FunctionType
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "salestoolkit.kpi": ("KPI",),
    "salestoolkit.words.text": ("Text", "languages"),
    "salestoolkit.words.errors": (
        "SalesToolkitError",
        "InputError",
        "MissingData",
        "UsageError",
        "UnknownName",
        "ClusterError",
        "OutputError",
        "FolderBusy",
        "ReportsFailed",
        "ReportsStopped",
    ),
    "salestoolkit.data.practice.practice": ("Practice",),
    "salestoolkit.data.sales": ("SalesData",),
    "salestoolkit.data.source": ("load", "demo"),
    "salestoolkit.data.period": ("of_period",),
    "salestoolkit.engine.registry": ("KPIS", "SPLITS", "definition", "definitions"),
    "salestoolkit.results.computing": ("compute",),
    "salestoolkit.results.overview": ("cover", "overview", "scoreboard"),
    "salestoolkit.results.result": ("Result",),
    "salestoolkit.results.revisions": ("revisions",),
    "salestoolkit.review.goals.daily_goals": ("daily_goals", "daily_rows"),
    "salestoolkit.review.sales.forecast": ("forecast",),
    "salestoolkit.review.pipeline.pipeline_forecast": ("pipeline_forecast",),
    "salestoolkit.review.follow_up.agreements": ("agreements",),
    "salestoolkit.review.follow_up.findings": ("findings",),
    "salestoolkit.review.follow_up.agenda": ("follow_up", "follow_up_of", "follow_up_rows"),
    "salestoolkit.review.goals.attainment": ("goals",),
    "salestoolkit.review.pipeline.movement": ("moved", "movement"),
    "salestoolkit.review.section.asking": ("section",),
    "salestoolkit.review.pipeline.recovery": ("recover",),
    "salestoolkit.review.not_measured": ("unmeasured",),
    "salestoolkit.review.sales.products": ("products",),
    "salestoolkit.review.sales.seasons": ("seasons",),
    "salestoolkit.review.goals.goal_suggestions": ("suggest_goals", "agreed_rows"),
    "salestoolkit.reports.rep.focus": ("focus_on",),
    "salestoolkit.reports.batch": ("report",),
    "salestoolkit.reports.options": ("Execution", "Pages"),
    "salestoolkit.reports.run.workers": ("Limits",),
    "salestoolkit.widgets.kpi_panel": ("panel",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_AUTHORS = "salestoolkit.kpi"

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF and find_spec(f"{__name__}.{name}"):
        raise AttributeError(name)  # Python imports the module then, and need not know of any section
    if name not in _HOME_OF and (name.startswith("_") or name not in _sections()):
        raise _absent(name)
    value = getattr(import_module(_HOME_OF[name]), name) if name in _HOME_OF else _sections()[name].ask
    if isinstance(value, FunctionType):
        value = import_module("salestoolkit.words.calls").checked(value)
    globals()[name] = value
    return value


def _absent(name: str) -> Exception:
    """What is said of a name that is not here: where it is, or which may have been meant."""
    from difflib import get_close_matches

    if not name.startswith("_") and name in import_module(_AUTHORS).__all__:
        # "from salestoolkit import" says nothing of an AttributeError
        return ImportError(f"'{name}' is in {_AUTHORS}. Type: from {_AUTHORS} import {name}")
    close = get_close_matches(name, __dir__(), n=1)
    fact = f"module 'salestoolkit' has no attribute '{name}'"
    return AttributeError(f"{fact}. Did you mean '{close[0]}'?" if close else fact)


def __dir__() -> list[str]:
    return sorted([*__all__, *_sections(), "__version__"])


def _sections() -> dict[str, Any]:
    """The parts of a review, each of which is called by its name."""
    return dict(import_module("salestoolkit.review.section.registry").sections())
