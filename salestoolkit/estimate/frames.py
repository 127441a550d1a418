"""What the estimators share: folding counts to groups, the shape of an estimate, and why a value is not given."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

FEW = 5
"""Below this many a group shows counts only."""
RANKED = 10
"""Below this many a group is not ranked."""

Z = 1.959963984540054


def fold(counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The counts of each group added up; without keys one row for the whole. Not stated keys are kept."""
    sums = counts.select_dtypes("number").columns.difference(keys, sort=False).tolist()
    if not keys:
        return counts[sums].sum().to_frame().T
    return counts.groupby(keys, dropna=False, sort=True, observed=True)[sums].sum().reset_index()


def each(counts: pd.DataFrame, keys: list[str], judge: Callable[[pd.DataFrame], Mapping[str, float]]) -> pd.DataFrame:
    """One estimate per group of ``keys`` by a function of the group's rows."""
    if not keys:
        return pd.DataFrame([judge(counts)])
    groups = counts.groupby(keys, dropna=False, sort=True, observed=True)
    rows = [dict(zip(keys, key, strict=True)) | dict(judge(rows)) for key, rows in groups]
    return pd.DataFrame(rows, columns=None if rows else [*keys, *judge(counts)])


def reasoned(frame: pd.DataFrame, few: int = FEW) -> pd.DataFrame:
    """Adds ``reason`` and takes away the values of groups that are empty or too small to judge."""
    n = frame["n"].to_numpy(dtype=float)
    reason = np.select([n <= 0, n < few], ["no_data", "too_few"], "")
    hidden = reason != ""
    shown = frame.assign(reason=reason, n=n.astype("int64"))
    for column in ("value", "lo", "hi"):
        shown[column] = frame[column].astype(float).mask(hidden)
    return shown
