"""Mean: the average of skewed amounts, with an interval that does not trust symmetry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

SEED = 20_260_101
RESAMPLES = 1_999
LARGE = 5_000
"""From this many values on Student's t serves: resampling would change nothing that is shown."""


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

    def _judge(self, rows: pd.DataFrame) -> dict[str, float]:
        counted = {name: rows[name].sum() for name in self.also}
        rows = rows[rows[self.count] > 0]
        values = np.sort(np.repeat(rows[self.value].to_numpy(dtype=float), rows[self.count].to_numpy(dtype=int)))
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


def bootstrap_t(values: np.ndarray) -> tuple[float, float]:
    """Bounds of the studentised bootstrap's 95 % interval for a mean; (NaN, NaN) below five values."""
    n = len(values)
    if n < 5 or values.std() == 0:
        return np.nan, np.nan
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(n)
    low, high = _t_quantiles(values, mean)
    floor = 0.0 if values.min() >= 0 else -np.inf  # a mean of amounts above zero is above zero
    return max(float(mean - high * error), floor), float(mean - low * error)


def _t_quantiles(values: np.ndarray, mean: float) -> tuple[float, float]:
    n = len(values)
    if n >= LARGE:
        from scipy.stats import t

        return float(t.ppf(0.025, n - 1)), float(t.ppf(0.975, n - 1))
    draws = np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))
    samples = values[draws]
    errors = samples.std(axis=1, ddof=1) / np.sqrt(n)
    varied = errors > 0
    ts = (samples.mean(axis=1)[varied] - mean) / errors[varied]
    return float(np.quantile(ts, 0.025)), float(np.quantile(ts, 0.975))
