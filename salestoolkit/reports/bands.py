"""The team's band in a rep's report: quartiles that no rep's value can be read from or worked out of."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

MEMBERS = 6
"""Reps that a band needs: who reads it knows one value of them, and five more must stay unknown."""


def band(values: pd.Series) -> dict[str, Any]:
    """Quartiles of the reps' values, and of how many; empty where they would tell about somebody.

    Each quartile is that of Harrell and Davis (1982), a weighted mean of all values: the usual one of 5, 7 or 9 values
    *is* the value of a rep. Then it is rounded to a fifth to a fiftieth of the distance between the quartiles, so that
    two bands which differ by one rep cannot be subtracted. Where the values are the same there is no band: it would
    tell everybody's.

    References
    ----------
    F. E. Harrell and C. E. Davis (1982), A new distribution-free quantile estimator, Biometrika 69, 635-640.
    """
    known = values.dropna().astype(float)
    if len(known) < MEMBERS:
        return {}
    from scipy.stats.mstats import hdquantiles

    q1, median, q3 = (float(q) for q in hdquantiles(known.to_numpy(), (0.25, 0.5, 0.75)))
    if math.isclose(q1, q3):
        return {}
    digits = -math.floor(math.log10((q3 - q1) / 5))
    return {
        "q1": round(q1, digits),
        "median": round(median, digits),
        "q3": round(q3, digits),
        "members": len(known),
    }
