"""Weighted share: the share of a sum that some of its parts make up, such as the value won of the value decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WeightedShare:
    """``part`` / (``part`` + ``rest``), both sums of amounts, of ``count`` cases; 0 to 1.

    The variance is that of a ratio of sums, linearised: the cases are a sample, each with its amount. The interval
    is symmetric in the log-odds, so that it stays within 0 to 1; where all or nothing was won it is not given.
    ``part_squares`` and ``rest_squares`` are the sums of squared amounts.

    Source: Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4.
    """

    part: str
    rest: str
    part_squares: str
    rest_squares: str
    count: str
    method: str = "linearised"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        import numpy as np

        from salestoolkit.estimate.frames import Z, fold, reasoned

        frame = fold(counts, keys)
        part, rest, n = (frame[name].astype(float) for name in (self.part, self.rest, self.count))
        whole = (part + rest).where(part + rest > 0)
        share = part / whole
        squares = frame[self.part_squares].astype(float) * (1 - share) ** 2
        squares += frame[self.rest_squares].astype(float) * share**2
        variance = squares / whole**2 * n / (n - 1).where(n > 1)
        odds = (share * (1 - share)).where((share > 0) & (share < 1))
        middle, half = np.log(share / (1 - share).where(odds.notna())), Z * np.sqrt(variance) / odds
        bounds = {"lo": 1 / (1 + np.exp(half - middle)), "hi": 1 / (1 + np.exp(-half - middle))}
        return reasoned(frame.assign(value=share, **bounds, n=n))

    def in_doubt(self, frame: pd.DataFrame, doubtful: pd.Series) -> pd.DataFrame:
        """Bounded, or held back, where amounts without a date may belong to the period."""
        from salestoolkit.estimate.interval.undated import bounded

        return bounded(frame, doubtful, self.part, self.rest)
