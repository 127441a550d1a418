"""Deal size: the mean amount with what lies far off it, the typical amount of each group, and what is given away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from salestoolkit.estimate.interval.mean import Mean, log_normal, modified_cox

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

FAR = 3.0
"""An amount is flagged when its log lies more than so many robust standard deviations above the median log."""

MAD = 1.4826
"""The median absolute deviation times this is the standard deviation of what is normally distributed."""


@dataclass(frozen=True)
class DealSize(Mean):
    """:class:`Mean` of amounts above 0, with ``outliers``: how many lie far above the rest. None is removed.

    Of five to nine amounts that may pass for log-normal, ``cox_lo`` and ``cox_hi`` are the modified Cox interval of
    the mean, an alternative to the bootstrap's.

    Source: Leys et al., J. Exp. Soc. Psychol. 49 (2013) 764-766, on the logs of the amounts.
    """

    def _judge(self, rows: Rows) -> dict[str, float]:
        from salestoolkit.estimate.frames import RANKED

        amounts = _amounts(rows, self.value, self.count)
        usable = len(amounts) < RANKED and log_normal(amounts)
        cox = modified_cox(amounts) if usable else (np.nan, np.nan)
        more = {"outliers": outliers(amounts), "cox_lo": cox[0], "cox_hi": cox[1]}
        return super()._judge(rows) | more


def outliers(amounts: np.ndarray) -> int:
    """How many amounts (all above 0) lie above median + 3 x 1.4826 MAD on logs; 0 where half of them are equal."""
    if not len(amounts):
        return 0
    logs = np.log(amounts)
    spread = MAD * np.median(np.abs(logs - np.median(logs)))
    return int((logs > np.median(logs) + FAR * spread).sum()) if spread > 0 else 0


def _amounts(rows: Rows, value: str, count: str) -> np.ndarray:
    kept = rows.at(rows[count] > 0)
    return np.repeat(kept[value].astype(float), kept[count].astype(int))


@dataclass(frozen=True)
class TypicalSize:
    """The geometric mean of amounts above 0 of each group, drawn towards the other groups; the raw one is ``own``.

    Groups are alike without being the same: the logs of their geometric means come of one normal distribution, and
    one spread of single amounts is shared by all. The whole, without groups, is not drawn anywhere.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 5.4.
    """

    value: str
    count: str
    method: str = "shrunken_logs"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason own mean``."""
        from salestoolkit.estimate.frames import each, reasoned
        from salestoolkit.estimate.groups.shrinkage import normal_normal

        frame = each(counts, keys, self._moments)
        n, spread = frame["n"].to_numpy(float), frame.pop("spread").to_numpy(float)
        frame[["value", "lo", "hi"]] = np.nan
        free = n.sum() - (n > 0).sum()
        error = (
            np.sqrt(spread.sum() / free) if free > 0 else 0.0
        )  # one spread for all, since few deals tell little of it
        some = n > 0
        if error > 0:
            shrunk = normal_normal(np.log(frame["own"].to_numpy(float)[some]), error / np.sqrt(n[some]))
            logs = {"value": shrunk.value, "lo": shrunk.lo, "hi": shrunk.hi}
            for name, log in logs.items():
                frame.loc[some, name] = np.exp(log)
        return reasoned(frame)

    def _moments(self, rows: Rows) -> dict[str, float]:
        amounts = _amounts(rows, self.value, self.count)
        if not len(amounts):
            return {"n": 0, "own": np.nan, "mean": np.nan, "spread": 0.0}
        logs = np.log(amounts)
        squares = ((logs - logs.mean()) ** 2).sum()
        return {"n": len(logs), "own": float(np.exp(logs.mean())), "mean": amounts.mean(), "spread": squares}


@dataclass(frozen=True)
class Discount:
    """1 - ``amount`` / ``listed``, each added up over ``count`` deals, with a bootstrap of the deals.

    A price above the list is a discount below 0.
    """

    amount: str
    listed: str
    count: str
    method: str = "pairs_bootstrap"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the sums ``sold`` and ``list_value``."""
        from salestoolkit.estimate.frames import each, reasoned

        return reasoned(each(counts, keys, self._judge))

    def _judge(self, rows: Rows) -> dict[str, float]:
        from salestoolkit.estimate.interval.ratio import joint_bootstrap

        sold, listed = (_amounts(rows, name, self.count) for name in (self.amount, self.listed))
        value, lo, hi = joint_bootstrap(sold, listed)
        sums = {"n": len(sold), "sold": sold.sum(), "list_value": listed.sum()}
        return {"value": 1 - value, "lo": 1 - hi, "hi": 1 - lo} | sums
