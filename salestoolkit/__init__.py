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
    "salestoolkit.estimate.interval.proportion": ("Proportion",),
    "salestoolkit.estimate.interval.daily_proportion": ("DailyProportion",),
    "salestoolkit.estimate.survival.incidence": ("Incidence",),
    "salestoolkit.estimate.survival.product_limit": ("ProductLimit", "StepRate"),
    "salestoolkit.estimate.survival.chain": ("Chain",),
    "salestoolkit.estimate.survival.leak": ("Leak",),
    "salestoolkit.estimate.survival.stage_time": ("OrderedProportion", "Stays"),
    "salestoolkit.estimate.interval.mean": ("Mean",),
    "salestoolkit.estimate.series.months": ("Flagged",),
    "salestoolkit.estimate.series.growth": ("Growth", "PerBusinessDay"),
    "salestoolkit.estimate.series.month_to_date": ("ToDate",),
    "salestoolkit.estimate.series.slope": ("Slope",),
    "salestoolkit.estimate.series.season": ("Season",),
    "salestoolkit.estimate.series.lebaran": ("AroundLebaran",),
    "salestoolkit.estimate.series.shifts": ("Shifts",),
    "salestoolkit.estimate.interval.total": ("Total",),
    "salestoolkit.estimate.interval.quotient": ("Quotient",),
    "salestoolkit.estimate.survival.kaplan_meier": ("Survival",),
    "salestoolkit.estimate.survival.response_time": ("ResponseDays", "ResponseShare", "ResponseTime"),
    "salestoolkit.estimate.sales.acquisition": ("Spending", "Earned", "CostEach", "Payback"),
    "salestoolkit.estimate.sales.deal_size": ("DealSize", "TypicalSize", "Discount"),
    "salestoolkit.estimate.sales.mix": ("Mix", "Change"),
    "salestoolkit.estimate.interval.weighted_share": ("WeightedShare",),
    "salestoolkit.estimate.series.share_trend": ("ShareTrend",),
    "salestoolkit.estimate.series.quarter_end": ("QuarterEnd",),
    "salestoolkit.estimate.interval.median": ("Median",),
    "salestoolkit.estimate.sales.attainment": ("Attainment",),
    "salestoolkit.estimate.sales.coverage": ("Coverage",),
    "salestoolkit.estimate.sales.velocity": ("Velocity",),
    "salestoolkit.estimate.interval.exact_proportion": ("ExactProportion",),
    "salestoolkit.estimate.survival.cohort": ("CohortShare", "TimeToHalf"),
    "salestoolkit.data.practice.practice": ("Practice",),
    "salestoolkit.data.sales": ("SalesData",),
    "salestoolkit.data.source": ("load", "demo"),
    "salestoolkit.data.period": ("of_period",),
    "salestoolkit.engine.registry": ("definition", "definitions"),
    "salestoolkit.results.computing": ("compute",),
    "salestoolkit.results.funnel_notes": ("AT_ODDS", "TOLD_AT_ODDS", "finished_funnel"),
    "salestoolkit.results.session_notes": ("BY_SESSION",),
    "salestoolkit.results.notes": (
        "Instead",
        "NO_AMOUNT",
        "OF_THE_OTHERS",
        "OTHERS_ATTAINED",
        "REFUNDS",
        "TAKEN_OFF",
        "NOT_TAKEN_OFF",
        "STILL_OPEN",
    ),
    "salestoolkit.results.overview": ("cover", "overview", "scoreboard"),
    "salestoolkit.results.result": ("Result",),
    "salestoolkit.review.pipeline.ageing": ("ageing",),
    "salestoolkit.review.goals.daily_goals": ("daily_goals", "daily_rows"),
    "salestoolkit.review.sales.drivers": ("drivers",),
    "salestoolkit.review.sales.forecast": ("forecast",),
    "salestoolkit.review.pipeline.pipeline_forecast": ("pipeline_forecast",),
    "salestoolkit.review.follow_up.agreements": ("agreements",),
    "salestoolkit.review.follow_up.findings": ("findings",),
    "salestoolkit.review.follow_up.agenda": ("follow_up", "follow_up_of", "follow_up_rows"),
    "salestoolkit.review.goals.attainment": ("goals",),
    "salestoolkit.review.pipeline.movement": ("moved", "movement"),
    "salestoolkit.review.people.comparison": ("people",),
    "salestoolkit.review.pipeline.recovery": ("recover",),
    "salestoolkit.review.pipeline.stage_conversion": ("stages",),
    "salestoolkit.review.people.improvement": ("progress",),
    "salestoolkit.review.not_measured": ("unmeasured",),
    "salestoolkit.review.sales.products": ("products",),
    "salestoolkit.review.sales.seasons": ("seasons",),
    "salestoolkit.review.goals.goal_suggestions": ("suggest_goals", "agreed_rows"),
    "salestoolkit.results.revisions": ("revisions", "Revisions"),
    "salestoolkit.reports.rep.focus": ("focus_on", "Focus"),
    "salestoolkit.reports.batch": ("report",),
    "salestoolkit.reports.options": ("Execution", "Pages"),
    "salestoolkit.reports.run.workers": ("Limits",),
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
