"""Discovery: which of many comparisons still stand when it is remembered that there were many."""

from __future__ import annotations

import numpy as np


def q_values(p: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg q values: at q < 0.05, one in twenty of what is flagged is expected to be chance.

    NaN (a comparison that could not be made) stays NaN and does not count as one of the family.

    Source: Benjamini and Hochberg, JRSS B 57 (1995) 289-300.
    """
    from statsmodels.stats.multitest import multipletests

    q = np.full(len(p), np.nan)
    made = ~np.isnan(p)
    if made.any():
        q[made] = multipletests(p[made], method="fdr_bh")[1]
    return q
