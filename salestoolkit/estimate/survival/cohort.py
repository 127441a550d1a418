"""Cohorts: what became of all that began together, by a horizon that holds for everybody, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from salestoolkit.estimate.simulation import FEWER_RESAMPLES, SEED
from salestoolkit.estimate.survival.incidence import LOST_ONCE, OPEN

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


DAY = 86_400


@dataclass(frozen=True)
class CohortShare:
    """The share won by a horizon of all that began (:class:`Incidence`), the horizon one for the whole team.

    ``days`` and ``outcome`` are the columns that :class:`Incidence` takes as time and outcome. The horizon is what the
    team's practice declares (``win_horizon_days``), or else the column ``horizon`` of the counts; below 0 nothing was
    won yet and there is none. ``n`` is how many are known at the horizon: who has only just begun cannot make a
    rate look good. Beside the companions of Incidence, ``created`` (all), ``horizon`` in seconds, ``mature`` (whether
    all are known at the horizon), and the sums of the counts named in ``also``.
    """

    days: str
    outcome: str
    count: str
    horizon: str
    also: tuple[str, ...] = ()
    declared: int | None = None
    method: str = "aalen_johansen"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def in_context(self, context: Any) -> CohortShare:
        """Told the horizon that the team declares."""
        return replace(self, declared=context.practice.win_horizon_days)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import FEW, fold
        from salestoolkit.estimate.survival.incidence import Incidence

        found = counts[self.horizon].max() if len(counts) else np.nan
        horizon = float(found if self.declared is None else self.declared)
        judge = Incidence(self.days, self.outcome, self.count, horizon if horizon >= 0 else np.nan)
        judged = judge(counts, keys)
        known = (judged["n"] * judged["matured"]).round().fillna(0).astype("int64")
        reason = judged["reason"].mask(known.lt(FEW) & judged["reason"].eq(""), "too_few")
        reason = reason.mask(reason.eq("") & judged["horizon"].isna(), "no_horizon")
        hidden = {name: judged[name].where(reason.eq("")) for name in ("value", "lo", "hi")}
        told = {"created": judged["n"], "n": known, "reason": reason}
        sums = fold(counts, keys)[list(self.also)]  # the same groups in the same order
        mature = judged["matured"].eq(1.0)
        return judged.assign(**hidden, **told, horizon=judged["horizon"] * DAY, mature=mature, **sums)


@dataclass(frozen=True)
class TimeToHalf:
    """The time by which half of a cohort's eventual wins were won, in seconds.

    Eventual wins are the end of the cumulative incidence of winning (Aalen-Johansen: lost deals compete, open ones
    are still in the race), so that slow deals count as soon as they can be seen. The interval is that of the
    percentile bootstrap over deals (fixed seed). ``n`` is the number of wins. Beside it ``deals``, ``eventual``
    (the end of the curve), ``mature``: where deals are open and younger than the days in column ``horizon`` the
    time is still on the short side; what every row has whole, named in ``given``; and the sums of the counts named
    in ``also``. What was lost on a day that is not known (outcome 3) was never won while it was seen.

    Source: Aalen and Johansen, Scand. J. Stat. 5 (1978) 141-150; Efron, JASA 76 (1981) 312-319.
    """

    days: str
    outcome: str
    count: str
    horizon: str
    given: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    method: str = "cohort_bootstrap"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        return reasoned(each(counts, keys, self._judge))

    def _judge(self, rows: Rows) -> dict[str, float]:
        kept = rows.at(rows[self.count] > 0)
        kept = kept.at(np.lexsort((kept[self.outcome], kept[self.days])))
        days, outcome = kept[self.days].astype(float), kept[self.outcome].astype(int)
        outcome = np.where(outcome == LOST_ONCE, OPEN, outcome)
        weight = kept[self.count].astype(float)
        n, wins = int(weight.sum()), weight[outcome == 1].sum()
        young = (kept[self.outcome] == OPEN) & (days < kept[self.horizon].astype(float))
        counted = {"n": wins, "deals": n, "mature": not young.any()} | {name: rows.max(name) for name in self.given}
        counted |= {name: rows.sum(name) for name in self.also}
        if not wins:
            return dict.fromkeys(("value", "lo", "hi", "eventual"), np.nan) | counted
        value, eventual = half_time(days, outcome, weight[None, :])
        drawn = np.random.default_rng(SEED).multinomial(n, weight / n, size=FEWER_RESAMPLES).astype(float)
        times, _ = half_time(days, outcome, drawn)
        lo, hi = np.nanquantile(times, [0.025, 0.975], method="inverted_cdf")
        told = {"value": value[0] * DAY, "lo": lo * DAY, "hi": hi * DAY, "eventual": eventual[0]}
        return told | counted


def half_time(days: np.ndarray, outcome: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row of ``weights``: when the incidence of winning reaches half its end, and that end.

    Parameters
    ----------
    days, outcome : arrays of length k
        Ascending times; 0 open, 1 won, 2 lost.
    weights : array (rows, k)
        How many deals of each. A row without a win has NaN.
    """
    starts = np.flatnonzero(np.diff(days, prepend=-1.0))
    won, ended, all_ = (np.add.reduceat(weights * chosen, starts, axis=1) for chosen in (outcome == 1, outcome > 0, 1))
    at_risk = np.maximum(np.cumsum(all_[:, ::-1], axis=1)[:, ::-1], 1e-12)
    free = np.cumprod(1 - ended / at_risk, axis=1)
    before = np.hstack([np.ones((len(weights), 1)), free[:, :-1]])
    curve = np.cumsum(before * won / at_risk, axis=1)
    end = curve[:, -1]
    reached = np.argmax(curve >= end[:, None] / 2 - 1e-12, axis=1)
    return np.where(end > 0, days[starts][reached], np.nan), end
