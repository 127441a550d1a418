"""Product limit: how many get through all steps, when some are still on their way (Kaplan-Meier over stages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ProductLimit:
    """The share that leaks: per ``step`` lost / (lost + passed), overall 1 - the product of the steps that hold.

    Whoever is still in a step is censored there: neither passed nor lost. Per step Wilson's interval;
    overall Greenwood's variance on the log-log scale. ``n`` is the number that entered (overall: the
    first step), and per step the number that is decided.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481, with stages in the place of time.
    """

    step: str
    order: str
    entered: str
    passed: str
    lost: str
    waiting: str
    method: str = "product_limit"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        from salestoolkit.estimate.frames import each, reasoned

        if self.step in keys:
            return self._per_step(counts, keys)
        return reasoned(each(counts, keys, self._overall))

    def _per_step(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        from salestoolkit.estimate.frames import fold, reasoned
        from salestoolkit.estimate.proportion import wilson

        frame = fold(counts, [*keys, self.order])
        n = frame[self.passed] + frame[self.lost]
        value, lo, hi = wilson(frame[self.lost].to_numpy(float), n.to_numpy(float))
        judged = reasoned(frame.assign(value=value, lo=lo, hi=hi, n=n))
        others = [key for key in keys if key != self.step]
        return judged.sort_values([*others, self.order], ignore_index=True).drop(columns=self.order)

    def _overall(self, rows: pd.DataFrame) -> dict[str, float]:
        names = [self.passed, self.lost, self.waiting, self.entered]
        steps = rows.groupby(self.order)[names].sum().sort_index().to_numpy(float)
        value, lo, hi = greenwood(steps[:, 0], steps[:, 1]) if len(steps) else (np.nan,) * 3
        sums = dict(zip(names, steps.sum(axis=0), strict=True)) if len(steps) else dict.fromkeys(names, 0.0)
        first, last = (steps[0, 3], steps[-1, 0]) if len(steps) else (0.0, 0.0)
        through = {self.entered: first, self.passed: last}
        return {"value": value, "lo": lo, "hi": hi, "n": first, **sums, **through}


def greenwood(passed: np.ndarray, lost: np.ndarray) -> tuple[float, float, float]:
    """The share lost over all steps and its 95 % log-log bounds, from the counts decided at each step."""
    from salestoolkit.estimate.frames import Z

    decided = passed + lost
    passed, lost, decided = passed[decided > 0], lost[decided > 0], decided[decided > 0]
    held = float(np.prod(passed / decided))
    if not len(decided) or held in (0.0, 1.0):
        return (1 - held if len(decided) else np.nan), np.nan, np.nan
    error = np.sqrt(np.sum(lost / (decided * passed)))
    half = Z * error / abs(np.log(held))
    return 1 - held, float(1 - held ** np.exp(-half)), float(1 - held ** np.exp(half))
