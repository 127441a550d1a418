"""Season: how much a calendar month sells against the average month, once Lebaran is taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from salestoolkit.estimate.series.months import SEASONAL, YEAR, Monthly, adjusted, by_group, confounded, design, empty

if TYPE_CHECKING:
    import pandas as pd

ROBUST = 36
"""Full months from which a season is judged; from 24 its indices are indicative."""


@dataclass(frozen=True)
class Season(Monthly):
    """Classical seasonal indices (they add up to 12) of the series without Lebaran.

    From 36 full months with intervals from the spread of the years around each month, pooled over the months,
    the twelve simultaneous (Šidák), and the strength of the season by robust STL on logs. Below 36 the indices
    are ``indicative`` and have no interval, below 24 there are none.

    Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 3.4 and 4.3.
    """

    method: str = "season_spread"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group, and calendar month where asked; the whole is the average month, 1."""
        groups = [key for key in keys if key != "month_of_year"]
        series = self.whole_months(counts, groups)
        frame = by_group(series, groups, self._table)
        return frame if "month_of_year" in keys else by_group(frame, groups, _overall)

    def _table(self, rows: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        number = pd.to_datetime(rows["month"]).dt.month
        table = rows.groupby(number)["amount"].agg(average="mean", years="size").astype(float)
        table["n"] = rows.groupby(number)["customers"].sum().astype("int64")
        table = table.reset_index(names="month_of_year")
        reason = _reason(rows)
        if reason:
            return table.assign(value=np.nan, lo=np.nan, hi=np.nan, reason=reason, strength=np.nan)
        logs = adjusted(rows, keep_season=True)
        unclear = _unclear(rows)
        index = np.where(unclear, np.nan, classical(pd.Series(np.exp(logs), rows["month"]), "multiplicative"))
        half, strength = (_half(logs, rows), stl_strength(logs)) if len(rows) >= ROBUST else (np.nan, np.nan)
        bounds = {"value": index, "lo": index * np.exp(-half), "hi": index * np.exp(half)}
        return table.assign(
            **bounds, reason=np.where(unclear, "lebaran_month", ""), strength=strength, indicative=len(rows) < ROBUST
        ).assign(high_season=lambda frame: frame["lo"] > 1, low_season=lambda frame: frame["hi"] < 1)


def _reason(rows: pd.DataFrame) -> str:
    if len(rows) < SEASONAL:
        return "needs_24_months"
    return "" if (rows["amount"] > 0).all() else "not_positive"


def _overall(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return empty(0, "no_data", strength=np.nan, high=0, low=0)
    first, n = table.iloc[table["reason"].ne("lebaran_month").argmax()], table["n"].sum()
    if first["reason"]:
        return empty(n, first["reason"], strength=np.nan, high=0, low=0)
    counts = {"high": int(table["high_season"].sum()), "low": int(table["low_season"].sum())}
    return empty(n, "").assign(value=1.0, strength=first["strength"], indicative=first["indicative"], **counts)


def classical(series: pd.Series, model: str) -> np.ndarray:
    """Indices of January to December by classical decomposition: they add up to 12 (multiplicative) or 0."""
    import pandas as pd
    from statsmodels.tsa.seasonal import seasonal_decompose

    months = pd.DatetimeIndex(series.index).month
    seasonal = seasonal_decompose(series.to_numpy(float), model=model, period=YEAR).seasonal
    return np.asarray(pd.Series(seasonal).groupby(months).first())


def stl(logs: np.ndarray, robust: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Trend, season and remainder by STL with one season for all years (R's ``s.window = "periodic"``)."""
    from statsmodels.tsa.seasonal import STL

    longest = 10 * len(logs) + 1
    done = STL(logs, period=YEAR, seasonal=longest, seasonal_deg=0, trend=19, low_pass=13, robust=robust)
    done = done.fit(inner_iter=1, outer_iter=15) if robust else done.fit(inner_iter=2, outer_iter=0)  # as R does
    return done.trend, done.seasonal, done.resid


def stl_strength(logs: np.ndarray) -> float:
    """How much of what is not trend is season, 0 to 1 (F_S)."""
    _, seasonal, rest = stl(logs)
    return float(max(0.0, 1 - np.var(rest) / np.var(seasonal + rest)))


def _half(logs: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    """Half the width of each log index's simultaneous interval, by regression on months and Lebaran together.

    So what Lebaran's moving leaves unclear widens the months it moves in. Degrees of freedom are
    less those of a level for each year.
    """
    from scipy.stats import t
    from statsmodels.api import OLS

    exog, first, lebaran = design(rows, season=True)
    fit = OLS(np.log(rows["amount"].to_numpy(float)) - stl(logs, robust=False)[0], exog).fit()
    free = fit.df_resid - (len(rows) / YEAR - 2)
    effects = np.vstack([np.eye(YEAR - 1), -np.ones(YEAR - 1)])
    spread = effects @ fit.normalized_cov_params[first:lebaran, first:lebaran] @ effects.T
    # The moving average has no values for half a year at either end: an index rests on a year less than the regression.
    lost = (len(rows) / YEAR) / (len(rows) / YEAR - 1)
    error = np.sqrt(np.diag(spread) * fit.ssr / free * lost)
    level = 1 - (1 - 0.95 ** (1 / YEAR)) / 2
    return np.asarray(t.ppf(level, free) * error)


def _unclear(rows: pd.DataFrame) -> np.ndarray:
    """Which of the twelve months cannot be told from Lebaran, because it brought the same to them in all years."""
    import pandas as pd

    months = pd.to_datetime(rows["month"]).dt.month
    mixed = [months[rows[name] > 0].unique() for name in confounded(rows, season=True) if rows[name].any()]
    return np.isin(np.arange(1, YEAR + 1), np.concatenate([[], *mixed]))
