"""Quotient: one sum over another, the second known exactly (money earned per money spent)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Quotient:
    """``over`` / ``under`` from ``count`` events; the interval moves the events and holds ``under`` fixed.

    Undefined where nothing was spent or nothing was won. The interval is that of the compound Poisson
    total ``over`` (``squares`` is the sum of its squared parts) divided by the fixed ``under``.
    """

    over: str
    under: str
    squares: str
    count: str
    method: str = "compound_poisson"
    compares: Literal["groups", "times", "nothing"] = "times"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        from salestoolkit.estimate.frames import fold, reasoned
        from salestoolkit.estimate.interval.total import compound_poisson

        frame = fold(counts, keys)
        under = frame[self.under].where(frame[self.under] > 0).astype(float)
        over = frame[self.over].astype(float)
        lo, hi = compound_poisson(over, frame[self.squares], frame[self.count])
        judged = reasoned(frame.assign(value=over / under, lo=lo / under, hi=hi / under, n=frame[self.count]))
        return judged.assign(reason=judged["reason"].mask(under.isna() & (judged["n"] > 0), "no_cost"))
