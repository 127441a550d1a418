"""Velocity: what the open deals bring in a day at the team's win rate, deal size and cycle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from salestoolkit.estimate.simulation import FEWER_RESAMPLES, LARGE, SEED

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

DAY = 86_400


@dataclass(frozen=True)
class Velocity:
    """``open`` x win rate x average deal / median cycle, in money a day, of counts by ``amount`` and ``days``.

    Rows count deals ``won`` (by amount above 0 and days from creation, each missing where not known), ``lost`` and
    ``open``. The closed deals are drawn again and again, amounts and days of a deal together (percentile bootstrap,
    fixed seed); the open ones are those there are. ``n`` is the number of deals won. Beside it the parts ``win_rate
    average_deal cycle`` (in seconds), and ``open won lost`` and the sums named in ``also``. Not additive: groups
    multiply their own parts.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """

    open: str
    won: str
    lost: str
    amount: str
    days: str
    also: tuple[str, ...] = ()
    method: str = "deals_bootstrap"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        few = judged["reason"].ne("")
        parts = {name: judged[name].mask(few) for name in ("win_rate", "average_deal", "cycle")}
        reason = judged["reason"].mask(~few & judged["value"].isna(), "no_velocity")
        return judged.assign(**parts, reason=reason)

    def in_doubt(self, frame: pd.DataFrame, doubtful: pd.Series) -> pd.DataFrame:
        """Held back where the win rate cannot be told of the period."""
        from salestoolkit.estimate.interval.undated import held_back, lopsided

        return held_back(frame, doubtful & lopsided(frame, self.won, self.lost), "win_rate")

    def _judge(self, rows: Rows) -> dict[str, float]:
        counted = {name: float(rows.sum(name)) for name in (self.open, self.won, self.lost, *self.also)}
        closed = rows.at(rows[self.won] + rows[self.lost] > 0)
        closed = closed.at(np.lexsort((closed[self.amount], closed[self.days])))
        won, lost = closed[self.won].astype(float), closed[self.lost].astype(float)
        # a row counts deals won or lost, each kind with its own weight
        weight = np.concatenate([won, lost])
        is_won = np.concatenate([np.ones(len(won)), np.zeros(len(lost))])
        amount, days = (
            np.concatenate([closed[name].astype(float), np.full(len(lost), np.nan)])
            for name in (self.amount, self.days)
        )
        parts = [float(part[0]) for part in velocity_parts(weight[None, :], is_won, amount, days)]
        lo, hi = _interval(weight, is_won, amount, days, parts)
        value = counted[self.open] * _daily(*parts)
        told = {"win_rate": parts[0], "average_deal": parts[1], "cycle": parts[2] * DAY}
        bounds = {"lo": counted[self.open] * lo, "hi": counted[self.open] * hi}
        return {"value": value, **bounds, "n": counted[self.won]} | told | counted


def velocity_parts(
    weights: np.ndarray, is_won: np.ndarray, amount: np.ndarray, days: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each row of ``weights``: the win rate, the average amount and the median days of the deals won.

    ``days`` ascend among the deals won; NaN where an amount or the days are not known.
    """
    valued, timed = is_won * ~np.isnan(amount), (is_won * ~np.isnan(days)) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = weights @ is_won / weights.sum(axis=1)
        mean = weights @ (valued * np.nan_to_num(amount)) / (weights @ valued)
    if not timed.any():
        return rate, mean, np.full(len(weights), np.nan)
    known, seen = days[timed], np.cumsum(weights[:, timed], axis=1)
    whole = seen[:, -1]
    low, high = (known[np.argmax(seen >= place[:, None], axis=1)] for place in ((whole + 1) // 2, whole // 2 + 1))
    return rate, mean, np.where(whole > 0, (low + high) / 2, np.nan)


def _daily(rate: float, mean: float, days: float) -> float:
    return rate * mean / days if days > 0 else np.nan


def _interval(
    weight: np.ndarray, is_won: np.ndarray, amount: np.ndarray, days: np.ndarray, parts: list[float]
) -> tuple[float, float]:
    n, value = int(weight.sum()), _daily(*parts)
    if not n or not value > 0:
        return np.nan, np.nan
    if n >= LARGE:
        return _delta(weight, is_won * np.nan_to_num(amount), np.repeat(days, weight.astype(int)), value)
    drawn = np.random.default_rng(SEED).multinomial(n, weight / n, size=FEWER_RESAMPLES).astype(float)
    rate, mean, cycle = velocity_parts(drawn, is_won, amount, days)
    usable = (cycle > 0) & ~np.isnan(mean)
    lo, hi = np.quantile(rate[usable] * mean[usable] / cycle[usable], [0.025, 0.975])
    return float(lo), float(hi)


def _delta(weight: np.ndarray, brought: np.ndarray, days: np.ndarray, value: float) -> tuple[float, float]:
    """On the log scale: the variance of what a closed deal brings, and that of the median cycle."""
    from salestoolkit.estimate.frames import Z
    from salestoolkit.estimate.interval.median import median_bounds

    n = weight.sum()
    mean = weight @ brought / n
    spread = weight @ (brought - mean) ** 2 / (n * mean) ** 2
    low, high = median_bounds(np.sort(days[~np.isnan(days)]))
    with np.errstate(divide="ignore"):  # a bound of 0 days: nothing is known but the sign
        half = Z * np.sqrt(spread + (np.log(high / low) / (2 * Z)) ** 2)
    return float(value * np.exp(-half)), float(value * np.exp(half))
