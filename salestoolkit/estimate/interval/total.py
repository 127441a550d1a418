"""Total: what happened, added up, with the spread that chance alone gives such a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    import pandas as pd

NEAR = 1e-9
"""Sums that differ by no more than this share are the same."""


@dataclass(frozen=True)
class Total:
    """The sum ``amount`` of ``count`` events, with the 95 % interval of a compound Poisson total.

    The sum itself is exact. The interval says how far it would move between periods if nothing but
    chance differed: the variance of such a sum is estimated by the sum of squared amounts
    (``squares``). Not given for fewer than ten events, or where only sums are known.

    Source: the compound Poisson variance, e.g. Daykin, Pentikäinen and Pesonen, Practical Risk Theory, 1994.
    """

    zero_without_events: ClassVar[bool] = True

    amount: str
    squares: str
    count: str
    method: str = "compound_poisson"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts. No event is a total of 0."""
        from salestoolkit.estimate.frames import fold

        frame = fold(counts, keys)
        value = frame[self.amount].astype(float)
        lo, hi = compound_poisson(value, frame[self.squares], frame[self.count])
        return frame.assign(value=value, lo=lo, hi=hi, n=frame[self.count].astype("int64"), reason="")


def compound_poisson(total: pd.Series, squares: pd.Series, count: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Bounds of the 95 % interval of totals, from the sums of the squared amounts; sales lie above 0.

    What refunds are taken off may lie below 0, and so may its lower bound: amounts above 0 add up to no less than the
    root of their squares, so a total that is less holds refunds. NaN where fewer than ten events, or no
    squares, are known.
    """
    from salestoolkit.estimate.frames import RANKED, Z

    known = (squares > 0) & (count >= RANKED)
    spread = (Z * squares.where(known) ** 0.5).astype(float)
    least = total - spread
    refunded = total < (1 - NEAR) * spread / Z
    return least.where(refunded, least.clip(lower=0)), total + spread
