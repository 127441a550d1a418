"""Elapsed: a month so far against earlier months after the same number of business days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salestoolkit.estimate.series.months import YEAR, Monthly, by_group, empty

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ToDate(Monthly):
    """Sales of each month until as many business days are over as in the last month by now.

    Only whole days count, today's not. A month with fewer business days counts whole (``business``).
    """

    method: str = "compound_poisson"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group, and month where asked; else the last month, held against the twelve before."""
        from salestoolkit.estimate.frames import fold

        groups = [key for key in keys if key != "month"]
        days = counts[counts["day"].notna()].assign(month=lambda frame: frame["day"].dt.to_period("M").dt.start_time)
        over = days[(days["month"] >= self.began(days)) & ~self.cut(days["day"], "day")]
        series = fold(over, [*groups, "month", "day"]).drop(columns="at", errors="ignore")
        return by_group(series, groups, self._by_month if "month" in keys else self._last)

    def _by_month(self, rows: pd.DataFrame) -> pd.DataFrame:
        from salestoolkit.estimate.frames import fold
        from salestoolkit.estimate.interval.total import compound_poisson

        if rows.empty:
            return empty(0, "no_data")
        rows = rows.assign(passed=rows.groupby("month")["business"].cumsum())
        elapsed = rows.loc[rows["month"] == rows["month"].max(), "business"].sum()
        frame = fold(rows[rows["passed"] <= elapsed], ["month"])
        value = frame["amount"].astype(float) * (1 if elapsed else float("nan"))
        lo, hi = compound_poisson(value, frame["squares"], frame["customers"])
        reason = "" if elapsed else "no_business_day"
        judged = frame.assign(value=value, lo=lo, hi=hi, n=frame["customers"].astype("int64"), reason=reason)
        return judged.drop(columns=["passed"]).assign(partial=self.cut(frame["month"], "month"))

    def _last(self, rows: pd.DataFrame) -> pd.DataFrame:
        frame = self._by_month(rows)
        if "month" not in frame:
            return frame
        last, earlier = frame.iloc[[-1]], frame.iloc[-YEAR - 1 : -1]
        lower = int((earlier["value"] < last["value"].iloc[0]).sum())
        return last.drop(columns="month").assign(median=earlier["value"].median(), months=len(earlier), lower=lower)
