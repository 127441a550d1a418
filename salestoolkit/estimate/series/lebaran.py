"""Lebaran: sales per business day before and after Lebaran against the usual ones of that time of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from salestoolkit.estimate.series.months import Monthly, by_group, empty

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ["amount", "squares", "customers", "business", "day_count"]


NEAR, FAR = 22, 84
"""Days from Lebaran, on either side, between which sales are usual: beyond the three weeks in which people buy, and
within twelve, so that season and growth are much the same as around Lebaran."""


@dataclass(frozen=True)
class AroundLebaran(Monthly):
    """How many times the usual sales per business day are made in the 14 days before Lebaran.

    Usual are the days three to twelve weeks from Lebaran on both sides. Years are pooled as observed over expected.
    Beside it the 7 days after, and what was closed on the days of leave, which are no business days. Interval:
    compound Poisson variances of both totals, delta method on the log of the ratio.
    """

    method: str = "log_ratio_of_totals"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group, and year where asked: the year of the Lebaran that is near."""
        groups = [key for key in keys if key != "year"]
        days = counts[counts["day"].notna()]
        days = _parted(days[days["day"] >= self.began(days, "day")])
        return by_group(days, keys if "year" in keys else groups, _ratio)


def _parted(days: pd.DataFrame) -> pd.DataFrame:
    """The days with the part they play, and the year of their Lebaran."""
    import pandas as pd

    away = days["from_lebaran"].astype(int)
    lebaran = days["day"] - pd.to_timedelta(away, unit="D")
    usual = away.abs().between(NEAR, FAR) & (lebaran <= days["day"].max())
    conditions = [days["leave"] > 0, days["pre_lebaran"] > 0, days["post_lebaran"] > 0, usual]
    part = np.select(conditions, ["leave", "before", "after", "usual"], "rest")
    # What is usual may lie beyond New Year.
    year = days["day"].mask(usual, lebaran).dt.to_period("Y").dt.start_time
    return days.assign(part=part, year=year, day_count=1)


def _ratio(days: pd.DataFrame) -> pd.DataFrame:
    whole = days.groupby("year")[["pre_lebaran_share", "post_lebaran_share"]].sum().gt(0.999)
    before, after = (_against(days, part, whole.index[whole[f"{name}_lebaran_share"]]) for part, name in _WINDOWS)
    leave = float(days.loc[days["part"] == "leave", "amount"].sum())
    more = {f"after_{name}": after[name] for name in ("value", "lo", "hi", "n")}
    return empty(0, "").assign(**before, **more, on_leave=leave)


_WINDOWS = (("before", "pre"), ("after", "post"))


def _against(days: pd.DataFrame, part: str, years: pd.Index) -> dict[str, Any]:
    """Observed sales of the days around Lebaran over those expected at the usual pace of each year."""
    from salestoolkit.estimate.frames import FEW, RANKED

    sums = days[days["year"].isin(years)].groupby(["part", "year"])[NUMBERS].sum().astype(float)
    inside, usual = (sums.loc[name] if name in sums.index else sums.iloc[:0] for name in (part, "usual"))
    inside = inside[inside.index.isin(usual.index)]
    if inside.empty or usual.empty:
        return dict.fromkeys(("value", "lo", "hi", "per_day", "usual_per_day"), np.nan) | {
            "n": 0,
            "reason": "no_lebaran",
        }
    weight = inside["business"].reindex(usual.index).fillna(0) / usual["business"].where(usual["business"] > 0)
    seen, expected = inside["amount"].sum(), (weight * usual["amount"]).sum()
    n, least = inside["customers"].sum(), min(inside["customers"].sum(), usual["customers"].sum())
    ratio = seen / expected if expected > 0 and least >= FEW else np.nan
    varied = inside["squares"].sum(), (weight**2 * usual["squares"]).sum()
    lo, hi = bounds(seen, expected, *varied) if least >= RANKED and ratio > 0 else (np.nan, np.nan)
    return {
        "value": ratio,
        "lo": lo,
        "hi": hi,
        "per_day": seen / (inside["business"].sum() or np.nan),
        "usual_per_day": usual["amount"].sum() / (usual["business"].sum() or np.nan),
        "n": int(n),
        "reason": "" if least >= FEW else "too_few",
    }


def bounds(seen: float, expected: float, seen_variance: float, expected_variance: float) -> tuple[float, float]:
    """95 % bounds of seen / expected, sums of amounts with their compound Poisson variances, on the log scale."""
    from salestoolkit.estimate.frames import Z

    half = Z * np.sqrt(seen_variance / seen**2 + expected_variance / expected**2)
    return float(seen / expected * np.exp(-half)), float(seen / expected * np.exp(half))
