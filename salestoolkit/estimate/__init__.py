"""Estimators: from counts to value, interval and reason. They see small frames only and import no engine.

Those that a KPI is made with are known by this package's name, and by that of ``salestoolkit.kpi``.
"""

from __future__ import annotations

from salestoolkit.words.lazy import lazily

_HOMES = {
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
}

__all__ = sorted(name for names in _HOMES.values() for name in names)
__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return [*__all__]
