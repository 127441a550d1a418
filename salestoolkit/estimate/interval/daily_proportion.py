"""Daily proportion: a share whose events come in days that are not alike, so that days are what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from salestoolkit.estimate.simulation import RESAMPLES, SEED

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

WEEK = 7


@dataclass(frozen=True)
class DailyProportion:
    """The share of ``part`` in the sum of ``of``, with a 95 % interval that knows how much days differ.

    The counts come with a column ``day`` (the KPI's ``within``), which is folded away. Beside the value stand
    ``phi`` (how many times more the days differ than chance alone makes them), ``wilson_lo wilson_hi`` (what the
    interval would be if every visit were on its own: a minimum) and the sums. One day alone has no interval.

    Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed. 1989, section 4.5.
    """

    part: str
    of: tuple[str, ...]
    day: str
    method: str = "quasi_binomial"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason``, ``phi wilson_lo wilson_hi`` and the sums."""
        from salestoolkit.estimate.frames import each, fold, reasoned

        days = fold(counts, list(dict.fromkeys([*keys, self.day])))
        judged = reasoned(each(days, keys, self._judge))
        hidden = judged["reason"] != ""
        bounds = {name: judged[name].mask(hidden) for name in ("phi", "wilson_lo", "wilson_hi")}
        return judged.assign(**bounds)

    def _judge(self, days: Rows) -> dict[str, float]:
        from salestoolkit.estimate.interval.shares import wilson

        part = days[self.part].astype(float)
        whole = days.frame[list(self.of)].sum(axis=1).to_numpy(float)
        value, lo, hi, phi = quasi_binomial(part, whole)
        _, low, high = (float(bound[0]) for bound in wilson(part.sum(keepdims=True), whole.sum(keepdims=True)))
        sums: dict[str, float] = days.frame[list(dict.fromkeys((self.part, *self.of)))].sum().to_dict()
        judged = {"value": value, "lo": lo, "hi": hi, "n": whole.sum(), "phi": phi}
        return judged | {"wilson_lo": low, "wilson_hi": high} | sums


def quasi_binomial(part: np.ndarray, whole: np.ndarray) -> tuple[float, float, float, float]:
    """The share over all days, the bounds of its 95 % interval, and the dispersion phi of the days (at least 1).

    The score interval with phi times the binomial variance, phi being Pearson's chi-square by its degrees of
    freedom and Student's t in the place of z. It is never narrower than Wilson's, which is the case phi = 1.

    Parameters
    ----------
    part, whole : arrays of float, one entry a day
        Days with a whole of 0 say nothing. With fewer than two others, or more parts than wholes, bounds are NaN.
    """
    from scipy.stats import t

    from salestoolkit.estimate.frames import Z
    from salestoolkit.estimate.interval.shares import wilson

    part, whole = part[whole > 0], whole[whole > 0]
    if len(whole) < 2:
        return float(part.sum() / whole.sum()) if len(whole) else np.nan, np.nan, np.nan, np.nan
    share = part.sum() / whole.sum()
    phi = _dispersion(part, whole, share)
    worth = (Z / t.ppf(0.975, len(whole) - 1)) ** 2 / phi  # what one event tells, of what it told on its own
    _, lo, hi = wilson(worth * part.sum(keepdims=True), worth * whole.sum(keepdims=True))
    return float(share), float(lo[0]), float(hi[0]), phi


def _dispersion(part: np.ndarray, whole: np.ndarray, share: float) -> float:
    if not 0 < share < 1:
        return 1.0
    squares = (part - whole * share) ** 2 / (whole * share * (1 - share))
    return max(1.0, float(squares.sum() / (len(whole) - 1)))


def block_bootstrap(part: np.ndarray, whole: np.ndarray, block: int = WEEK) -> tuple[float, float, float]:
    """The share over all days and its 95 % percentile interval from drawing whole weeks again and again.

    Blocks of ``block`` days in a row keep what neighbouring days have in common, which ``quasi_binomial`` does not
    see. Circular blocks, fixed seed; percentiles are taken further out the fewer blocks there are. NaN bounds for
    fewer than five blocks' days.

    Source: Politis and Romano, A circular block-resampling procedure, 1992; Hesterberg, Am. Stat. 69 (2015) 371-386,
    for the expanded percentiles.
    """
    from scipy.stats import norm, t

    from salestoolkit.estimate.frames import FEW

    days, total = len(whole), whole.sum()
    value = float(part.sum() / total) if total > 0 else np.nan
    if days < FEW * block or not total:
        return value, np.nan, np.nan
    blocks = -(-days // block)
    starts = np.random.default_rng(SEED).integers(0, days, size=(RESAMPLES, blocks))
    drawn = ((starts[:, :, None] + np.arange(block)) % days).reshape(RESAMPLES, -1)[:, :days]
    with np.errstate(invalid="ignore"):  # a sample of days without any visit has no share
        shares = part[drawn].sum(axis=1) / whole[drawn].sum(axis=1)
    tail = norm.cdf(np.sqrt(blocks / (blocks - 1)) * t.ppf(0.025, blocks - 1))
    lo, hi = np.nanquantile(shares, [tail, 1 - tail])
    return value, float(lo), float(hi)
