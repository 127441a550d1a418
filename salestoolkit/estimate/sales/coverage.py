"""Coverage: how often the open pipeline covers what is still to be sold, as it stands and weighted by its chances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from salestoolkit.estimate.sales.goal_days import Window
from salestoolkit.estimate.simulation import DRAWS, SEED
from salestoolkit.words.periods import began, end_of, last_day

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

ENUMERATED = 12
"""Up to so many deals every combination of won and lost is counted; of more, draws are made."""

SUMS = ("closed", "customers", "pipeline", "open_deals", "overdue", "overdue_value", "unvalued", "undated")


@dataclass(frozen=True)
class Coverage:
    """Open pipeline / (quota - closed), of counts by ``scope``, ``level`` and ``quarter``; ``n`` is open deals.

    Where no period is asked it is the quarter in which ``as_of`` lies. The goals taken are those of one scope, of
    everybody at one level, and what is open or sold counts where it lies on their days. There is no value without a
    quota, once the period is over, and once it is reached. Beside it ``pipeline closed quota remaining cushion``
    (pipeline less remaining), ``needed`` (1 / the whole team's win rate by value) and the counts.

    ``weighted`` takes of each open deal (columns ``amount``, ``chance``) the amount times the chance; the interval
    holds the middle 95 % of what chance makes of these deals, each won or lost on its own, and ``reach`` is the share
    of it in which the rest of the quota is reached. Beside it ``spread``, the standard deviation.
    """

    weighted: bool = False
    as_of: date | None = None
    start: date | None = None
    end: date | None = None
    whole: bool = False
    compares: Literal["groups", "times", "nothing"] = "nothing"

    @property
    def method(self) -> str:
        """Key of the sentence that says how the interval is made."""
        return "pipeline_draws" if self.weighted else "none"

    def in_context(self, context: Any) -> Coverage:
        """Told of the period, and of the quarter that is running where none is asked."""
        last = last_day(context.as_of)
        whole = bool(context.start or context.end)
        quarter = began(last, "quarter")
        start, end = (context.start, context.end) if whole else (quarter, end_of(quarter, "quarter"))
        return replace(self, as_of=last, whole=whole, start=start, end=end)

    @property
    def _window(self) -> Window:
        return Window(self.start, self.end, ahead=True)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each
        from salestoolkit.estimate.sales.attainment import unasked

        asked_for = counts["days"].to_numpy() > 0
        if not self.whole:
            asked_for &= (counts["quarter"] == _quarter(self.as_of)).to_numpy()
        frame = each(counts, keys, lambda rows: self._judge(rows, keys, bool(asked_for.any())))
        nobody = unasked(frame, keys) & frame["every"].eq(0)
        kept = frame[~nobody].reset_index(drop=True)
        return kept.drop(columns=["quota", "customers", "every"]).rename(columns={"quota_whole": "quota"})

    def _judge(self, rows: Rows, keys: list[str], asked_at_all: bool) -> dict[str, Any]:
        from salestoolkit.estimate.sales.attainment import asked
        from salestoolkit.estimate.sales.goal_days import apart, taken, written

        asked_of = rows if self.whole else rows.at(rows["quarter"] == _quarter(self.as_of))
        goals = taken(asked_of, keys, ahead=True)
        # where others have goals and this one has none, nothing is held against one; where nobody has, all is shown
        counted = goals or apart(asked_of if not asked_at_all else asked_of.at(np.arange(0)))
        every = apart(rows)
        told: dict[str, Any] = {name: float(counted.sum(name)) for name in SUMS}
        if goals is None and asked_at_all:
            told |= dict.fromkeys(("pipeline", "closed"), np.nan)  # held against no goal, which is not 0
        told |= {name: float(every.sum(name)) for name in ("overdue", "overdue_value", "undated")}
        told |= asked(asked_of, goals, self._window)
        remaining = told["quota_whole"] - told["closed"]
        reason = self._reason(told["quota_whole"], remaining)
        judged = self._valued(counted, told["pipeline"], np.nan if reason else remaining)
        if reason == "period_over":
            told["pipeline"] = np.nan  # nothing open can close in it, which is not 0 open
        rest = {"remaining": np.fmax(remaining, 0), "cushion": told["pipeline"] - remaining, "needed": _needed(rows)}
        quarter = [(self.start, self.end)] if self.start and self.end and not self.whole else []
        rest |= {"quarter_of": written(quarter)}
        held = {"n": int(told["open_deals"]), "every": every.sum("open_deals") + every.sum("overdue")}
        return told | rest | judged | held | {"reason": reason}

    def _reason(self, quota: float, remaining: float) -> str:
        if not quota > 0:
            return "no_quota"
        if self.end is not None and self.as_of is not None and self.end <= self.as_of + timedelta(days=1):
            return "period_over"
        return "quota_reached" if remaining <= 0 else ""

    def _valued(self, rows: pd.DataFrame, pipeline: float, remaining: float) -> dict[str, float]:
        if not self.weighted:
            return {"value": pipeline / remaining, "lo": np.nan, "hi": np.nan}
        deals = rows.at((rows["open_deals"] > 0) & (rows["amount"] > 0))
        counts = deals["open_deals"].astype(int)
        amounts, chances = (np.repeat(deals[name].astype(float), counts) for name in ("amount", "chance"))
        totals, weights = sums_of(amounts, chances)
        lo, hi = np.quantile(totals, [0.025, 0.975], weights=weights, method="inverted_cdf") / remaining
        expected = float(amounts @ chances)
        reach = float(weights[totals >= remaining - 1e-9].sum()) if remaining > 0 else np.nan
        spread = float(np.sqrt(amounts**2 @ (chances * (1 - chances))))
        value = {"value": expected / remaining, "lo": float(lo), "hi": float(hi)}
        return value | {"expected": expected, "spread": spread, "reach": reach}


def sums_of(amounts: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What deals bring together, each won on its own with its chance: possible sums and the weight of each.

    Up to twelve deals every combination, with its probability; of more, 4,000 draws (fixed seed) of equal weight.
    """
    if len(amounts) <= ENUMERATED:
        won = (np.arange(2 ** len(amounts))[:, None] >> np.arange(len(amounts))) % 2 == 1
        return won @ amounts, np.prod(np.where(won, chances, 1 - chances), axis=1)
    won = np.random.default_rng(SEED).random((DRAWS, len(amounts))) < chances
    return won @ amounts, np.full(DRAWS, 1 / DRAWS)


def _needed(rows: Rows) -> float:
    """How many times the rest of a quota must be open, when so much of the value that is decided is won."""
    won, lost = (float(rows.max(name)) if len(rows) else 0.0 for name in ("value_won", "value_lost"))
    return (won + lost) / won if won > 0 else np.nan


def _quarter(day: date | None) -> np.datetime64:
    return np.datetime64(began(day, "quarter") if day else "NaT")
