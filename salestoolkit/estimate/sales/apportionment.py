"""Apportionment: a whole number split by weight so that the parts add up to it."""

from __future__ import annotations

import numpy as np
import pandas as pd


def split(total: int, weights: pd.Series) -> pd.Series:
    """``total`` over days by weight in whole units that add up to it exactly (largest remainder).

    Source: Hare-Niemeyer apportionment; the days with the largest remainders get what is left.
    """
    share = weights / weights.sum() if weights.sum() > 0 else pd.Series(1 / len(weights), index=weights.index)
    exact = share * total
    whole = np.floor(exact).astype("int64")
    left = total - int(whole.sum())
    first = (exact - whole).sort_values(ascending=False, kind="stable").index[:left]
    whole.loc[first] += 1
    return whole
