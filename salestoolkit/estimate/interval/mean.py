"""Mean: the average of skewed amounts, with an interval that does not trust symmetry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from salestoolkit.estimate.simulation import LARGE, RESAMPLES, SEED

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

FARTHEST = 0.01
"""The least that is cut off a tail: with fewer than twenty of the resamples beyond it, where it ends is an accident."""


@dataclass(frozen=True)
class Mean:
    """The mean of column ``value`` counted ``count`` times, with a bootstrap-t 95 % interval (fixed seed).

    Beside it ``total``, ``median``, ``p90`` and ``top_share`` (the largest value's share of the sum), and the
    sums of the counts named in ``also``.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 12.5.
    """

    value: str
    count: str
    also: tuple[str, ...] = ()
    method: str = "bootstrap_t"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        return reasoned(each(counts, keys, self._judge))

    def _judge(self, rows: Rows) -> dict[str, float]:
        counted = {name: rows.sum(name) for name in self.also}
        kept = rows.at(rows[self.count] > 0)
        values = np.sort(np.repeat(kept[self.value].astype(float), kept[self.count].astype(int)))
        if not len(values):
            nothing = dict.fromkeys(("value", "lo", "hi", "median", "p90", "top_share"), np.nan)
            return nothing | {"n": 0, "total": 0.0} | counted
        lo, hi = bootstrap_t(values)
        total = values.sum()
        companions = {
            "median": np.median(values),
            "p90": np.quantile(values, 0.9),
            "top_share": values[-1] / total,
        }
        return {
            "value": values.mean(),
            "lo": lo,
            "hi": hi,
            "n": len(values),
            "total": total,
            **companions,
            **counted,
        }


def bootstrap_t(values: np.ndarray, expanded: bool = True) -> tuple[float, float]:
    """Bounds of the studentised bootstrap's 95 % interval for a mean; (NaN, NaN) below five values.

    ``expanded`` makes good that resampling n values spreads by the root of (n - 1) / n too little, and that the spread
    itself is known from n values only. Where values above 0 would have a lower bound that is not, it is the log's.

    Source: Efron and Tibshirani 1993, 12.5, on logs 12.6; percentiles expanded as in Hesterberg, Am. Stat. 69 (2015)
    371-386.
    """
    from salestoolkit.estimate.frames import FEW

    n = len(values)
    if n < FEW or values.std() == 0:
        return np.nan, np.nan
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(n)
    low, high = _t_quantiles(values, mean, expanded)
    lower, upper = float(mean - high * error), float(mean - low * error)
    if lower > 0 or values.min() < 0:
        return lower, upper
    if values.min() == 0:
        return 0.0, upper
    # a mean of amounts above zero is above zero: where the lower bound is not, it is taken on logs
    high = _t_quantiles(values, mean, expanded, logs=True)[1]
    return float(mean * np.exp(-high * error / mean)), upper


def _t_quantiles(values: np.ndarray, mean: float, expanded: bool, logs: bool = False) -> tuple[float, float]:
    """Between which studentised errors the mean lies; with ``logs`` those of its log (delta method)."""
    n = len(values)
    if n >= LARGE:
        from scipy.stats import t

        return float(t.ppf(0.025, n - 1)), float(t.ppf(0.975, n - 1))
    draws = np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))
    samples = values[draws]
    means, errors = samples.mean(axis=1), samples.std(axis=1, ddof=1) / np.sqrt(n)
    varied = errors > 0
    means, errors = means[varied], errors[varied]
    ts = np.log(means / mean) * means / errors if logs else (means - mean) / errors
    tail = _expanded(n) if expanded else 0.025
    low, high = np.quantile(ts, [tail, 1 - tail])
    return float(low), float(high)


@lru_cache(maxsize=4_096)
def _expanded(n: int) -> float:
    """How much of each tail to cut off, so that the interval of n values holds as often as one of many."""
    from scipy.stats import norm, t

    return max(float(norm.cdf(np.sqrt(n / (n - 1)) * t.ppf(0.025, n - 1))), FARTHEST)


def modified_cox(values: np.ndarray) -> tuple[float, float]:
    """Bounds of the 95 % interval of a log-normal mean; NaN below two values or where one is not above 0.

    An alternative for fewer than ten amounts and only where they are log-normal (:func:`log_normal`): for other
    skewed amounts it is far too wide or, from fifty on, too narrow.

    Source: Olsson, Journal of Statistics Education 13(1), 2005.
    """
    from scipy.stats import t

    n = len(values)
    if n < 2 or values.min() <= 0:
        return np.nan, np.nan
    logs = np.log(values)
    center, variance = logs.mean() + logs.var(ddof=1) / 2, logs.var(ddof=1)
    half = t.ppf(0.975, n - 1) * np.sqrt(variance / n + variance**2 / (2 * (n - 1)))
    return float(np.exp(center - half)), float(np.exp(center + half))


def log_normal(values: np.ndarray) -> bool:
    """Whether amounts may pass for log-normal: all above 0 and Shapiro and Wilk's test on logs does not reject at 5 %.

    Below five values the test could hardly reject anything, and the answer is no.

    Source: Shapiro and Wilk, Biometrika 52 (1965) 591-611.
    """
    from scipy.stats import shapiro

    from salestoolkit.estimate.frames import FEW

    varied = len(values) >= FEW and values.min() > 0 and np.ptp(values) > 0
    return bool(varied and shapiro(np.log(values)).pvalue >= 0.05)


def ratio_of_means(a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    """How many times the mean of ``a`` is the mean of ``b``, with a bootstrap-t 95 % interval (on logs, fixed seed).

    Bounds are NaN below five values in either group, the ratio where a mean is not above 0.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 12.
    """
    from salestoolkit.estimate.frames import FEW

    if min(len(a), len(b)) == 0 or a.mean() <= 0 or b.mean() <= 0:
        return np.nan, np.nan, np.nan
    ratio = float(a.mean() / b.mean())
    if min(len(a), len(b)) < FEW or a.std() + b.std() == 0:
        return ratio, np.nan, np.nan
    log, error = _log_ratio(*(_moments(x[None, :]) for x in (a, b)))
    chance = np.random.default_rng(SEED)
    with np.errstate(divide="ignore", invalid="ignore"):  # samples without spread or above-0 mean are left out below
        logs, errors = _log_ratio(*(_drawn(x, chance) for x in (a, b)))
        ts = (logs - log) / errors
    low, high = np.quantile(ts[np.isfinite(ts)], [0.025, 0.975])
    return ratio, float(np.exp(log - high * error)[0]), float(np.exp(log - low * error)[0])


Moments = tuple[np.ndarray, np.ndarray]


def _moments(samples: np.ndarray) -> Moments:
    """Of each row: the mean, and its variance."""
    return samples.mean(axis=1), samples.var(axis=1, ddof=1) / samples.shape[1]


def _drawn(x: np.ndarray, chance: np.random.Generator) -> Moments:
    """Moments of samples drawn from ``x``; of a large one the mean is normal, and its variance known."""
    if len(x) < LARGE:
        return _moments(x[chance.integers(0, len(x), (RESAMPLES, len(x)))])
    mean, variance = _moments(x[None, :])
    return chance.normal(mean, np.sqrt(variance), RESAMPLES), variance


def _log_ratio(a: Moments, b: Moments) -> tuple[np.ndarray, np.ndarray]:
    """The logs of ratios of means, and their standard errors by the delta method."""
    squares = sum(variance / mean**2 for mean, variance in (a, b))
    return np.log(a[0] / b[0]), np.sqrt(squares)
