"""Median: the middle of values that are all known, with an interval that assumes nothing of their distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


@dataclass(frozen=True)
class Median:
    """The median of column ``value`` counted ``count`` times, each worth ``unit`` of the result (86,400 s a day).

    The bounds are order statistics, so chosen that they hold the median with at least 95 % probability whatever the
    distribution (binomial); below six values none are far enough apart. Beside it ``p90``, the sums named in ``also``,
    and what every row has whole, named in ``given``.

    Source: Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2.
    """

    value: str
    count: str
    unit: float = 1.0
    also: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    method: str = "order_statistics"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        return judged.assign(p90=judged["p90"].where(judged["value"].notna()))

    def _judge(self, rows: Rows) -> dict[str, float]:
        counted = {name: rows.sum(name) for name in self.also} | {name: rows.max(name) for name in self.given}
        kept = rows.at((rows[self.count] > 0) & ~np.isnan(rows[self.value].astype(float)))
        values = np.sort(np.repeat(kept[self.value].astype(float), kept[self.count].astype(int))) * self.unit
        if not len(values):
            return dict.fromkeys(("value", "lo", "hi", "p90"), np.nan) | {"n": 0} | counted
        lo, hi = median_bounds(values)
        p90 = np.quantile(values, 0.9, method="inverted_cdf")
        return {"value": np.median(values), "lo": lo, "hi": hi, "n": len(values), "p90": p90} | counted


def median_bounds(values: np.ndarray) -> tuple[float, float]:
    """Bounds of the distribution-free 95 % interval of the median of ascending ``values``; NaN below six."""
    n = len(values)
    place = _place(n)
    if place < 1:
        return np.nan, np.nan
    return float(values[place - 1]), float(values[n - place])


@lru_cache(maxsize=4_096)
def _place(n: int) -> int:
    from scipy.stats import binom

    return int(binom.ppf(0.025, n, 0.5))
