"""Common rate: what most groups share when a few of them may truly be apart, and which groups those are."""

from __future__ import annotations

import numpy as np

from salestoolkit.estimate.groups.funnel_limits import SIGNAL, exact_p


def common_rate(part: np.ndarray, whole: np.ndarray, level: float = SIGNAL) -> tuple[float, np.ndarray]:
    """The rate of the groups that lie within the exact limits of their own common rate, and each group's p value.

    One group that is far below drags the rate of all down, until the others seem to be above. So the one that lies
    furthest outside is taken out of the rate, one after the other, until the rest lie within; never half of the
    groups or more, for then nobody can say which half is apart.

    Parameters
    ----------
    part, whole : arrays, one entry a group
        Counts; a group whose whole is 0 or NaN is not judged.
    level : float
        Of the limits.

    Returns
    -------
    rate : float
        NaN without data.
    p : array
        Two-sided exact binomial p values against the rate; NaN where not judged.

    Source: trial limits of a control chart, Montgomery, Introduction to Statistical Quality Control, 7th ed. 2013,
    section 7.2.
    """
    part, whole = np.asarray(part, float), np.where(np.asarray(whole, float) > 0, whole, np.nan)
    inside = ~np.isnan(whole)
    if not inside.any():
        return np.nan, np.full(len(whole), np.nan)
    for _ in range((int(inside.sum()) - 1) // 2):
        p = exact_p(part, whole, part[inside].sum() / whole[inside].sum())
        worst = int(np.argmin(np.where(inside, p, np.inf)))
        if p[worst] >= 1 - level:
            break
        inside[worst] = False
    rate = float(part[inside].sum() / whole[inside].sum())
    return rate, exact_p(part, whole, rate)
