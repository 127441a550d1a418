"""Slope: growth per year of a series of months, with season and Lebaran taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from salestoolkit.estimate.series import SEASONAL, YEAR, Monthly, by_group, design, empty

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Slope(Monthly):
    """The slope per year of the logs, fitted together with season (from 24 months on) and Lebaran.

    The interval is Newey and West's (HAC, small-sample correction, Student's t). ``n`` counts full months.

    Source: Newey and West, Econometrica 55 (1987) 703-708; lags 4 (n/100)^(2/9).
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
    from statsmodels.api import OLS

    seasonal = n >= SEASONAL
    exog, _, _ = design(rows, seasonal)
    lags = {"maxlags": int(4 * (n / 100) ** (2 / 9)), "use_correction": True}
    fit = OLS(np.log(rows["amount"].to_numpy(float)), exog).fit(cov_type="HAC", cov_kwds=lags, use_t=True)
    lo, hi = fit.conf_int()[1]
    value, lo, hi = (float(np.expm1(YEAR * slope)) for slope in (fit.params[1], lo, hi))
    row = {"value": value, "lo": lo, "hi": hi, "n": n, "reason": "", "customers": deals, "seasonal": int(seasonal)}
    return pd.DataFrame([row])
