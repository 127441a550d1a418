"""Acquisition: what a new customer costs and brings, when the customers are a matter of chance and the cost is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


@dataclass(frozen=True)
class Spending:
    """The columns of counts that say what was spent, whom it won and what they brought.

    ``worth`` is what each of ``customers`` brought, NaN where only sums are known. ``media`` is the part of ``cost``
    that is media; empty where no cost per customer is wanted. ``same`` are facts of the load that every row repeats.
    ``goods`` and ``priced`` are the cost of goods and the sales it is known of; they serve where no margin is declared.
    """

    customers: str
    revenue: str
    cost: str
    worth: str
    media: str = ""
    same: tuple[str, ...] = ()
    goods: str = ""
    priced: str = ""
    declared: float | None = None

    def in_context(self, context: Any) -> Spending:
        """Knows the margin that the team has declared."""
        return replace(self, declared=context.practice.gross_margin)

    def fold(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """The counts of each group, with what a customer costs and brings where customers are enough to say.

        Where none was won, ``at_least`` is the lower bound of what one costs. ``media_share`` is the part of the cost
        that is media: groups of media alone cost less than a whole that has salaries in it.
        """
        from salestoolkit.estimate.frames import FEW, fold
        from salestoolkit.estimate.interval.poisson_count import garwood

        frame = fold(counts.drop(columns=[self.worth, *self.same]), keys)
        frame = frame.assign(**{name: counts[name].max() if len(counts) else 0 for name in self.same})
        frame["n"] = frame[self.customers]
        if not self.media:
            return frame
        customers = frame[self.customers].where(frame[self.customers] >= FEW).astype(float)
        cost, media = self.loaded(frame), self.paid(frame)
        average = frame[self.revenue].astype(float) / customers
        least = cost.where(frame["n"] == 0) / garwood(frame["n"].to_numpy(float))[1]
        spent = frame[self.cost].where(frame[self.cost] > 0).astype(float)
        frame["media_share"] = frame[self.media].astype(float) / spent
        return frame.assign(cac=cost / customers, paid_cac=media / customers, average_deal=average, at_least=least)

    def loaded(self, frame: pd.DataFrame) -> pd.Series:
        """The cost, NaN where there is none or only media is known."""
        return frame[self.cost].where(frame[self.cost] > frame[self.media]).astype(float)

    def paid(self, frame: pd.DataFrame) -> pd.Series:
        """The cost of media, NaN where there is none."""
        return frame[self.media].where(frame[self.media] > 0).astype(float)

    def margin(self, frame: pd.DataFrame) -> pd.Series:
        """The share of sales that is left after the cost of goods; NaN where nobody knows it."""
        if self.declared is not None:
            return frame[self.cost].astype(float) * 0 + self.declared
        priced = frame[self.priced].astype(float)
        return 1 - frame[self.goods].astype(float) / priced.where(priced > 0)

    def brought(self, rows: Rows) -> np.ndarray | None:
        """What each customer brought; None where only sums are known."""
        import numpy as np

        worth = rows[self.worth].astype(float)
        count = np.where(np.isnan(worth), 0, rows[self.customers]).astype(int)
        if count.sum() != rows.sum(self.customers):
            return None
        kept = count > 0
        return np.repeat(worth[kept], count[kept])


@dataclass(frozen=True)
class Earned:
    """Revenue for each unit of cost, with a bootstrap of the customers (cost held fixed).

    With ``after_goods`` it is the gross margin for each unit of cost, the margin held fixed too. Undefined where
    nothing was spent or nobody was won; no interval where only sums are known.
    """

    of: Spending
    after_goods: bool = False
    method: str = "customers_bootstrap"
    compares: Literal["groups", "times", "nothing"] = "times"

    def in_context(self, context: Any) -> Earned:
        """Knows the margin that the team has declared."""
        return replace(self, of=self.of.in_context(context))

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason``, the counts and what a customer costs and brings."""
        from salestoolkit.estimate.frames import each

        frame = self.of.fold(counts, keys)
        judged = each(counts, keys, self._judge)[["value", "lo", "hi"]]
        if not self.after_goods:
            return _reasoned(frame.join(judged), self.of.cost)
        margin = self.of.margin(frame)
        scaled = frame.assign(margin=margin).join(judged.mul(margin, axis=0))
        return _reasoned(scaled, self.of.cost, {"no_margin": margin.isna()})

    def _judge(self, rows: Rows) -> dict[str, float]:
        import numpy as np

        from salestoolkit.estimate.interval.ratio import joint_bootstrap

        cost, brought = float(rows.sum(self.of.cost)), self.of.brought(rows)
        if brought is None:
            value = float(rows.sum(self.of.revenue)) / cost if cost > 0 else np.nan
            return {"value": value, "lo": np.nan, "hi": np.nan}
        return dict(zip(("value", "lo", "hi"), joint_bootstrap(brought, cost), strict=True))


