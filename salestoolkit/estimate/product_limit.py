"""Product limit: how many get through all steps, when some are still on their way (Kaplan-Meier over stages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ProductLimit:
    """The share that leaks: per ``step`` lost / (lost + passed), overall 1 - the product of the steps that hold.

    Whoever is still in a step is censored there: neither passed nor lost. Per step Wilson's interval;
    overall Greenwood's variance on the log-log scale. ``n`` is the number that is decided, at the step or
    overall: who has only just begun cannot make a rate look good.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481, with stages in the place of time.
    """

    step: str
    order: str
    entered: str
    passed: str
    lost: str
    waiting: str
    method: str = "product_limit"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        from salestoolkit.estimate.frames import each, reasoned

        if self.step in keys:
            return self._per_step(counts, keys)
        judged = reasoned(each(counts, keys, self._overall))
        undecided = judged["reason"].eq("") & judged["value"].isna()
        return judged.assign(reason=judged["reason"].mask(undecided, "undecided"))

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
        steps = rows.groupby(self.order)[names].sum().sort_index()
        if not len(steps):
            return {"value": np.nan, "lo": np.nan, "hi": np.nan, "n": 0, **dict.fromkeys(names, 0)}
        value, lo, hi = greenwood(steps[self.passed].to_numpy(float), steps[self.lost].to_numpy(float))
        ends = {self.entered: steps[self.entered].iloc[0], self.passed: steps[self.passed].iloc[-1]}
        counts = {**steps.sum().to_dict(), **ends}
        return {"value": value, "lo": lo, "hi": hi, "n": counts[self.lost] + counts[self.passed], **counts}


def greenwood(passed: np.ndarray, lost: np.ndarray) -> tuple[float, ...]:
    """The share lost over all steps and its 95 % log-log bounds, from the counts decided at each step.

    Where all or none are lost the log-log scale has no bounds, and Wilson's are given.
    """
    from salestoolkit.estimate.frames import Z
    from salestoolkit.estimate.proportion import wilson

    decided = passed + lost
    if not len(decided) or (decided == 0).any():  # at a step where all still wait nobody knows how many will pass
        return np.nan, np.nan, np.nan
    held = float(np.prod(passed / decided))
    if held in (0.0, 1.0):
        whole = np.array([lost.sum() + passed[-1]])
        return tuple(float(bound[0]) for bound in wilson((1 - held) * whole, whole))
    error = np.sqrt(np.sum(lost / (decided * passed)))
    half = Z * error / abs(np.log(held))
    return 1 - held, float(1 - held ** np.exp(-half)), float(1 - held ** np.exp(half))
