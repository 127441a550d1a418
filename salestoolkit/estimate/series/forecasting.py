"""Forecasting: monthly series carried forward, errors on rolling origins, and bounds made of these; chances judged."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SEASON = 12
LEVEL = 0.8
"""Nominal share of months that a forecast's bounds shall hold."""
FIRST = 12
"""Months of history at the first rolling origin: without a year nothing is seasonal."""
ENOUGH = 9
"""So many errors are needed for bounds: the most extreme of them hold four months in five."""
ITERATIONS = 30
HALF_LIFE = 12
"""Months after which a month counts half for the level of sales."""


@dataclass(frozen=True)
class Trial:
    """A method and what it had said of months that are over: row k is of origin k, column h of the month k + h.

    A row knows only what lay before its origin; NaN where nothing was forecast.
    """

    name: str
    forecasts: np.ndarray

    def errors(self, series: np.ndarray) -> np.ndarray:
        """What came less what was forecast, in the shape of ``forecasts``; NaN where it is not known yet."""
        origins, ahead = self.forecasts.shape
        came = np.append(series, np.full(origins + ahead, np.nan))
        places = np.arange(origins)[:, None] + np.arange(ahead)
        return np.asarray(came[places] - self.forecasts)


def rolling(name: str, forecast: Callable[[int], np.ndarray], months: int, origins: Sequence[int], ahead: int) -> Trial:
    """``forecast(k)``, made of the first k months alone, at each origin."""
    held = np.full((months, ahead), np.nan)
    for origin in origins:
        held[origin] = forecast(origin)
    return Trial(name, held)


