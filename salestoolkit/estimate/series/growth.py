"""Growth: totals of months against those of a year, a month and twelve months before, and sales per business day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from salestoolkit.estimate.series.months import LEBARAN, SEASONAL, YEAR, Monthly, by_group, empty
from salestoolkit.words.periods import is_running

if TYPE_CHECKING:
    import pandas as pd

MOVING = (2, 5)
"""First and last month in which Lebaran moves about in these decades."""


@dataclass(frozen=True)
class Growth(Monthly):
    """Growth over a year before: of each month, or of the last twelve full months where not split by month.

    The interval allows for chance in both totals: compound Poisson variances, delta method on the log of the
    ratio. Not given below ten deals in either; no value at all below five, or from a base that is not above 0.
    """

    method: str = "log_ratio_of_totals"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group, and month where asked."""
        groups = [key for key in keys if key != "month"]
        if "month" in keys:
            return by_group(self.months(counts, groups), groups, self._by_month)
        return by_group(self.whole_months(counts, groups), groups, self._last_year)

    def _by_month(self, rows: pd.DataFrame) -> pd.DataFrame:
        base, last = rows.shift(YEAR), rows.shift(1)
        frame = grown(rows, base)
        frame["reason"] = frame["reason"].mask(rows["partial"], "partial")
        hidden = frame["reason"].ne("")
        frame[["value", "lo", "hi"]] = frame[["value", "lo", "hi"]].mask(hidden)
        to_date = _year_to_date(rows)
        rolling = rows["amount"].rolling(YEAR).sum()
        more = {
            "month": rows["month"],
            "amount": rows["amount"],
            "before": base["amount"],
            "per_day": _change(_daily(rows), _daily(base)).mask(hidden),
            "previous": grown(rows, last)["value"].mask(rows["partial"]),
            "previous_per_day": _change(_daily(rows), _daily(last)).mask(rows["partial"]),
            "to_date": to_date,
            "to_date_growth": _change(to_date, to_date.shift(YEAR)).mask(rows["partial"]),
            "rolling": rolling.mask(rows["partial"]),
            "rolling_growth": _change(rolling, rolling.shift(YEAR)).mask(rows["partial"]),
            "lebaran_moved": self._moved(rows, base),
            "partial": rows["partial"],
        }
        return frame.assign(**more)

    def _moved(self, rows: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
        """Whether Lebaran may lie differently in a month than a year before."""
        import pandas as pd

        if self.country != "ID":
            return pd.Series(False, rows.index)
        month = pd.to_datetime(rows["month"]).dt.month
        differs = (rows[list(LEBARAN)] - base[list(LEBARAN)]).abs().gt(0.01).any(axis=1)
        return month.between(*MOVING) | differs

    def _last_year(self, rows: pd.DataFrame) -> pd.DataFrame:
        if len(rows) < SEASONAL:
            return empty(rows["customers"].sum(), "needs_24_months", months=len(rows), partial=is_running(self.until))
        now, base = (_sum(part) for part in (rows.iloc[-YEAR:], rows.iloc[-SEASONAL:-YEAR]))
        moved = self.country == "ID" and bool(
            (now[list(LEBARAN)] - base[list(LEBARAN)]).abs().gt(0.01).to_numpy().any()
        )
        years = _full_years(rows)
        return grown(now, base).assign(
            amount=now["amount"],
            before=base["amount"],
            per_day=_change(_daily(now), _daily(base)),
            cagr=_compound(years),
            years=len(years),
            months=len(rows),
            lebaran_moved=moved,
            partial=is_running(self.until),
        )


def grown(now: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """``value lo hi n reason`` of the growth from ``base`` to ``now``, row by row (amount, squares, customers)."""
    import pandas as pd

    from salestoolkit.estimate.frames import FEW, RANKED, Z

    ratio = now["amount"].astype(float) / base["amount"].where(base["amount"] > 0).astype(float)
    least = np.minimum(now["customers"], base["customers"])
    known = (least >= RANKED) & (ratio > 0) & (now["squares"] > 0) & (base["squares"] > 0)
    variance = now["squares"] / now["amount"].where(known) ** 2 + base["squares"] / base["amount"].where(known) ** 2
    half = Z * variance.astype(float) ** 0.5
    checks = [base["amount"].isna(), base["amount"] <= 0, least < FEW]
    reason = np.select(checks, ["no_base", "base_not_positive", "too_few"], "")
    bounds = {"value": ratio - 1, "lo": ratio * np.exp(-half) - 1, "hi": ratio * np.exp(half) - 1}
    n = (now["customers"] + base["customers"].fillna(0)).astype("int64")
    return pd.DataFrame({name: bound.mask(reason != "") for name, bound in bounds.items()}).assign(n=n, reason=reason)


def _change(now: pd.Series, base: pd.Series) -> pd.Series:
    return now / base.where(base > 0) - 1


def _daily(rows: pd.DataFrame) -> pd.Series:
    return (rows["amount"] / rows["business"].where(rows["business"] > 0)).astype(float)


def _sum(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.select_dtypes("number").sum().to_frame().T


def _year_to_date(rows: pd.DataFrame) -> pd.Series:
    """Running sums from January; unknown in a year whose January is not in the series."""
    import pandas as pd

    months = pd.to_datetime(rows["month"])
    whole = months.dt.month.groupby(months.dt.year).transform("min").eq(1)
    return rows["amount"].astype(float).groupby(months.dt.year).cumsum().where(whole)


def _full_years(rows: pd.DataFrame) -> pd.Series:
    import pandas as pd

    years = rows["amount"].groupby(pd.to_datetime(rows["month"]).dt.year).agg(["sum", "size"])
    return years.loc[years["size"] == YEAR, "sum"].astype(float)


def _compound(years: pd.Series) -> float:
    """Growth per year from the first full calendar year to the last (CAGR)."""
    if len(years) < 2 or years.iloc[0] <= 0 or years.iloc[-1] <= 0:
        return float("nan")
    return float((years.iloc[-1] / years.iloc[0]) ** (1 / (len(years) - 1)) - 1)


@dataclass(frozen=True)
class PerBusinessDay(Monthly):
    """Sales by the business days of the period, with the interval of a compound Poisson total over fixed days."""

    method: str = "compound_poisson"
    compares: Literal["groups", "times", "nothing"] = "times"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group; months before the first sale are not counted."""
        from salestoolkit.estimate.frames import fold, reasoned
        from salestoolkit.estimate.interval.total import compound_poisson

        frame = fold(self.months(counts, [key for key in keys if key != "month"]), keys)
        days = frame["business"].where(frame["business"] > 0).astype(float)
        total = frame["amount"].astype(float)
        lo, hi = compound_poisson(total, frame["squares"], frame["customers"])
        judged = reasoned(
            frame.assign(value=total / days, lo=lo / days, hi=hi / days, n=frame["customers"]), few=1
        ).drop(columns=["partial"], errors="ignore")
        return judged.assign(reason=judged["reason"].mask(days.isna(), "no_business_day"))
