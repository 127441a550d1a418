"""Shifts: where the level of a series of months changed, with season and Lebaran taken out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from salestoolkit.estimate.series.months import SEASONAL, Monthly, adjusted, by_group, empty

if TYPE_CHECKING:
    import pandas as pd

MOST, SHORTEST = 4, 6
"""At most so many shifts are sought, and a level holds at least so many months."""


@dataclass(frozen=True)
class Shifts(Monthly):
    """Levels (geometric means of the adjusted months) between shifts found by dynamic programming.

    The number of shifts has the smallest BIC, a straight line among the candidates: steady growth is no shift.

    Source: Bai and Perron, J. Appl. Econometrics 18 (2003) 1-22; Yao, Stat. Prob. Letters 6 (1988) 181-189.
    """

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group, and month where asked; else the last level and the one before."""
        groups = [key for key in keys if key != "month"]
        frame = by_group(self.whole_months(counts, groups), groups, _levels)
        return frame if "month" in keys else by_group(frame, groups, _last)


def _levels(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows[["month", "customers", "amount"]].assign(value=np.nan, lo=np.nan, hi=np.nan, shifted=False)
    frame["n"] = frame["customers"].astype("int64")
    if len(rows) < SEASONAL or (rows["amount"] <= 0).any():
        reason = "needs_24_months" if len(rows) < SEASONAL else "not_positive"
        return frame.assign(reason=reason)
    logs = adjusted(rows)
    breaks = level_shifts(logs)
    for start, end in pairwise([0, *breaks, len(logs)]):
        frame.iloc[start:end, frame.columns.get_loc("value")] = np.exp(logs[start:end].mean())
    frame["shifted"] = np.isin(np.arange(len(rows)), breaks)
    return frame.assign(reason="")


def _last(frame: pd.DataFrame) -> pd.DataFrame:
    if frame.empty or frame["reason"].iloc[0]:
        return empty(frame["n"].sum(), frame["reason"].iloc[0] if len(frame) else "no_data", shifts=0)
    starts = np.flatnonzero(frame["shifted"])
    values, since = frame["value"], int(starts[-1]) if len(starts) else 0
    before = float(values.iloc[since - 1]) if len(starts) else np.nan
    more = {"before": before, "months": len(frame) - since, "shifts": len(starts)}
    return empty(frame["n"].sum(), "", **more).assign(value=float(values.iloc[-1]))


def level_shifts(values: np.ndarray, most: int = MOST, shortest: int = SHORTEST) -> list[int]:
    """Places where a new level begins, by least squares; their number by BIC against a straight line too."""
    from ruptures import Dynp

    n, times = len(values), np.arange(len(values))
    # jump: the default of 5 looks at every fifth place only
    search = Dynp(model="l2", min_size=shortest, jump=1).fit(np.asarray(values, float))
    found = {k: search.predict(n_bkps=k)[:-1] for k in range(1, most + 1) if (k + 1) * shortest <= n}
    candidates = {0: [], **found}
    scores = {k: _bic(_around_means(values, places), n, 2 * k + 1) for k, places in candidates.items()}
    best = min(scores, key=lambda k: scores[k])
    line = values - np.polyval(np.polyfit(times, values, 1), times)
    return [] if _bic(line, n, 2) <= scores[best] else [int(place) for place in candidates[best]]


def _around_means(values: np.ndarray, places: list[int]) -> np.ndarray:
    return np.concatenate([part - part.mean() for part in np.split(np.asarray(values, float), places)])


def _bic(rest: np.ndarray, n: int, parameters: int) -> float:
    return float(n * np.log(max((rest**2).sum() / n, 1e-300)) + parameters * np.log(n))
