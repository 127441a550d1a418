"""Survival: how long until an answer, when some have not come yet (Kaplan-Meier), and whether groups wait alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


@dataclass(frozen=True)
class Survival:
    """The median time until ``event``, from counts by ``seconds`` and ``event`` (1 happened, 0 still waiting).

    Also ``p90``, ``within`` (share answered within ``target`` seconds, among those observed at least
    that long) with Wilson's ``within_lo within_hi``, ``within_n``, and ``answered``, and the sums of the counts
    named in ``also``. A median that the data does not reach is NaN, an upper bound infinite.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481; interval by the log-log transform, median by R's
    rule (survival::survfit): the midpoint where the curve rests at one half.
    """

    seconds: str
    event: str
    count: str
    also: tuple[str, ...] = ()
    target: int = 3_600
    method: str = "kaplan_meier"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        unreached = judged["reason"].eq("") & judged["value"].isna()
        return judged.assign(reason=judged["reason"].mask(unreached, "not_reached"))

    def _judge(self, rows: Rows) -> dict[str, float]:
        kept = rows.at(rows[self.count] > 0)
        time, event = kept[self.seconds].astype(float), kept[self.event].astype(int)
        weight = kept[self.count].astype(float)
        share = self._within(time, event, weight)
        counts = {"n": weight.sum(), "answered": weight[event == 1].sum()} | {k: rows.sum(k) for k in self.also}
        if not (event == 1).any():
            return {"value": np.nan, "lo": np.nan, "hi": np.nan, "p90": np.nan} | counts | share
        (value, lo, hi), (p90, *_) = quantiles(time, event, weight, (0.5, 0.9))
        hi = np.inf if np.isnan(hi) and not np.isnan(lo) else hi
        return {"value": value, "lo": lo, "hi": hi, "p90": p90} | counts | share

    def _within(self, time: np.ndarray, event: np.ndarray, weight: np.ndarray) -> dict[str, float]:
        from salestoolkit.estimate.interval.shares import wilson_of

        fast = weight[(event == 1) & (time <= self.target)].sum()
        observed = weight[(time > self.target) | (event == 1)].sum()
        value, lo, hi = wilson_of(float(fast), float(observed))
        return {"within": value, "within_lo": lo, "within_hi": hi, "within_n": observed}


def quantile(time: np.ndarray, event: np.ndarray, weight: np.ndarray, p: float) -> tuple[float, float, float]:
    """The time by which a share ``p`` had the event, and its 95 % bounds; NaN where it is not reached.

    statsmodels takes the next drop where the curve equals 1 - p; R, and we, the middle of the flat stretch.
    """
    [told] = quantiles(time, event, weight, (p,))
    return told


def quantiles(
    time: np.ndarray, event: np.ndarray, weight: np.ndarray, shares: Sequence[float]
) -> list[tuple[float, float, float]]:
    """:func:`quantile` for each of ``shares``, of one curve."""
    times, left, at_risk, events = _curve(time, event, weight)
    curves = (left, *_log_log_bounds(left, at_risk, events))
    return [tuple(_first_below(times, curve, 1 - p) for curve in curves) for p in shares]  # type: ignore[misc]


def share_within(time: np.ndarray, event: np.ndarray, weight: np.ndarray, at: float) -> tuple[float, float, float]:
    """The share that had the event by ``at``, those still waiting counted in: 1 - S(at), with log-log 95 % bounds.

    NaN where nobody was watched so long. Where none or all had the event the log-log scale has no bounds, and
    Wilson's are given for those watched to ``at`` or to their event.

    Source: Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980, section 1.3.
    """
    from salestoolkit.estimate.survival.incidence import incidence

    return incidence(time, event, weight, at)


def restricted_mean(time: np.ndarray, event: np.ndarray, weight: np.ndarray, tau: float) -> tuple[float, float, float]:
    """The mean time without the event within the first ``tau``, and its 95 % bounds; NaN where ``tau`` is not reached.

    Everyone counts: who waits longer than ``tau`` counts as ``tau``.

    Source: Klein and Moeschberger, Survival Analysis, 2nd ed. 2003, section 4.5.
    """
    from salestoolkit.estimate.frames import Z
    from salestoolkit.estimate.survival.incidence import reaches

    if not reaches(time, event, weight, tau):
        return np.nan, np.nan, np.nan
    times, left, at_risk, events = _curve(time, event, weight)
    used = times < tau
    steps = np.concatenate([[0.0], times[used], [tau]])
    areas = np.diff(steps) * np.concatenate([[1.0], left[used]])
    ahead, n, d = np.cumsum(areas[::-1])[::-1][1:], at_risk[used], events[used]
    still = n > d  # where the curve ends at 0 nothing lies ahead
    half = Z * np.sqrt(np.sum(ahead[still] ** 2 * d[still] / (n[still] * (n[still] - d[still]))))
    mean = float(areas.sum())
    return mean, max(mean - float(half), 0.0), min(mean + float(half), float(tau))


def logrank(
    time: np.ndarray, event: np.ndarray, weight: np.ndarray, group: np.ndarray, early: bool = False
) -> tuple[float, float]:
    """The log-rank test that all groups wait alike: chi-square and p.

    With ``early`` each event counts by how many still wait, so that the few longest waits decide little: the test
    that goes with a median. NaN where there is nothing to compare: no event, one group only from the first event on,
    or all end with it.

    Source: Mantel, Cancer Chemother. Rep. 50 (1966) 163-170; early: Gehan, Biometrika 52 (1965) 203-223.
    """
    from statsmodels.duration.survfunc import survdiff

    happened = (event == 1) & (weight > 0)
    first = time[happened].min() if happened.any() else np.inf
    told = (time >= first) & (weight > 0)  # who left before the first event was never compared with anybody
    ended = happened & (time == first)
    if len(np.unique(group[told])) < 2 or told.sum() == ended.sum():
        return np.nan, np.nan
    times = weight[told].astype(int)
    cases = (np.repeat(values[told], times) for values in (time, event, group))
    chi2, p = survdiff(*cases, weight_type="gb" if early else None)
    return float(chi2), float(p)


def each_against_rest(
    time: np.ndarray, event: np.ndarray, weight: np.ndarray, group: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """P values of the test ``logrank(..., early=True)`` for each ``wanted`` group against all others together.

    What all share (at risk and events at each time) is counted once, so that a thousand groups take no minutes.

    Source: as ``logrank``.
    """
    from scipy.stats import chi2

    order = np.argsort(time, kind="stable")
    time, event, weight, group = time[order], event[order] == 1, weight[order], group[order]
    at = np.unique(time[event & (weight > 0)])
    events = _events(time, event, weight, at)
    risk = _at_risk(time, weight, at)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(risk > 1, events * (risk - events) / (risk - 1), 0.0)
        share = events / risk
    p = []
    for who in wanted:
        own = group == who
        n = _at_risk(time[own], weight[own], at)
        excess = float((risk * (_events(time, event & own, weight, at) - n * share)).sum())
        variance = float((n * (risk - n) * spread).sum())
        p.append(chi2.sf(excess**2 / variance, 1) if variance > 0 else np.nan)
    return np.array(p)


def _at_risk(time: np.ndarray, weight: np.ndarray, at: np.ndarray) -> np.ndarray:
    """How many are still waiting just before each time; ``time`` is in order."""
    left = np.concatenate([np.cumsum(weight[::-1])[::-1], [0.0]])
    return np.asarray(left[np.searchsorted(time, at)])


def _events(time: np.ndarray, event: np.ndarray, weight: np.ndarray, at: np.ndarray) -> np.ndarray:
    return np.bincount(np.searchsorted(at, time[event]), weight[event], minlength=len(at))[: len(at)]


def _curve(time: np.ndarray, event: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, ...]:
    """Kaplan-Meier's curve: event times, share left, at risk, events."""
    from statsmodels.duration.survfunc import SurvfuncRight

    curve = SurvfuncRight(time, event, freq_weights=weight)
    return tuple(np.asarray(x) for x in (curve.surv_times, curve.surv_prob, curve.n_risk, curve.n_events))


def _log_log_bounds(left: np.ndarray, at_risk: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Greenwood's variance from the counts: statsmodels gives standard errors without weights only."""
    from salestoolkit.estimate.frames import Z

    with np.errstate(divide="ignore", invalid="ignore"):
        half = Z * np.sqrt(np.cumsum(events / (at_risk * (at_risk - events)))) / np.abs(np.log(left))
        low, high = left ** np.exp(half), left ** np.exp(-half)
    low = np.where((left <= 0) | (left >= 1), left, low)
    return low, np.where(left >= 1, left, high)  # at 0 the upper bound is unknown (NaN), as in R


def _first_below(times: np.ndarray, curve: np.ndarray, level: float) -> float:
    near = np.isclose(curve, level, rtol=0, atol=1e-9)
    below = np.flatnonzero((curve < level) & ~near)
    if near.any():
        return _middle(times, int(np.flatnonzero(near)[0]), below)
    return float(times[below[0]]) if len(below) else np.nan


def _middle(times: np.ndarray, first: int, below: Any) -> float:
    end = times[below[0]] if len(below) else times[first]
    return float((times[first] + end) / 2)