@dataclass(frozen=True)
class CostEach:
    """The cost of one new customer, with the exact (Garwood) interval of their number; the cost is held fixed.

    ``kind`` is "loaded" (all costs; not given where only media is known) or "paid" (media only). Without a customer
    it is undefined, and ``at_least`` is its lower bound, cost / 3.689.

    Source: Garwood, Biometrika 28 (1936) 437-442.
    """

    of: Spending
    kind: Literal["loaded", "paid"] = "loaded"
    method: str = "garwood"
    compares: Literal["groups", "times", "nothing"] = "times"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason``, ``at_least`` and the counts."""
        from salestoolkit.estimate.interval.poisson_count import garwood

        frame = self.of.fold(counts, keys)
        cost = self.of.loaded(frame) if self.kind == "loaded" else self.of.paid(frame)
        fewest, most = garwood(frame["n"].to_numpy(float))
        won = frame["n"] > 0
        frame = frame.assign(value=cost / frame["n"].where(won), lo=cost / most, hi=cost.where(won) / fewest)
        frame["at_least"] = frame["lo"].mask(won)
        only_media = cost.isna() & (frame[self.of.cost] > 0)
        return _reasoned(frame, self.of.cost, {"media_only" if self.kind == "loaded" else "no_media": only_media})


@dataclass(frozen=True)
class Payback:
    """Months until the gross margin of a customer has paid for winning it; there is no interval.

    The cost of a new customer by its monthly gross margin: all that new customers have ``bought`` so far, over the
    ``months`` since they came, times the margin.
    """

    of: Spending
    bought: str
    months: str
    method: str = "none"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def in_context(self, context: Any) -> Payback:
        """Knows the margin that the team has declared."""
        return replace(self, of=self.of.in_context(context))

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value`` in months, ``monthly`` (margin per customer and month), ``margin``, counts."""
        frame = self.of.fold(counts, keys)
        margin, months = self.of.margin(frame), frame[self.months].where(frame[self.months] > 0).astype(float)
        monthly = margin * frame[self.bought].astype(float) / months
        frame = frame.assign(margin=margin, monthly=monthly.where(monthly > 0))
        frame = frame.assign(value=frame["cac"] / frame["monthly"], lo=float("nan"), hi=float("nan"))
        only_media = frame["cac"].isna() & (frame[self.of.cost] > 0)
        reasons = {"no_margin": margin.isna(), "media_only": only_media, "no_profit": frame["monthly"].isna()}
        return _reasoned(frame, self.of.cost, reasons)


def _reasoned(frame: pd.DataFrame, cost: str, others: dict[str, pd.Series] | None = None) -> pd.DataFrame:
    """Adds ``reason``: the usual ones, nobody won for a cost, no cost, and ``others`` in their order."""
    from salestoolkit.estimate.frames import reasoned

    judged = reasoned(frame)
    spent, nobody = frame[cost] > 0, judged["n"] <= 0
    judged["reason"] = judged["reason"].mask(nobody & spent, "no_customers")
    for reason, holds in ({"no_cost": ~spent} | (others or {})).items():
        judged["reason"] = judged["reason"].mask(judged["reason"].eq("") & holds, reason)
    hidden = judged["reason"].ne("")
    return judged.assign(**{name: judged[name].mask(hidden) for name in ("value", "lo", "hi")})
