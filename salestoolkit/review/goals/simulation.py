"""What a period may still bring: sales simulated from who won how much so far, and how busy the days to come are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from salestoolkit.data.practice.practice import Practice
from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import fact
from salestoolkit.estimate.simulation import SEED
from salestoolkit.review.goals.day_weights import day_weights, every_day

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 4_000
LOOK_BACK = 365
"""Days of history that the rate of winning and the sizes of deals are taken from."""
AHEAD = timedelta(days=732)
BORROWED = 10
"""A scope's amounts are drawn as if it had this many more deals, of the whole team's sizes."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """The won deals of a load, the weight of each day, and how much of a period's work lies ahead.

    Attributes
    ----------
    won : pandas.DataFrame
        One row per won deal: ``day amount rep team region product``, and whether it is ``unvalued``: without an
        amount, which counts as 0.
    first, today : date
        First day of the history, and the first day that is not over yet.
    refunds : pandas.DataFrame
        What was given back, below zero, with the columns of ``won``: it is no deal, and what a period brought is net.
    opened : date, optional
        The first day that any deal is dated by, won or not: from it on something could be won.
    """

    won: pd.DataFrame
    first: date
    today: date
    practice: Practice
    refunds: pd.DataFrame | None = None
    opened: date | None = None

    @classmethod
    def of(cls, sales: SalesData) -> Outlook:
        """The outlook of a load at its ``as_of``; made once, since goals of several periods ask for it."""
        held = _kept.setdefault(sales.connection, {})
        key = (sales.as_of, sales.practice)
        if key not in held:
            held[key] = cls._made(sales)
        return held[key]

    @classmethod
    def _made(cls, sales: SalesData) -> Outlook:
        rows = fact(sales, "customers").collect("pandas").to_native()
        dated = rows[rows["closed_at"].notna()]
        amount = dated["amount"].astype(float)
        dated = dated.assign(day=dated["closed_at"].dt.date, unvalued=amount.isna(), amount=amount.fillna(0.0))
        names = ["day", "amount", "rep_id", "team", "region", "product", "unvalued"]
        kept = dated[names].rename(columns={"rep_id": "rep"})
        # A database gives rows in any order, and a seed draws by place.
        won, back = (
            kept[of].sort_values(["day", "rep", "product", "amount"], ignore_index=True)
            for of in (dated["customers"] > 0, dated["customers"] == 0)
        )
        today = sales.local_as_of.date()
        first = won["day"].min() if len(won) else today
        return cls(won, first, today, sales.practice, back, _opened(sales, min(first, today)))

    def weights(self, start: date, end: date) -> pd.Series:
        """How busy each day of a half-open period is expected to be, two years back and ahead of today.

        A day is work whether or not anything was won yet: a goal's days before the first win are days of it too.
        """
        days = self._weights
        return days[(days.index >= start) & (days.index < end)]

    @cached_property
    def _weights(self) -> pd.Series:
        counts = self.won.groupby("day").size()
        history = counts.reindex(every_day(self.first, self.today), fill_value=0)
        return day_weights(history, every_day(min(self.first, self.today - AHEAD), self.today + AHEAD), self.practice)

    def of_scope(self, scope: str, who: str | None) -> pd.DataFrame:
        """The won deals of a team, rep, region or product; of everybody for the scope ``all``."""
        return self.won.iloc[self._places(scope, who)]

    def brought(self, scope: str, who: str | None, start: date, end: date) -> float:
        """What a scope's deals won in a half-open period brought, less what was given back in it."""
        places = self._places(scope, who)
        days = self._days[places]
        within = (days >= np.datetime64(start)) & (days < np.datetime64(end))
        return float(self._amounts[places[within]].sum()) + float(self._given_back(scope, who, start, end).sum())

    def unvalued(self, scope: str, who: str | None, start: date, end: date) -> int:
        """How many deals that a scope won in a half-open period have no amount."""
        own = self.of_scope(scope, who)
        return int(own.loc[(own["day"] >= start) & (own["day"] < end), "unvalued"].sum())

    def gave_back(self, scope: str, who: str | None) -> bool:
        """Whether any refund of a scope's lies in the time that the rate is of."""
        return bool(len(self._given_back(scope, who, self._since, self.today)))

    def _given_back(self, scope: str, who: str | None, start: date, end: date) -> np.ndarray:
        """The refunds of a scope in a half-open period, each below zero."""
        rows = self.refunds
        if rows is None or rows.empty:
            return np.zeros(0)
        own = rows if scope == "all" else rows[rows[scope] == who]
        return np.asarray(own.loc[(own["day"] >= start) & (own["day"] < end), "amount"], float)

    @cached_property
    def _days(self) -> np.ndarray:
        return np.asarray(self.won["day"].to_numpy("datetime64[D]"))

    def _places(self, scope: str, who: str | None) -> np.ndarray:
        """Where in ``won`` a scope's deals stand; looked for once for everybody, since there may be a thousand reps."""
        if scope not in self._found:
            whole = {None: np.arange(len(self.won))}
            self._found[scope] = whole if scope == "all" else dict(self.won.groupby(scope).indices)
        return np.asarray(self._found[scope].get(None if scope == "all" else who, np.arange(0)))

    @cached_property
    def _found(self) -> dict[str, dict[Any, np.ndarray]]:
        return {}

    def simulated(self, scope: str, who: str | None, weight: float) -> np.ndarray:
        """``DRAWS`` totals that so much work may bring (fixed seed).

        The number of wins is Poisson with a rate that is uncertain itself (gamma): the scope's own of the last year,
        and for a rep held towards the team's as far as reps are alike. Amounts are drawn from the scope's own won
        deals and, as if it had ten more, from everybody's. What is given back comes as often and is as much as the
        scope's own of the last year: the totals are net, as what a goal is held against is.
        """
        random = np.random.default_rng(SEED)
        places = self._places(scope, who)
        own = self._amounts[places[self._recent[places]]]
        shape, scale = self._prior if scope == "rep" else (0.5, 0.0)
        rates = random.gamma(shape + len(own), 1 / (scale + self._worked), DRAWS)
        counts = random.poisson(rates * weight)
        brought = _summed(counts, own, self._amounts[self._recent], random)
        back = self._given_back(scope, who, self._since, self.today)
        if not len(back):
            return brought
        often = random.poisson(random.gamma(len(back), 1 / self._worked, DRAWS) * weight)
        return np.asarray(brought + _summed(often, back, back, random))

    @cached_property
    def _since(self) -> date:
        """The first day of the rate: not that of the first win, before which nothing was won in vain."""
        return max(self.opened or self.first, self.today - timedelta(days=LOOK_BACK))

    @property
    def span(self) -> int:
        """Of how many days the rate is."""
        return (self.today - self._since).days

    @property
    def leans(self) -> bool:
        """Whether there are reps enough for the rate of each to lean on those of the others."""
        return self._prior[1] > 0

    def won_lately(self, scope: str, who: str | None) -> int:
        """How many won deals with an amount a scope's rate is of."""
        places = self._places(scope, who)
        return int((self._recent[places] & (self._amounts[places] > 0)).sum())

    @cached_property
    def _recent(self) -> np.ndarray:
        """Which of the won deals the rate and the sizes are taken from."""
        return np.asarray((self.won["day"] >= self._since) & (self.won["day"] < self.today), bool)

    @cached_property
    def _amounts(self) -> np.ndarray:
        return np.asarray(self.won["amount"])

    @cached_property
    def _worked(self) -> float:
        return float(self.weights(self._since, self.today).sum()) or 1.0

    @cached_property
    def _prior(self) -> tuple[float, float]:
        """Gamma prior of a rep's rate by moments: the reps' mean, and what of their spread chance does not explain."""
        counts = self.won[self._recent].groupby("rep").size().to_numpy(float)
        if len(counts) < 5:
            return 0.5, 0.0
        mean, beyond = counts.mean(), max(counts.var(ddof=1) - counts.mean(), 0.05 * counts.mean())
        return mean**2 / beyond, mean / beyond * self._worked


def _opened(sales: SalesData, first: date) -> date:
    """The first day that any deal was created or closed on, where it lies before the first win."""
    rows = fact(sales, "deals").select("created_at", "closed_at").collect("pandas").to_native()
    days: list[date] = [day.date() for day in rows.min() if day == day and day is not None]
    return min([first, *days])


_kept: WeakKeyDictionary[Any, dict[tuple[Any, ...], Outlook]] = WeakKeyDictionary()


def _summed(counts: np.ndarray, own: np.ndarray, everybody: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if not len(everybody):
        return np.zeros(len(counts))
    total = int(counts.sum())
    amounts = random.choice(everybody, total)
    if len(own):
        mine = random.random(total) < len(own) / (len(own) + BORROWED)
        amounts = np.where(mine, random.choice(own, total), amounts)
    ends = np.concatenate([[0.0], np.cumsum(amounts)])
    last = np.cumsum(counts)
    return np.asarray(ends[last] - ends[last - counts])
