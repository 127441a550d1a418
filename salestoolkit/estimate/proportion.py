"""Proportion: a share of a whole, with Wilson's interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
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
        from salestoolkit.estimate.frames import fold, reasoned

        frame = fold(counts, keys)
        n = frame[list(self.of)].sum(axis=1)
        value, lo, hi = wilson(frame[self.part].to_numpy(float), n.to_numpy(float))
        return reasoned(frame.assign(value=value, lo=lo, hi=hi, n=n))


def wilson(part: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares and the bounds of Wilson's 95 % interval; NaN where the whole is 0.

    Parameters
    ----------
    part, whole : arrays of float
        Numerators and denominators. A part may exceed its whole (more leads than visitors were counted):
        the share is then given and the interval is not.
    """
    import numpy as np
    from statsmodels.stats.proportion import proportion_confint

    usable = whole > 0
    k, n = np.where(usable, part, np.nan), np.where(usable, whole, np.nan)
    inside = usable & (part <= whole) & (part >= 0)
    lo, hi = np.full(len(k), np.nan), np.full(len(k), np.nan)
    if inside.any():
        lo[inside], hi[inside] = proportion_confint(k[inside], n[inside], method="wilson")
    return k / n, lo, hi
