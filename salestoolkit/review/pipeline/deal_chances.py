"""How likely an open deal is to be won within a time, from what became of deals that stood like it on past days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import fact
from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.estimate.series.forecasting import brier

AGES = (7, 14, 30, 60, 120, 240)
"""Days in a stage at which a deal is taken for one of another age."""
APART = timedelta(days=30)
"""Past days lie at least this far apart, and never closer than the window is long: no win counts twice."""
LOOKS = 24
JUDGED, LEARNT = 6, 3
"""So many of the last past days judge the chances, each from at least so many earlier ones."""
BANDS = (0.0, 0.2, 0.5, 1.0)
"""Chances that the calibration tells apart."""

PLACE = ["pipeline", "stage", "position"]
GROUP = [*PLACE, "age"]


@dataclass(frozen=True, eq=False)
class DealChances:
    """Past days on which the pipeline is looked at, and how many deals of each stage and age were won in time.

    Attributes
    ----------
    counts : pandas.DataFrame
        One row per past day (``at``), ``pipeline stage position age``: ``n`` deals that were open then, of which
        ``won`` were won within ``window`` after it.
    unseen : str
        Why there is no such row: ``unclosed`` (of no deal both ends are known), ``unwatched`` (the data do not reach
        back so far) or ``unopened`` (no deal was open on those days); else empty.
    """

    counts: pd.DataFrame
    window: timedelta
    unseen: str = ""

    @classmethod
    def of(cls, sales: SalesData, window: timedelta) -> DealChances:
        """Looks back from ``as_of`` as far as deals are known to have been closed, at most 24 times."""
        spells, days = fact(sales, "open_spells"), past_days(sales, window)
        parts = [_looked(spells, at, window) for at in days]
        frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["at", *GROUP, "n", "won"])
        if len(frame):
            return cls(frame, window)
        closed = len(_ended(sales).head(1).collect("pandas"))
        return cls(frame, window, "unopened" if days else "unwatched" if closed else "unclosed")

    def of_deals(self, deals: pd.DataFrame, before: datetime | None = None) -> np.ndarray:
        """The chance of each row of ``deals`` (its ``GROUP`` columns), learnt from the days before ``before``.

        Within a stage ages lean on each other (full Bayes); a stage that was never seen has the rate of all.
        """
        known = self.counts if before is None else self.counts[self.counts["at"] < before]
        total = known["n"].sum()
        overall = known["won"].sum() / total if total else np.nan
        told = [_of_stage(rows) for _, rows in known.groupby(PLACE)]
        table = pd.concat(told) if told else pd.DataFrame(columns=[*GROUP, "chance"])
        held = deals[GROUP].merge(table, on=GROUP, how="left")["chance"]
        return np.asarray(held.astype(float).fillna(overall))

    def of_open(self, deals: pd.DataFrame) -> np.ndarray:
        """The chance of each deal of ``open_now``; NaN where the past does not speak of such deals (``silence``)."""
        return np.where(self.silence(deals) == "", self.of_deals(deals), np.nan)

    def silence(self, deals: pd.DataFrame) -> np.ndarray:
        """Why a deal of ``open_now`` has no chance that is known: ``none_won outlived`` or ``unseen``; else empty.

        What was learnt from younger deals does not hold for one that is older than any that was won, unless enough
        were watched at its age, none of which was won; nor for one older than any in its stage that was watched.
        """
        seen = self.counts.groupby(GROUP)[["n", "won"]].sum().reset_index()
        oldest = seen.groupby(PLACE)["age"].max().rename("oldest").reset_index()
        past = deals[GROUP].merge(seen, on=GROUP, how="left").merge(oldest, on=PLACE, how="left")
        known = (past["n"] >= RANKED) & (past["won"] == 0)
        outlived = (deals["outlived"].to_numpy(bool) & ~known) | (past["age"] > past["oldest"].astype(float))
        every = "" if self.counts["won"].sum() else "none_won" if len(self.counts) else self.unseen
        return np.where(every != "", every, np.where(outlived, "outlived", ""))

    @cached_property
    def judged(self) -> pd.DataFrame:
        """What was said of the deals of the last past days, knowing the days before them only: ``chance flat n won``.

        ``flat`` is the chance of a deal of which one knows neither stage nor age.
        """
        days = sorted(self.counts["at"].unique())[LEARNT:][-JUDGED:]
        parts = [self._judge(day) for day in days]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["chance", "flat", "n", "won"])

    def _judge(self, day: Any) -> pd.DataFrame:
        rows, known = self.counts[self.counts["at"] == day], self.counts[self.counts["at"] < day]
        flat = known["won"].sum() / known["n"].sum()
        return rows[["n", "won"]].assign(chance=self.of_deals(rows, day), flat=flat)

    def brier(self, of: str = "chance") -> float:
        """Brier score of the chances that were given, or of the flat one; NaN where there is no past to judge by."""
        rows = self.judged
        if not rows["n"].sum():
            return np.nan
        happened = np.repeat([1.0, 0.0], len(rows))
        weights = np.concatenate([rows["won"], rows["n"] - rows["won"]]).astype(float)
        return brier(happened, np.tile(rows[of].to_numpy(float), 2), weights)

    @property
    def calibration(self) -> pd.DataFrame:
        """By band of the chance given: ``low high n expected won``; expected and won should be alike."""
        rows = self.judged
        band = np.clip(np.searchsorted(BANDS, rows["chance"].to_numpy(float), side="right") - 1, 0, len(BANDS) - 2)
        rows = rows.assign(low=np.array(BANDS)[band], high=np.array(BANDS)[band + 1])
        summed = rows.assign(expected=rows["chance"] * rows["n"]).groupby(["low", "high"])[["n", "expected", "won"]]
        return summed.sum().reset_index()


def _of_stage(rows: pd.DataFrame) -> pd.DataFrame:
    """A chance for every age of a stage, those that were never seen among them."""
    ages = np.arange(len(AGES) + 1)
    won, n = (rows.groupby("age")[name].sum().reindex(ages, fill_value=0).to_numpy(float) for name in ("won", "n"))
    place = {name: rows[name].iloc[0] for name in PLACE}
    return pd.DataFrame({"age": ages, "chance": beta_binomial(won, n).value, **place})


def open_now(sales: SalesData) -> pd.DataFrame:
    """One row per deal that is open at ``as_of``: who and what, ``pipeline stage position age``, ``amount``.

    ``outlived`` says that it has been there for longer than any deal that was won.
    """
    at = sales.local_as_of
    rows = _open_at(fact(sales, "open_spells"), at).collect("pandas").to_native()
    # a deal that is logged in two stages at once stands in the later one
    last = rows.sort_values(["deal_id", "began", "position"]).drop_duplicates("deal_id", keep="last")
    deals = fact(sales, "deals").select("deal_id", "status", "created_at", "closed_at").collect("pandas").to_native()
    took = (deals["closed_at"] - deals["created_at"]).where(deals["status"] == "won")
    age = at - deals.set_index("deal_id")["created_at"].reindex(last["deal_id"])
    # an age or a longest time that is not known outlives nothing
    return last.assign(outlived=(age > took.max()).to_numpy()).reset_index(drop=True)


def past_days(sales: SalesData, window: timedelta) -> list[datetime]:
    """Days before ``as_of`` whose windows are over, back to the first closing: before it survivors only are known."""
    first = _ended(sales).select(nw.col("ended").min()).collect("pandas").to_native().iloc[0, 0]
    apart = max(window, APART)
    days = [sales.local_as_of - i * apart for i in range(1, LOOKS + 1)] if apart < timedelta(days=3_650) else []
    return [day for day in days if pd.notna(first) and day >= first]


def _ended(sales: SalesData) -> nw.LazyFrame[Any]:
    return fact(sales, "open_spells").filter(nw.col("ended") < datetime(9999, 1, 1))


def _open_at(spells: nw.LazyFrame[Any], at: datetime) -> nw.LazyFrame[Any]:
    older = [(nw.col("began") <= at - timedelta(days=days)).cast(nw.Int64) for days in AGES]
    return spells.filter((nw.col("began") <= at) & (nw.col("ended") > at)).with_columns(
        nw.sum_horizontal(*older).alias("age")
    )


def _looked(spells: nw.LazyFrame[Any], at: datetime, window: timedelta) -> pd.DataFrame:
    won = ((nw.col("won_at") > at) & (nw.col("won_at") <= at + window)).cast(nw.Int64)
    counted = (
        _open_at(spells, at)
        .with_columns(won.alias("hit"))
        .group_by(GROUP)
        .agg(nw.len().alias("n"), nw.col("hit").sum().alias("won"))
    )
    return counted.collect("pandas").to_native().astype({"n": float, "won": float, "age": int}).assign(at=at)
