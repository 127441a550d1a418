"""Stays: how long something stays where it is, the first time and in all, when some have not left yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


@dataclass(frozen=True)
class Stays:
    """The median of ``first`` seconds (``first_ended``: 1 left, 0 still there), by Kaplan and Meier.

    Beside it ``p90``; ``whole``, the median of all stays added up (``total``, ``ended``) with ``lo_whole hi_whole``;
    and ``still``, how many have not left. Rows count ``count`` stays; steps come in their ``order``.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481, with the interval of :class:`Survival`.
    """

    first: str
    first_ended: str
    total: str
    ended: str
    count: str
    order: str
    method: str = "kaplan_meier_stays"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        hidden = judged["reason"] != ""
        judged = judged.assign(**{name: judged[name].mask(hidden) for name in ("p90", "whole", "lo_whole", "hi_whole")})
        unreached = ~hidden & judged["value"].isna()
        frame = judged.assign(reason=judged["reason"].mask(unreached, "not_left"))
        others = [key for key in keys if key != "stage"]
        return frame.sort_values([*others, self.order], ignore_index=True).drop(columns=self.order)

    def _judge(self, rows: Rows) -> dict[str, float]:
        rows = rows.at(rows[self.count] > 0)
        weight = rows[self.count].astype(float)
        value, lo, hi, p90 = _median(rows, self.first, self.first_ended, weight)
        whole, low, high, _ = _median(rows, self.total, self.ended, weight)
        still = weight[rows[self.ended] == 0].sum()
        told = {"value": value, "lo": lo, "hi": hi, "n": weight.sum(), "p90": p90, "still": still}
        return told | {
            "whole": whole,
            "lo_whole": low,
            "hi_whole": high,
            self.order: rows.min(self.order),
        }


def _median(rows: Rows, seconds: str, ended: str, weight: np.ndarray) -> tuple[float, float, float, float]:
    from salestoolkit.estimate.survival.kaplan_meier import quantiles

    time, event = rows[seconds].astype(float), rows[ended].astype(int)
    if not (event == 1).any():
        return np.nan, np.nan, np.nan, np.nan
    (value, lo, hi), (p90, *_) = quantiles(time, event, weight, (0.5, 0.9))
    return value, lo, np.inf if np.isnan(hi) and not np.isnan(lo) else hi, p90


@dataclass(frozen=True)
class OrderedProportion:
    """:class:`Proportion`, its steps in their ``order`` and not by name."""

    part: str
    of: tuple[str, ...]
    order: str
    method: str = "wilson"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        from salestoolkit.estimate.interval.proportion import Proportion

        judged = Proportion(self.part, of=self.of)(counts.drop(columns=self.order), keys)
        if "stage" not in keys:
            return judged
        places = counts.groupby("stage", dropna=False)[self.order].min()
        others = [key for key in keys if key != "stage"]
        sorted_ = judged.assign(_place=judged["stage"].map(places)).sort_values([*others, "_place"], ignore_index=True)
        return sorted_.drop(columns="_place")
