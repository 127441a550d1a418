"""Known: the evidence beside a finding that a suggestion needs, such as load, activity, price and goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from salestoolkit.data.sales import SalesData
from salestoolkit.engine.preparing import fact
from salestoolkit.engine.registry import definition
from salestoolkit.estimate.frames import FEW, RANKED
from salestoolkit.estimate.groups.funnel_limits import OUTSIDE
from salestoolkit.results.computing import compute
from salestoolkit.results.result import Result
from salestoolkit.review.cycles import completed
from salestoolkit.review.follow_up.findings import found, judged
from salestoolkit.review.follow_up.signals import Period, compared, held_against_all
from salestoolkit.review.goals.attainment import TOO_LOW, standing
from salestoolkit.review.goals.goals_end import over
from salestoolkit.review.pipeline.recovery import carry_over, timely
from salestoolkit.words.periods import Cycle

RESPONSE, SIZE, SPENDING = "lead_response_time", "average_deal_size", "sales_to_cost"
BUSY, QUIET = 0.75, 0.25
"""Quantiles of the reps: load above the first is high, activity below the second is low."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the last completed cycle; each part is counted when a rule first asks for it."""

    sales: SalesData
    cycle: Cycle

    @cached_property
    def period(self) -> Period:
        """The last completed cycle, and the load as it stood then."""
        start, end = completed(self.sales, self.cycle)[-1]
        return Period(start, end, self.sales.as_it_stood(end))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings of everybody."""
        return found(self.sales, self.cycle)

    @cached_property
    def signals(self) -> pd.DataFrame:
        """Every rep and team in the last cycle, judged or too small to be."""
        frame = judged(self.sales, self.cycle)
        return frame[frame["starts"] == self.period.start] if len(frame) else frame

    @cached_property
    def loads(self) -> pd.Series:
        """Leads per working hour of each rep; empty without leads."""
        rows = self.signals[(self.signals["kpi"] == RESPONSE) & (self.signals["scope"] == "rep")]
        hours = self._hours
        return rows.set_index("who_id")["n"] / hours if hours else pd.Series(dtype=float)

    @cached_property
    def activity(self) -> pd.Series | None:
        """Calls, mails, meetings and chats per working hour of each rep; None where activities are not recorded."""
        if "rep_id" not in self.sales.fed.get("activities", ()) or not self._hours:
            return None
        rows = self.sales.connection.execute(
            "SELECT rep_id, count(*) AS touches FROM activities WHERE kind NOT IN ('system', 'note') "
            'AND timezone(?, "at") >= ? AND timezone(?, "at") < ? GROUP BY rep_id',
            [self.sales.timezone, self.period.start, self.sales.timezone, self.period.end],
        ).df()
        own = rows.set_index("rep_id")["touches"] / self._hours
        return own.reindex(self.loads.index, fill_value=0.0) if len(self.loads) else own

    @cached_property
    def _hours(self) -> float:
        """Working hours of the cycle, of the office that was open longest."""
        days = fact(self.sales, "office_hours").collect("pandas").to_native()
        day = pd.to_datetime(days["day"])
        inside = days[(day >= pd.Timestamp(self.period.start)) & (day < pd.Timestamp(self.period.end))]
        return float(inside.groupby("office")["open_s"].sum().max()) / 3_600 if len(inside) else 0.0

    def busy(self, rep_id: str) -> bool:
        """Whether a rep has more leads per working hour than three in four."""
        return rep_id in self.loads.index and bool(self.loads[rep_id] > self.loads.quantile(BUSY))

    def active(self, rep_id: str) -> bool:
        """Whether a rep's activity is known and not below that of three in four."""
        own = self.activity
        return own is not None and rep_id in own.index and bool(own[rep_id] >= own.quantile(QUIET))

    @cached_property
    def by_working_hours(self) -> pd.DataFrame:
        """How each rep's time to the first answer compares on the clock of working hours."""
        return held_against_all(definition(RESPONSE).study("working_hours"), "rep", self.period)

    def only_off_hours(self, rep_id: str) -> bool:
        """Whether a rep who answers late does not by working hours: what is slow are nights and free days."""
        rows = self.by_working_hours
        own = rows[rows["who_id"] == rep_id]["p"] if len(rows) else rows
        return bool(len(own) and own.notna().all() and own.iloc[0] >= 0.05)

    @cached_property
    def discounts(self) -> pd.DataFrame:
        """Each rep's discount against everybody's."""
        return held_against_all(definition(SIZE).study("discount"), "rep", self.period)

    def discounts_high(self, rep_id: str) -> bool:
        """Whether a rep's discount lies above the 99.8 % limit."""
        rows = self.discounts
        own = rows[(rows["who_id"] == rep_id) & (rows["side"] == "above")] if len(rows) else rows
        return bool(len(own) and own["p"].iloc[0] < OUTSIDE)

    def small_in(self, rep_id: str) -> Sequence[str]:
        """Products in which a rep's deals are clearly smaller than everybody's."""
        start, end, then = self.period.start, self.period.end, self.period.then
        own = compute(SIZE, then, by=("rep", "product"), start=start, end=end, where={"rep": rep_id})
        all_ = compute(SIZE, then, by="product", start=start, end=end)
        if own.missing or all_.missing:
            return ()
        rows = own.frame[own.frame["n"] >= FEW].merge(
            all_.frame[["product", "value"]], on="product", suffixes=("", "_all")
        )
        return tuple(rows.loc[rows["hi"] < rows["value_all"], "product"])

    @cached_property
    def spending(self) -> Result:
        """Sales for each unit of cost, of everybody."""
        return compute(SPENDING, self.period.then, start=self.period.start, end=self.period.end)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Reps whose goal is not reached, with what their stock may bring."""
        return carry_over(self.sales, timely(self.sales, self.cycle), self.cycle)

    @cached_property
    def over(self) -> str:
        """The period of the goals, where it has ended: nothing can come in for it any more."""
        return over(self.sales, self.cycle)

    @cached_property
    def out_of_reach(self) -> pd.DataFrame:
        """Teams of which half the goals had less than one chance in five from the start: ``team hard reps period``."""
        agreed = standing(self.sales, self.cycle, ("rep",))[0]
        if agreed.empty:
            return pd.DataFrame(columns=["team", "hard", "reps", "period"])
        teams = self.signals[self.signals["scope"] == "rep"].drop_duplicates("who_id").set_index("who_id")["team"]
        told = agreed.assign(team=agreed["scope_id"].map(teams), hard=agreed["chance_at_start"] < TOO_LOW)
        sums = told.groupby("team")["hard"].agg(hard="sum", reps="size").reset_index()
        sums = sums.assign(period=agreed["period_name"].iloc[0])
        return sums[sums["hard"] >= sums["reps"] / 2].reset_index(drop=True)

    @cached_property
    def unjudged(self) -> pd.DataFrame:
        """Reps who closed too few deals for any KPI of closed deals: ``who_id who team n``, n the largest of them."""
        closed = [kpi.name for kpi in compared() if kpi.basis == "closed"]
        reps = self.signals[(self.signals["scope"] == "rep") & self.signals["kpi"].isin(closed)]
        told = reps.groupby(["who_id", "who", "team"], dropna=False).agg(n=("n", "max")).reset_index()
        return told[(told["n"] < RANKED) & ~told["who_id"].isin(self.came_later)]

    @cached_property
    def came_later(self) -> frozenset[str]:
        """Reps who joined when the cycle was over."""
        return self._reps("active_from >= CAST(? AS DATE)", self.period.end)

    @cached_property
    def left(self) -> frozenset[str]:
        """Reps who have left the team: nobody meets them any more."""
        return self._reps("active_to < CAST(? AS DATE)", (self.sales.local_as_of - timedelta(microseconds=1)).date())

    def _reps(self, condition: str, day: date) -> frozenset[str]:
        rows = self.sales.connection.execute(f"SELECT rep_id FROM reps WHERE {condition}", [day]).fetchall()
        return frozenset(rep_id for (rep_id,) in rows)

    @cached_property
    def undated(self) -> pd.Series:
        """How many deals of each rep were closed on a day that nobody knows, which may lie in the cycle."""
        rows = fact(self.sales, "deals").collect("pandas").to_native()
        begun = ~(rows["created_at"] >= pd.Timestamp(self.period.end))
        return rows[(rows["status"] != "open") & rows["closed_at"].isna() & begun].groupby("rep_id").size()
