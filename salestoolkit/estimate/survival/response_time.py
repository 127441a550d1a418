"""Response: how long until a lead is answered, and which share is by some time, with those that wait counted in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

WAITING, ANSWERED, WITHDRAWN = 0, 1, 2
"""Codes of a wait: not over yet, answered, given up without an answer."""

_JUDGED = ("p90", "p90_lo", "p90_hi", "within", "within_lo", "within_hi")


@dataclass(frozen=True)
class ResponseTime:
    """The median wait from counts by ``seconds`` and ``outcome`` (0 waiting, 1 answered, 2 withdrawn).

    A wait without an answer is censored where it was last seen. Beside the median: ``p90 p90_lo p90_hi``; ``within``
    (the share answered within ``target`` seconds, which is the practice's where it is known) with ``within_lo
    within_hi within_n``; ``answered``; and the sums of the counts named in ``also``. A median that is not reached is
    NaN with that reason; a 90th percentile or an upper bound that is not reached is infinite.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481, by R's rule for quantiles and with log-log bounds.
    """

    seconds: str
    outcome: str
    count: str
    also: tuple[str, ...] = ()
    target: float = 3_600.0
    method: str = "kaplan_meier"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def in_context(self, context: Any) -> ResponseTime:
        """The same with the team's own target."""
        return replace(self, target=60 * context.practice.response_target_minutes)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        hidden = judged["reason"].ne("")
        unreached = ~hidden & judged["value"].isna()
        companions = {name: judged[name].mask(hidden) for name in _JUDGED}
        return judged.assign(**companions, reason=judged["reason"].mask(unreached, "not_reached"))

    def _judge(self, rows: Rows) -> dict[str, float]:
        time, outcome, weight = _waits(rows, self.seconds, self.outcome, self.count)
        (value, lo, hi), longest = _reached(time, outcome, weight, (0.5, 0.9))
        p90, p90_lo, p90_hi = (np.inf if np.isnan(x) else x for x in longest)
        within, within_lo, within_hi, within_n = answered_by(time, outcome, weight, self.target)
        counts = {"n": weight.sum(), "answered": weight[outcome == ANSWERED].sum()}
        slow = {"p90": p90, "p90_lo": p90_lo, "p90_hi": p90_hi}
        shares = {"within": within, "within_lo": within_lo, "within_hi": within_hi, "within_n": within_n}
        also = {name: rows.sum(name) for name in self.also}
        return {"value": value, "lo": lo, "hi": hi} | counts | slow | shares | {"target": self.target} | also


@dataclass(frozen=True)
class ResponseShare:
    """The share answered ``after`` so many seconds (the practice's target without), or ``unanswered`` by then.

    Companions: ``by_then`` (how many of the ``n`` were, or were not, answered), ``after``, ``too_young`` (still
    waiting, and not for so long), and the sums of the counts named in ``also``.

    Source: see :func:`answered_by`.
    """

    seconds: str
    outcome: str
    count: str
    also: tuple[str, ...] = ()
    after: float | None = None
    unanswered: bool = False
    method: str = "answered_by"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def in_context(self, context: Any) -> ResponseShare:
        """The same with the team's own target, where no time is given."""
        return self if self.after else replace(self, after=60 * context.practice.response_target_minutes)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        unseen = judged["value"].isna() & (judged["reason"].eq("") | judged["n"].eq(0) & judged["too_young"].gt(0))
        return judged.assign(reason=judged["reason"].mask(unseen, "immature"))

    def _judge(self, rows: Rows) -> dict[str, float]:
        time, outcome, weight = _waits(rows, self.seconds, self.outcome, self.count)
        after = self.after or 0.0
        value, lo, hi, known = answered_by(time, outcome, weight, after)
        fast = weight[(outcome == ANSWERED) & (time <= after)].sum()
        if self.unanswered:
            value, lo, hi, fast = 1 - value, 1 - hi, 1 - lo, known - fast
        counts = {"n": known, "by_then": fast, "after": after, "too_young": weight.sum() - known}
        return {"value": value, "lo": lo, "hi": hi} | counts | {name: rows.sum(name) for name in self.also}


@dataclass(frozen=True)
class ResponseDays:
    """The share answered on the ``days``' day 0, the day on which a lead came in: what dates without hours tell.

    Companions: ``next_day`` and ``within_week`` (the share answered by the next day, and within seven), ``by_then``
    (how many on day 0), and the sums of the counts named in ``also``. A lead that waits counts from the next day on.

    Source: see :func:`answered_by`.
    """

    days: str
    outcome: str
    count: str
    also: tuple[str, ...] = ()
    method: str = "answered_by"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        unseen = judged["value"].isna() & judged["reason"].eq("")
        judged = judged.assign(reason=judged["reason"].mask(unseen, "immature"))
        hidden = {name: judged[name].mask(judged["reason"].ne("")) for name in ("next_day", "within_week")}
        return judged.assign(**hidden)

    def _judge(self, rows: Rows) -> dict[str, float]:
        time, outcome, weight = _waits(rows, self.days, self.outcome, self.count)
        # between two days: of whole days nothing happens there
        value, lo, hi, known = answered_by(time, outcome, weight, 0.5)
        ends = (("next_day", 1.5), ("within_week", 7.5))
        later = {name: answered_by(time, outcome, weight, at)[0] for name, at in ends}
        fast = weight[(outcome == ANSWERED) & (time < 1)].sum()
        return (
            {"value": value, "lo": lo, "hi": hi, "n": known, "by_then": fast}
            | later
            | {name: rows.sum(name) for name in self.also}
        )


def answered_by(time: np.ndarray, outcome: np.ndarray, weight: np.ndarray, at: float) -> tuple[float, ...]:
    """The share answered by ``at`` seconds, its 95 % bounds, and of how many that is known.

    Where it is known of all, a binomial share with Wilson's interval: a lead given up without an answer was not
    answered. Where some still wait and have not waited so long, the cumulative incidence of an answer (1 minus
    Kaplan-Meier where no lead is given up), with log-log bounds. NaN where nobody was watched so long.

    Source: Wilson, JASA 22 (1927) 209-212; Aalen and Johansen, Scand. J. Stat. 5 (1978) 141-150.
    """
    from salestoolkit.estimate.interval.shares import wilson_of
    from salestoolkit.estimate.survival.incidence import incidence

    known = float(weight[(outcome != WAITING) | (time >= at)].sum())
    if known < weight.sum():
        return (*incidence(time, outcome, weight, at), known)
    fast = weight[(outcome == ANSWERED) & (time <= at)].sum()
    return (*wilson_of(float(fast), known), known)


def _waits(rows: Rows, seconds: str, outcome: str, count: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    kept = rows.at(rows[count] > 0)
    return kept[seconds].astype(float), kept[outcome].astype(int), kept[count].astype(float)


def _reached(
    time: np.ndarray, outcome: np.ndarray, weight: np.ndarray, shares: tuple[float, ...]
) -> list[tuple[float, float, float]]:
    """When each share was answered, with its bounds, the upper one infinite where it is not reached."""
    from salestoolkit.estimate.survival.kaplan_meier import quantiles

    answered = (outcome == ANSWERED).astype(int)
    if not answered.any():
        return [(np.nan, np.nan, np.nan)] * len(shares)
    told = quantiles(time, answered, weight, shares)
    return [(value, lo, np.inf if np.isnan(hi) and not np.isnan(lo) else hi) for value, lo, hi in told]
