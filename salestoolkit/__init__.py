"""salestoolkit: measures the performance of a sales team; every public name loads on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "salestoolkit.kpi": (
        "KPI",
        "Study",
        "Measure",
        "Note",
        "Shown",
        "Example",
        "Context",
        "col",
        "PEOPLE",
        "DEAL_SPLITS",
        "UNDATED",
        "UNDATED_SALES",
    ),
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
    "salestoolkit.estimate.proportion": ("Proportion",),
    "salestoolkit.estimate.daily": ("DailyProportion",),
    "salestoolkit.estimate.incidence": ("Incidence",),
    "salestoolkit.estimate.product_limit": ("ProductLimit", "StepRate"),
    "salestoolkit.estimate.chain": ("Chain",),
    "salestoolkit.estimate.leak": ("Leak",),
    "salestoolkit.estimate.stays": ("OrderedProportion", "Stays"),
    "salestoolkit.estimate.mean": ("Mean",),
    "salestoolkit.estimate.series": ("Flagged",),
    "salestoolkit.estimate.growth": ("Growth", "PerBusinessDay"),
    "salestoolkit.estimate.elapsed": ("ToDate",),
    "salestoolkit.estimate.slope": ("Slope",),
    "salestoolkit.estimate.season": ("Season",),
    "salestoolkit.estimate.lebaran": ("AroundLebaran",),
    "salestoolkit.estimate.shifts": ("Shifts",),
    "salestoolkit.estimate.total": ("Total",),
    "salestoolkit.estimate.quotient": ("Quotient",),
    "salestoolkit.estimate.survival": ("Survival",),
    "salestoolkit.estimate.response": ("ResponseDays", "ResponseShare", "ResponseTime"),
    "salestoolkit.estimate.acquisition": ("Spending", "Earned", "CostEach", "Payback"),
    "salestoolkit.estimate.deal_size": ("DealSize", "TypicalSize", "Discount"),
    "salestoolkit.estimate.mix": ("Mix", "Change"),
    "salestoolkit.estimate.weighted_share": ("WeightedShare",),
    "salestoolkit.estimate.trend": ("ShareTrend",),
    "salestoolkit.estimate.quarter_end": ("QuarterEnd",),
    "salestoolkit.estimate.median": ("Median",),
    "salestoolkit.estimate.attainment": ("Attainment",),
    "salestoolkit.estimate.coverage": ("Coverage",),
    "salestoolkit.estimate.velocity": ("Velocity",),
    "salestoolkit.estimate.exact": ("ExactProportion",),
    "salestoolkit.estimate.cohort": ("CohortShare", "TimeToHalf"),
    "salestoolkit.data.practice": ("Practice",),
    "salestoolkit.data.sales": ("SalesData",),
    "salestoolkit.data.source": ("load", "demo"),
    "salestoolkit.data.period": ("of_period",),
    "salestoolkit.registry": ("definition", "definitions"),
    "salestoolkit.engine.computing": ("compute",),
    "salestoolkit.engine.funnel": ("AT_ODDS", "TOLD_AT_ODDS", "finished_funnel"),
    "salestoolkit.engine.sessions": ("BY_SESSION",),
    "salestoolkit.engine.asides": (
        "Instead",
        "NO_AMOUNT",
        "OF_THE_OTHERS",
        "OTHERS_ATTAINED",
        "REFUNDS",
        "TAKEN_OFF",
        "NOT_TAKEN_OFF",
        "STILL_OPEN",
    ),
    "salestoolkit.engine.glance": ("cover", "overview", "scoreboard"),
    "salestoolkit.engine.result": ("Result",),
    "salestoolkit.review.ageing": ("ageing",),
    "salestoolkit.review.daily_goals": ("daily_goals", "daily_rows"),
    "salestoolkit.review.drivers": ("drivers",),
    "salestoolkit.review.forecast": ("forecast",),
    "salestoolkit.review.pipeline_outlook": ("pipeline_forecast",),
    "salestoolkit.review.agreements": ("agreements",),
    "salestoolkit.review.findings": ("findings",),
    "salestoolkit.review.follow_up": ("follow_up", "follow_up_of", "follow_up_rows"),
    "salestoolkit.review.goals": ("goals",),
    "salestoolkit.review.movement": ("moved", "movement"),
    "salestoolkit.review.people": ("people",),
    "salestoolkit.review.recovery": ("recover",),
    "salestoolkit.review.stages": ("stages",),
    "salestoolkit.review.progress": ("progress",),
    "salestoolkit.review.unmeasured": ("unmeasured",),
    "salestoolkit.review.products": ("products",),
    "salestoolkit.review.seasons": ("seasons",),
    "salestoolkit.review.suggestions": ("suggest_goals", "agreed_rows"),
    "salestoolkit.engine.revisions": ("revisions", "Revisions"),
    "salestoolkit.reports.focus": ("focus_on", "Focus"),
    "salestoolkit.reports.batch": ("report",),
    "salestoolkit.widgets.kpi_panel": ("panel",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'salestoolkit' has no attribute '{name}'")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
