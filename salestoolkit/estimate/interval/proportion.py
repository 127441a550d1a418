"""Proportion: a share of a whole as a KPI estimates it, with what its missing dates leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from salestoolkit.estimate.interval.shares import wilson

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Proportion:
    """The share of ``part`` in the sum of ``of``, as 0 to 1, with Wilson's 95 % interval.

    Source: Wilson, JASA 22 (1927) 209-212; recommended by Newcombe, Stat. Med. 17 (1998) 857-872.
    """

    part: str
    of: tuple[str, ...]
    method: str = "wilson"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        from salestoolkit.estimate.frames import fold, reasoned, told_above_whole

        frame = fold(counts, keys)
        n = frame[list(self.of)].sum(axis=1)
        value, lo, hi = wilson(frame[self.part].to_numpy(float), n.to_numpy(float))
        return told_above_whole(reasoned(frame.assign(value=value, lo=lo, hi=hi, n=n)))

    def in_doubt(self, frame: pd.DataFrame, doubtful: pd.Series) -> pd.DataFrame:
        """Bounded, or held back, where cases without a date may have been in the period."""
        from salestoolkit.estimate.interval.undated import bounded

        return bounded(frame, doubtful, *self.of)
