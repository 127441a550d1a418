"""Slope: growth per year of a series of months, with season and Lebaran taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from salestoolkit.estimate.series.months import SEASONAL, YEAR, Monthly, by_group, design, empty

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Slope(Monthly):
    """The slope per year of the logs, fitted together with season (from 24 months on) and Lebaran.

    The interval is Newey and West's (``hac_slope``). ``n`` counts full months.
    """

    method: str = "hac"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group."""
        return by_group(self.whole_months(counts, keys), keys, _slope)


def _slope(rows: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    n, deals = len(rows), rows["customers"].sum()
    if n < YEAR:
        return empty(n, "needs_12_months", customers=deals, seasonal=0)
    if (rows["amount"] <= 0).any():
        return empty(n, "not_positive", customers=deals, seasonal=0)
    seasonal = n >= SEASONAL
    exog, _, _ = design(rows, seasonal)
    slopes = hac_slope(np.log(rows["amount"].to_numpy(float)), exog)
    value, lo, hi = (float(np.expm1(YEAR * slope)) for slope in slopes)
    row = {"value": value, "lo": lo, "hi": hi, "n": n, "reason": "", "customers": deals, "seasonal": int(seasonal)}
    return pd.DataFrame([row])


def hac_slope(logs: np.ndarray, exog: np.ndarray) -> tuple[float, float, float]:
    """Coefficient of the second column of ``exog`` and its 95 % bounds, for months that resemble their neighbours.

    Newey and West's variance with its small-sample correction over S = 1.3 sqrt(n) months. Over so many it is itself
    uncertain, so the critical value is that of its distribution for S / n, not the normal one, and as much larger as
    Student's t is for the months left.

    Source: Newey and West, Econometrica 55 (1987) 703-708; S after Lazarus, Lewis, Stock and Watson, JBES 36 (2018)
    541-559; critical value after Kiefer and Vogelsang, Econometric Theory 21 (2005) 1130-1164, table 1, Bartlett.
    """
    from scipy.stats import t
    from statsmodels.api import OLS

    n = len(logs)
    span = min(n, int(np.ceil(1.3 * np.sqrt(n))))
    lags = {"maxlags": span - 1, "use_correction": True}
    fit = OLS(logs, exog).fit(cov_type="HAC", cov_kwds=lags)
    normal = _CRITICAL[-1]
    half = np.polyval(_CRITICAL, span / n) * t.ppf(0.975, fit.df_resid) / normal * fit.bse[1]
    return float(fit.params[1]), float(fit.params[1] - half), float(fit.params[1] + half)


_CRITICAL = (-0.5324, 0.4160, 2.9694, 1.9600)
