"""Incidence: which share had the wanted outcome by a horizon, when another may come first and some have none yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

OPEN, WON, LOST, LOST_ONCE, WON_ONCE = 0, 1, 2, 3, 4
"""Codes of an outcome: none yet, the wanted one, one that rules it out; the last two on a day that nobody knows."""


@dataclass(frozen=True)
class Incidence:
    """The share won by ``horizon`` of all that began, lost ones competing and open ones still in the race.

    Rows count ``count`` cases by ``time`` since they began and ``outcome`` (0 open, 1 won, 2 lost; 3 lost and 4 won
    at a time that is not known, ``time`` then being as long as they could have taken). Without a horizon it is the
    time within which nine in ten of all wins came, the same for every group. What was lost some time was never won
    while it was seen. What was won some time counts as won later than the horizon, unless it is younger; where it
    would lift the value out of its interval, were all of it won before, none is given. Beside the value:
    ``horizon``; ``matured`` (the share whose outcome at the horizon is known); ``least most`` (won / all and
    (won + open) / all: bounds that assume nothing); and the counts ``won lost open``.

    Source: Aalen and Johansen, Scand. J. Stat. 5 (1978) 141-150.
    """

    time: str
    outcome: str
    count: str
    horizon: float | None = None
    method: str = "aalen_johansen"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        horizon = self._horizon(counts)
        judged = reasoned(each(counts, keys, lambda rows: self._judge(rows, horizon)))
        unknown = judged["reason"].eq("") & judged["value"].isna()
        why = judged["undated"].map({True: "undated", False: "immature"})
        return judged.assign(reason=judged["reason"].mask(unknown, why)).drop(columns="undated")

    def _horizon(self, counts: pd.DataFrame) -> float:
        if self.horizon is not None:
            return self.horizon
        won = counts[(counts[self.outcome] == WON) & (counts[self.count] > 0)]
        if not len(won):
            return np.nan
        times, weights = won[self.time].to_numpy(float), won[self.count].to_numpy(float)
        return float(np.quantile(times, 0.9, weights=weights, method="inverted_cdf"))

    def _judge(self, rows: Rows, horizon: float) -> dict[str, float]:
        kept = rows.at(rows[self.count] > 0)
        time, outcome = kept[self.time].astype(float), kept[self.outcome].astype(int)
        weight = kept[self.count].astype(float)
        value, lo, hi = incidence(*_dated(time, outcome, horizon, "later"), weight, horizon)
        undated = bool((outcome == WON_ONCE).any())
        if undated:
            most, _, high = incidence(*_dated(time, outcome, horizon, "before"), weight, horizon)
            value, lo, hi = (value, lo, high) if most <= hi else (np.nan,) * 3
        codes = ((OPEN,), (WON, WON_ONCE), (LOST, LOST_ONCE))
        still, won, lost = (weight[np.isin(outcome, code)].sum() for code in codes)
        n = weight.sum()
        known = weight[(outcome != OPEN) | (time >= horizon)].sum()
        shares = {"least": won, "most": won + still, "matured": known}
        companions = {name: part / n if n else np.nan for name, part in shares.items()}
        counted = {"won": won, "lost": lost, "open": still, "undated": undated}
        return {"value": value, "lo": lo, "hi": hi, "n": n, "horizon": horizon} | companions | counted


def _dated(
    time: np.ndarray, outcome: np.ndarray, horizon: float, when: Literal["later", "before"]
) -> tuple[np.ndarray, np.ndarray]:
    """Times and outcomes 0 to 2: what was won at a time that is not known, later than the horizon or before it."""
    once = outcome == WON_ONCE
    before = once & ((time <= horizon) | (when == "before"))
    codes = np.where(before, WON, np.where(once | (outcome == LOST_ONCE), OPEN, outcome))
    return np.where(before & (when == "before"), 0.0, time), codes


def incidence(time: np.ndarray, outcome: np.ndarray, weight: np.ndarray, horizon: float) -> tuple[float, float, float]:
    """The share with outcome 1 by ``horizon`` (Aalen-Johansen) and its 95 % bounds; NaN where nobody was seen so long.

    The interval is symmetric in log(-log(1 - share)) with the delta method's variance, so that without competing
    outcomes it is Kaplan-Meier's. Where the share is 0 or 1 that scale has no bounds, and Wilson's are given.

    Parameters
    ----------
    time, outcome, weight : arrays
        Time since the beginning; 0 censored, 1 wanted, 2 competing; how many cases.

    Source: Marubini and Valsecchi, Analysing Survival Data, 1995, section 10.3.
    """
    if not reaches(time, outcome, weight, horizon):
        return np.nan, np.nan, np.nan
    wanted, either, at_risk = _until(time, outcome, weight, horizon)
    share, variance = _aalen_johansen(wanted, either, at_risk)
    decided = weight[(time > horizon) | (outcome != OPEN)].sum()
    return _bounded(share, variance, max(decided, 1.0))


def reaches(time: np.ndarray, outcome: np.ndarray, weight: np.ndarray, horizon: float) -> bool:
    """Whether anybody was watched to the horizon, or all were decided before it: else nothing is known there."""
    if not len(time):
        return False
    last = time == time.max()
    return bool(time.max() >= horizon or weight[last & (outcome == OPEN)].sum() == 0)


def _until(time: np.ndarray, outcome: np.ndarray, weight: np.ndarray, horizon: float) -> tuple[np.ndarray, ...]:
    """At each time up to the horizon: how many were won, how many were won or lost, how many were at risk."""
    times, place = np.unique(time, return_inverse=True)
    wanted, either, left = (
        np.bincount(place, weight * chosen, len(times)) for chosen in (outcome == WON, outcome != OPEN, time >= 0)
    )
    at_risk = np.cumsum(left[::-1])[::-1]
    used = (times <= horizon) & (either > 0)
    return wanted[used], either[used], at_risk[used]


def _aalen_johansen(wanted: np.ndarray, either: np.ndarray, at_risk: np.ndarray) -> tuple[float, float]:
    free = np.cumprod(1 - either / at_risk)
    before = np.concatenate([[1.0], free[:-1]])
    grown = np.cumsum(before * wanted / at_risk)
    share = float(grown[-1]) if len(grown) else 0.0
    ahead = share - grown
    with np.errstate(divide="ignore", invalid="ignore"):
        lasting = np.where(at_risk > either, ahead**2 * either / (at_risk * (at_risk - either)), 0.0)
    sudden = before**2 * wanted * (at_risk - wanted) / at_risk**3
    shared = ahead * before * wanted / at_risk**2
    return share, max(float(np.sum(lasting + sudden - 2 * shared)), 0.0)


def _bounded(share: float, variance: float, decided: float) -> tuple[float, float, float]:
    from salestoolkit.estimate.frames import Z
    from salestoolkit.estimate.interval.shares import wilson_of

    left = 1 - share
    if left < 1e-12 or share < 1e-12:
        return wilson_of(float(round(share) * decided), float(decided))
    half = Z * np.sqrt(variance) / abs(left * np.log(left))
    return share, float(1 - left ** np.exp(-half)), float(1 - left ** np.exp(half))
