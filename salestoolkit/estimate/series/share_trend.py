"""Trend: how a share changed over the months, by logistic regression and not by eye."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from salestoolkit.words.periods import over_at

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from salestoolkit.estimate.frames import Rows


LEAST_MONTHS = 3
LEVEL = 0.05
"""An interval of 95 % holds no change where the hypothesis of no change has at least this p."""


@dataclass(frozen=True)
class ShareTrend:
    """The change a year of the share ``part`` / (``part`` + ``rest``): 0.05 is five percentage points up.

    A logistic regression of the share on the month (``month`` holds first days) gives the fitted share of the
    first and of the last month; the value is their difference by the years between them, its interval the delta
    method's, or where that would deny what ``p`` says, the one that follows from the log-odds. Months not over at
    ``as_of`` are left out. Beside it ``first last`` (fitted shares), ``p`` (of the
    hypothesis that the log-odds do not change) and, to see what moved, part and rest of the months before and
    after the middle: ``part_before``, ``part_after``, ``n_before``, ``n_after``.

    Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed. 1989, chapter 4.
    """

    part: str
    rest: str
    month: str = "month"
    as_of: datetime | None = None
    method: str = "logistic"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def in_context(self, context: Any) -> ShareTrend:
        """Told up to when facts count."""
        return replace(self, as_of=context.as_of)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""

        from salestoolkit.estimate.frames import each, reasoned

        if self.as_of is not None:
            over = over_at(counts[self.month], "month") <= self.as_of
            counts = counts.assign(**{name: counts[name].where(over, 0) for name in (self.part, self.rest)})
        judged = reasoned(each(counts, keys, self._judge))
        unfitted = judged["value"].isna()
        fitted = {name: judged[name].mask(unfitted) for name in ("p", "first", "last")}
        reason = judged["reason"].mask(unfitted & judged["reason"].eq(""), "no_trend")
        return judged.assign(**fitted, reason=reason)

    def in_doubt(self, frame: pd.DataFrame, doubtful: pd.Series) -> pd.DataFrame:
        """Held back where cases without a month would have made it another share."""
        from salestoolkit.estimate.interval.undated import held_back, lopsided

        part = frame["part_before"] + frame["part_after"]
        cases = frame.assign(**{self.part: part, self.rest: frame["n"] - part})
        return held_back(frame, lopsided(cases, self.part, self.rest), "p", "first", "last")

    def _judge(self, rows: Rows) -> dict[str, float]:
        kept = rows.frame[rows[self.part] + rows[self.rest] > 0]
        monthly = kept.groupby(self.month)[[self.part, self.rest]].sum().sort_index()
        part, rest = monthly[self.part].to_numpy(float), monthly[self.rest].to_numpy(float)
        years = np.array([at.year + (at.month - 1) / 12 for at in monthly.index])
        halves = {"part_before": 0.0, "part_after": 0.0, "n_before": 0.0, "n_after": 0.0}
        if len(years):
            late = years > (years[0] + years[-1]) / 2
            cases = part + rest
            sums = (part[~late].sum(), part[late].sum(), cases[~late].sum(), cases[late].sum())
            halves = dict(zip(halves, (float(x) for x in sums), strict=True))
        return share_trend(part, rest, years) | {"n": part.sum() + rest.sum()} | halves


def share_trend(part: np.ndarray, rest: np.ndarray, years: np.ndarray) -> dict[str, float]:
    """The fitted change a year of a share: ``value lo hi p first last``, NaN where no curve can be fitted.

    Parameters
    ----------
    part, rest : arrays of float
        Cases with and without the outcome, at each of ``years`` (ascending; 2025.5 is the first of July 2025).
    """
    names = ("value", "lo", "hi", "p", "first", "last")
    if len(years) < LEAST_MONTHS or _separated(part, rest):
        return dict.fromkeys(names, np.nan)
    import statsmodels.api as sm

    from salestoolkit.estimate.frames import Z

    design = np.column_stack([np.ones(len(years)), years - years.mean()])
    outcome, weight = np.repeat([1.0, 0.0], len(years)), np.concatenate([part, rest])
    seen = weight > 0
    both = np.vstack([design, design])[seen]
    fit = sm.GLM(outcome[seen], both, family=sm.families.Binomial(), freq_weights=weight[seen]).fit()
    ends = design[[0, -1]]
    shares = _shares(ends @ fit.params)
    span = years[-1] - years[0]
    value = (shares[1] - shares[0]) / span
    slopes = (shares * (1 - shares))[:, None] * ends
    gradient = (slopes[1] - slopes[0]) / span
    half = Z * np.sqrt(gradient @ fit.cov_params() @ gradient)
    lo, hi = value - half, value + half
    if (lo > 0 or hi < 0) != (fit.pvalues[1] < LEVEL):
        # near 0 and 1 the curve is flat, and its slope there says little of how far the share may move
        bounds = (_shares(ends @ [fit.params[0], fit.params[1] + side * fit.bse[1]]) for side in (-Z, Z))
        lo, hi = ((last - first) / span for first, last in bounds)
    answer = (value, lo, hi, fit.pvalues[1], shares[0], shares[1])
    return dict(zip(names, (float(x) for x in answer), strict=True))


def _shares(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


def _separated(part: np.ndarray, rest: np.ndarray) -> bool:
    """Whether all of one outcome came no later than the other's first: the likelihood then has no maximum."""
    won, lost = np.flatnonzero(part), np.flatnonzero(rest)
    return not len(won) or not len(lost) or won[-1] <= lost[0] or lost[-1] <= won[0]
