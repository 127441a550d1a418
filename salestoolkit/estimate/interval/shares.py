"""Shares: Wilson's and the exact interval of a share of a whole, and how far two shares differ."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def wilson(part: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares and the bounds of Wilson's 95 % interval; NaN where the whole is 0.

    Parameters
    ----------
    part, whole : arrays of float
        Numerators and denominators. A part may exceed its whole (more leads than visitors were counted):
        the share is then given and the interval is not.
    """
    return _shares(part, whole, "wilson")


@lru_cache(maxsize=65_536)
def wilson_of(part: float, whole: float) -> tuple[float, float, float]:
    """:func:`wilson` of one share; thousands of small groups have the same few counts."""
    import numpy as np

    value, lo, hi = (float(x[0]) for x in wilson(np.array([part]), np.array([whole])))
    return value, lo, hi


def clopper_pearson(part: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares and the bounds of the exact 95 % interval, which never covers less than it says and is wider for it.

    Parameters as :func:`wilson`; NaN where the whole is 0 or smaller than its part.

    Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
    """
    return _shares(part, whole, "beta")


def difference(k1: float, n1: float, k2: float, n2: float) -> tuple[float, float, float]:
    """How far the share ``k1 / n1`` lies above ``k2 / n2``, with Newcombe's hybrid score 95 % interval.

    NaN where a whole is 0 or smaller than its part.

    Source: Newcombe, Stat. Med. 17 (1998) 873-890, method 10.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not (0 <= k1 <= n1 and 0 <= k2 <= n2 and n1 and n2):
        return float("nan"), float("nan"), float("nan")
    lo, hi = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    return k1 / n1 - k2 / n2, max(float(lo), -1.0), min(float(hi), 1.0)


def _shares(part: np.ndarray, whole: np.ndarray, method: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    import numpy as np
    from statsmodels.stats.proportion import proportion_confint

    usable = whole > 0
    k, n = np.where(usable, part, np.nan), np.where(usable, whole, np.nan)
    inside = usable & (part <= whole) & (part >= 0)
    lo, hi = np.full(len(k), np.nan), np.full(len(k), np.nan)
    if inside.any():
        lo[inside], hi[inside] = proportion_confint(k[inside], n[inside], method=method)
    return k / n, lo, hi
