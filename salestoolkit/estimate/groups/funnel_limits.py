"""Limits: a funnel plot's exact limits for shares of groups of different size, when no group truly differs."""

from __future__ import annotations

import numpy as np

WATCH, SIGNAL = 0.95, 0.998
"""The two levels of a funnel plot: worth watching, and hardly chance."""
OUTSIDE = 1 - SIGNAL
"""A p value below it lies outside the wider limits: one of 500 where nobody differs."""


def scores(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """How many standard errors each group's share lies from the share of all groups together; NaN without data."""
    total = whole.sum()
    center = part.sum() / total if total > 0 else np.nan
    if not 0 < center < 1:
        return np.where(whole > 0, 0.0, np.nan) if total > 0 else np.full(len(whole), np.nan)
    n = np.where(whole > 0, whole, np.nan)
    return np.asarray((part / n - center) / np.sqrt(center * (1 - center) / n))


def overdispersion(z: np.ndarray, winsorized: float = 0.1) -> float:
    """Phi: how many times more the groups differ than chance makes them; the mean square of their scores.

    The outermost scores (a share ``winsorized`` at each end) count as the next ones in, so that a few outliers
    do not hide themselves. A phi below 1 is possible and means: less than chance.

    Source: Spiegelhalter, Stat. Med. 24 (2005) 1185-1202, section 3.2 and appendix A.3.
    """
    from scipy.stats.mstats import winsorize

    z = z[~np.isnan(z)]
    return float(np.mean(np.asarray(winsorize(z, limits=(winsorized, winsorized))) ** 2)) if len(z) else np.nan


def funnel_limits(
    center: float, whole: np.ndarray, level: float = SIGNAL, phi: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Between which shares ``level`` of groups of size ``whole`` lie, if all have the true share ``center``.

    Exact binomial quantiles, interpolated between counts and kept within 0 and 1: a group lies outside just when
    its ``exact_p`` is below 1 - ``level``. (The source interpolates the upper quantile downwards too, which flags
    three times as many by chance; here the upper limit mirrors the lower.) The distance from the centre is stretched by
    the square root of ``phi`` where that is above 1. NaN where a whole is 0.

    Source: Spiegelhalter, Stat. Med. 24 (2005) 1185-1202, appendix A.1.
    """
    n = np.where(whole > 0, whole, np.nan)
    tail, stretch = (1 - level) / 2, np.sqrt(max(phi, 1.0))
    lo = center - stretch * (center - _lower(tail, n, center))
    hi = center + stretch * (1 - _lower(tail, n, 1 - center) - center)
    return np.clip(lo, 0, 1), np.clip(hi, 0, 1)


def _lower(tail: float, n: np.ndarray, center: float) -> np.ndarray:
    """The share below which lies at most this tail, between the last count cut off and the first one kept."""
    from scipy.stats import binom

    count = binom.ppf(tail, n, center)
    over = (binom.cdf(count, n, center) - tail) / binom.pmf(count, n, center)
    return np.asarray((count - over) / n)


def exact_p(part: np.ndarray, whole: np.ndarray, center: float | np.ndarray) -> np.ndarray:
    """Two-sided exact binomial p values of each group's count against ``center``, one for all or each its own.

    NaN without data. Twice the smaller tail, which is what exact limits at a level cut off.
    """
    from scipy.stats import binom

    n = np.where(whole > 0, whole, np.nan)
    tail = np.minimum(binom.cdf(part, n, center), binom.sf(part - 1, n, center))
    return np.asarray(np.minimum(2 * tail, 1.0))
