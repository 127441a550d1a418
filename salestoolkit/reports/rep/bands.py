"""The team's band in a rep's report: quartiles that no rep's value can be read from or worked out of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.reports.rep.bounding import Told, weights

MEMBERS = 6
"""Reps that a band needs: who reads it knows one value of them, and five more must stay unknown."""
WITHIN = 12
"""Reps that the bands of months or quarters need beside the band of the whole: of fewer, both together tell more."""
MASS = 1 / 3
"""A value that a larger share of them have is known to them, as it is who has nothing."""


def band(values: pd.Series, cap: float = np.inf, least: int = MEMBERS) -> dict[str, Any]:
    """Quartiles of the reps' values, and of how many; empty where they would tell about somebody.

    Each quartile is that of Harrell and Davis (1982), a weighted mean of all values: the usual one of 5, 7 or 9 values
    *is* the value of a rep. Then it is rounded to a fifth to a fiftieth of the distance between the quartiles, so that
    two bands which differ by one rep cannot be subtracted. There is no band where

    - fewer than six have a value that is not known anyway: nothing, or one that a third of them share;
    - the quartiles are the same, or more than half of the values: it would tell everybody's;
    - a search over all teams that fit the band finds somebody bounded (:mod:`salestoolkit.reports.rep.bounding`).

    Parameters
    ----------
    values : pandas.Series
    cap : float
        What no value can exceed, such as 1 for a share.
    least : int
        Of fewer values there is none.

    References
    ----------
    F. E. Harrell and C. E. Davis (1982), A new distribution-free quantile estimator, Biometrika 69, 635-640.
    """
    known = np.sort(values.dropna().to_numpy(float))
    if len(known) < least or _unknown(known) < MEMBERS:
        return {}
    exact = weights(len(known)) @ known
    if math.isclose(exact[0], exact[2]):
        return {}
    digits = -math.floor(math.log10((exact[2] - exact[0]) / 5))
    told = np.round(exact, digits)
    if Told(known, told, digits, cap).somebody_is_bounded():
        return {}
    q1, median, q3 = (float(q) for q in told)
    return {"q1": q1, "median": median, "q3": q3, "members": len(known)}


def _unknown(values: np.ndarray) -> int:
    """How many values are neither nothing nor shared by so many that these know them; none where half are the same."""
    distinct, counts = np.unique(values, return_counts=True)
    if not len(counts) or 2 * counts.max() > len(values):
        return 0
    return int(counts[(distinct != 0) & (counts <= MASS * len(values))].sum())
