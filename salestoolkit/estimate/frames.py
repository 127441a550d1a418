"""What the estimators share: folding counts to groups, the shape of an estimate, and why a value is not given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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


def told_above_whole(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the reason of values above 1: of what was counted apart, a part can exceed its whole."""
    return frame.assign(reason=frame["reason"].mask(frame["value"].gt(1) & frame["reason"].eq(""), "above_whole"))


class Rows:
    """Some rows of counts, column by column as arrays: a group has few rows, and there are thousands of groups."""

    def __init__(self, counts: pd.DataFrame, at: np.ndarray | None = None) -> None:
        self._counts, self._at = counts, np.arange(len(counts)) if at is None else at
        self._columns: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self._at)

    def __getitem__(self, name: str) -> np.ndarray:
        """A column's values."""
        if name not in self._columns:
            self._columns[name] = self._counts[name].to_numpy()
        return self._columns[name][self._at]

    def at(self, places: np.ndarray) -> Rows:
        """The rows at these places, or where a mask holds."""
        some = Rows(self._counts, self._at[places])
        some._columns = self._columns
        return some

    def sum(self, name: str) -> Any:
        """A column added up, what is not known left out."""
        return np.nansum(self[name])

    def max(self, name: str) -> Any:
        """The largest value of a column that is known; NaN where none is."""
        return np.fmax.reduce(self[name]) if len(self) else np.nan

    def min(self, name: str) -> Any:
        """The smallest value of a column that is known; NaN where none is."""
        return np.fmin.reduce(self[name]) if len(self) else np.nan

    @property
    def numbers(self) -> list[str]:
        """Names of the columns of numbers."""
        return [str(name) for name, kind in self._counts.dtypes.items() if kind.kind in "iuf"]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame, for what groups them further; that takes a hundred times as long."""
        return self._counts.iloc[self._at]


def each(counts: pd.DataFrame, keys: list[str], judge: Callable[[Rows], Mapping[str, Any]]) -> pd.DataFrame:
    """One estimate per group of ``keys`` by a function of the group's rows."""
    rows = Rows(counts)
    if not keys:
        return pd.DataFrame([judge(rows)])
    groups = counts.groupby(keys, dropna=False, sort=True, observed=True)
    sizes, order = groups.size(), np.argsort(groups.ngroup().to_numpy(), kind="stable")
    places = np.split(order, np.cumsum(sizes.to_numpy())[:-1]) if len(sizes) else []
    named = sizes.index if len(keys) > 1 else [(key,) for key in sizes.index]
    told = [
        dict(zip(keys, key, strict=True)) | dict(judge(rows.at(own))) for key, own in zip(named, places, strict=True)
    ]
    return pd.DataFrame(told, columns=None if told else [*keys, *judge(rows)])


def reasoned(frame: pd.DataFrame, few: int = FEW) -> pd.DataFrame:
    """Adds ``reason`` and takes away the values of groups that are empty or too small to judge."""
    n = frame["n"].to_numpy(dtype=float)
    reason = np.select([n <= 0, n < few], ["no_data", "too_few"], "")
    hidden = reason != ""
    shown = frame.assign(reason=reason, n=n.astype("int64"))
    for column in ("value", "lo", "hi"):
        shown[column] = frame[column].astype(float).mask(hidden)
    return shown