def seasonal_naive(history: np.ndarray, ahead: int, drift: bool = False) -> np.ndarray:
    """The same month of the last year that is known; with ``drift`` moved on by the mean yearly change so far.

    Nothing below 0 is forecast unless sales were below 0.

    Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. 2021, section 5.2.
    """
    steps = np.arange(ahead)
    repeated = history[-SEASON:][steps % SEASON]
    if not drift or len(history) < 2 * SEASON:
        return np.asarray(repeated)
    yearly = (history[SEASON:] - history[:-SEASON]).mean()
    return floored(repeated + (steps // SEASON + 1) * yearly, history)


def floored(said: np.ndarray, sales: np.ndarray) -> np.ndarray:
    """What is said of months to come, and nothing below 0 unless ``sales`` were."""
    return np.asarray(said if sales.min() < 0 else np.maximum(said, 0.0))


def seasonal_naive_bounds(
    history: np.ndarray, forecast: np.ndarray, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of ``seasonal_naive`` were its errors normal and independent: wider by the root of the years ahead.

    Source: Hyndman and Athanasopoulos 2021, section 5.5; R's ``forecast::snaive``.
    """
    from scipy.stats import norm

    spread = np.sqrt(np.mean((history[SEASON:] - history[:-SEASON]) ** 2))
    half = norm.ppf((1 + level) / 2) * spread * np.sqrt(np.arange(len(forecast)) // SEASON + 1)
    return forecast - half, forecast + half


def airline(
    history: np.ndarray, ahead: int, known: np.ndarray | None = None, coming: np.ndarray | None = None
) -> np.ndarray:
    """SARIMAX(0,1,1)(0,1,1)12 on logs, with regressors for the months known and coming; the median of each month.

    Source: Box and Jenkins, Time Series Analysis, 1970, chapter 9 (the airline model).
    """
    return np.asarray(np.exp(fitted_airline(np.log(history), known).forecast(ahead, exog=coming)))


def fitted_airline(logs: np.ndarray, known: np.ndarray | None = None) -> Any:
    """statsmodels' results of the airline model on logs, by exact likelihood from the usual starting values."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    season = (0, 1, 1, SEASON)
    with warnings.catch_warnings():
        # Few months and few steps are what this is held to: its rolling errors say whether it was good enough.
        warnings.simplefilter("ignore")
        model = SARIMAX(logs, exog=known, order=(0, 1, 1), seasonal_order=season, concentrate_scale=True)
        start = [*(0.0 for _ in range(model.k_exog)), -0.4, -0.5]
        return model.fit(start_params=start, disp=False, maxiter=ITERATIONS)


def scale(history: np.ndarray) -> float:
    """The mean absolute change from the same month a year before: the unit of MASE."""
    return float(np.abs(history[SEASON:] - history[:-SEASON]).mean())


def mase(errors: np.ndarray, history: np.ndarray) -> float:
    """Mean absolute scaled error: below 1 the errors are smaller than those of repeating last year were.

    Source: Hyndman and Koehler, International Journal of Forecasting 22 (2006) 679-688.
    """
    known = np.abs(errors[np.isfinite(errors)])
    unit = scale(history)
    return float(known.mean() / unit) if len(known) and unit > 0 else np.nan


def better(first: Trial, second: Trial, series: np.ndarray, since: int) -> Trial:
    """Of two methods the one with the smaller mean absolute error on what both forecast from ``since`` on."""
    one, two = (np.abs(trial.errors(series)[since:]) for trial in (first, second))
    both = np.isfinite(one) & np.isfinite(two)
    return second if both.any() and two[both].mean() < one[both].mean() else first


def bounds(trial: Trial, series: np.ndarray, forecast: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Lower and upper bounds (two rows) of what is forecast after the last month of ``series``.

    The errors that the method made over the same distance bound it: as shares of the forecast where all forecasts
    are above zero, else as they are. Of n origins the errors of rank (n + 1)(1 - level)/2 from below and above are
    the bounds, so that a further error falls between with at least that chance if it is like the others. With less
    than nine errors those over neighbouring distances join in, by as many as it takes; NaN where all are too few.

    Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005; Hyndman and Athanasopoulos
    2021, section 5.8 (rolling origins).
    """
    with np.errstate(invalid="ignore"):
        relative = bool(np.nanmin(trial.forecasts) > 0 and forecast.min() > 0)
    errors = trial.errors(series) / (trial.forecasts if relative else 1.0)
    held = np.array([_extremes(_near(errors, place), level) for place in range(len(forecast))]).T
    return np.asarray(forecast + held * (forecast if relative else 1.0))


def _near(errors: np.ndarray, place: int) -> np.ndarray:
    """Columns of errors over this distance, and its neighbours' while there are too few."""
    for reach in range(errors.shape[1]):
        near = errors[:, max(place - reach, 0) : place + reach + 1]
        if np.isfinite(near).sum() >= ENOUGH:
            break
    return near


def _extremes(near: np.ndarray, level: float) -> tuple[float, float]:
    known = np.isfinite(near)
    ordered = np.sort(near[known])
    if len(ordered) < ENOUGH:
        return np.nan, np.nan
    # the errors of one origin resemble each other: they count once
    rank = max(int((known.any(axis=1).sum() + 1) * (1 - level) / 2 + 1e-9), 1)
    return float(ordered[rank - 1]), float(ordered[-rank])


def achieved(trial: Trial, series: np.ndarray, level: float = LEVEL) -> tuple[int, int]:
    """How many months the bounds held, and of how many, at all origins where there could be bounds.

    At each origin they are made of the errors that were known then. Forecasts of near origins overlap, so that the
    last twelve alone would say little.
    """
    held = asked = 0
    for origin in range(len(series)):
        then = Trial(trial.name, trial.forecasts[:origin])
        ahead = series[origin : origin + trial.forecasts.shape[1]]
        if not np.isfinite(trial.forecasts[origin]).all() or not np.isfinite(then.forecasts).any():
            continue
        lo, hi = bounds(then, series[:origin], trial.forecasts[origin], level)[:, : len(ahead)]
        asked += int(np.isfinite(lo).sum())
        held += int(((lo <= ahead) & (ahead <= hi)).sum())
    return held, asked


def brier(outcomes: np.ndarray, chances: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Mean squared difference of what happened (0 or 1, or a share) and the chance it was given; 0 is perfect.

    Source: Brier, Monthly Weather Review 78 (1950) 1-3.
    """
    return float(np.average((np.asarray(chances) - np.asarray(outcomes)) ** 2, weights=weights))


def by_work(sales: np.ndarray, work: np.ndarray) -> np.ndarray:
    """Sales of months to come, of which only the work is known: level and slope of sales per unit of work.

    The slope is that of the regression of past sales per work on time, each month with the weight of its work, held
    towards none as far as it may be chance; below two years none is told from the season. The level is a mean of the
    past along that slope, in which a month counts half as much as one that is ``HALF_LIFE`` months younger. Nothing
    below 0 is forecast unless sales were below 0.

    Parameters
    ----------
    sales : array
        Of the months that are over.
    work : array
        Of these months and of those to come, at least 0.
    """
    known, coming = work[: len(sales)], work[len(sales) :]
    if not known.sum() > 0:
        return np.zeros(len(coming))
    away = np.arange(len(sales)) - len(sales) + 1.0
    slope = _slope(sales, known, away) if len(sales) >= 2 * SEASON else 0.0
    recent = 0.5 ** (-away / HALF_LIFE)
    level = recent @ (sales - slope * known * away) / (recent @ known)
    said = (level + slope * np.arange(1, len(coming) + 1)) * coming
    return floored(said, sales)


def _slope(sales: np.ndarray, work: np.ndarray, away: np.ndarray) -> float:
    """The regression's slope, held towards none as far as it may be chance (positive-part James and Stein)."""
    centred = away - np.average(away, weights=work)
    spread = float(work @ centred**2)
    slope = float(centred @ sales) / spread
    line = sales.sum() / work.sum() + slope * centred
    left = float(((sales - line * work) ** 2)[work > 0] @ (1 / work[work > 0])) / (len(sales) - 2) / spread
    return slope * max(0.0, 1 - left / slope**2) if slope else 0.0


def poisson_ridge(effects: np.ndarray, counts: np.ndarray, penalty: float) -> np.ndarray:
    """Coefficients of a Poisson regression with log link, all but the first held towards 0 by ``penalty`` b^2 / 2.

    Newton's method on the penalised likelihood, which is concave: the step is halved while it would not improve.
    """
    ridge = np.full(effects.shape[1], penalty)
    ridge[0] = 0.0
    fitted = np.zeros(effects.shape[1])
    fitted[0] = np.log(max(counts.mean(), 1e-9))

    def likelihood(b: np.ndarray) -> float:
        line = effects @ b
        return float(counts @ line - np.exp(np.minimum(line, 700)).sum() - ridge @ b**2 / 2)

    for _ in range(100):
        mean = np.exp(effects @ fitted)
        slope = effects.T @ (counts - mean) - ridge * fitted
        step = np.linalg.solve((effects.T * mean) @ effects + np.diag(ridge), slope)
        size = 1.0
        while size > 1e-6 and likelihood(fitted + size * step) < likelihood(fitted):
            size /= 2
        fitted = fitted + size * step
        if slope @ step < 1e-12:
            break
    return fitted
