"""Every KPI against plain pandas on the demo company, for each dimension and by month."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st

TIME = "Asia/Jakarta"
SPLITS = ("rep", "team", "region", "product", "product_line", "source", "channel", "month", "quarter")


@pytest.fixture(scope="module")
def tables(demo_sales: st.SalesData) -> dict[str, pd.DataFrame]:
    names = ("reps", "leads", "deals", "stages", "stage_history", "visits", "costs", "activities", "goals")
    return {name: demo_sales.connection.table(name).to_arrow_table().to_pandas() for name in names}


def local(times: pd.Series) -> pd.Series:
    return pd.to_datetime(times, utc=True).dt.tz_convert(TIME).dt.tz_localize(None)


def with_reps(frame: pd.DataFrame, reps: pd.DataFrame, owner: str) -> pd.DataFrame:
    named = reps[["rep_id", "name", "team", "region"]].rename(columns={"name": "rep"})
    return frame.rename(columns={owner: "rep_id"}).merge(named, on="rep_id", how="left", validate="many_to_one")


def dated(frame: pd.DataFrame, at: pd.Series) -> pd.DataFrame:
    periods = {name: at.dt.to_period(code).dt.start_time for name, code in (("month", "M"), ("quarter", "Q"))}
    return frame.assign(**periods)


def deals_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    leads = tables["leads"][["lead_id", "source", "channel"]].rename(columns={"source": "lead_source"})
    deals = tables["deals"].merge(leads, on="lead_id", how="left", validate="many_to_one")
    deals["source"] = deals["source"].fillna(deals["lead_source"])
    deals["amount"] = deals["amount"].astype(float)
    return dated(with_reps(deals, tables["reps"], "rep_id"), local(deals["closed_at"]))


def group(frame: pd.DataFrame, split: str, judge: Callable[[pd.DataFrame], float]) -> dict[object, float]:
    key = "rep_id" if split == "rep" else split
    return {k: judge(rows) for k, rows in frame.groupby(key, dropna=True)}


def expected(name: str, tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    return ORACLES[name](tables, split)


def win_rate(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = deals_of(tables)
    closed = deals[deals["status"].isin(["won", "lost"])]
    return group(closed, split, lambda d: (d["status"] == "won").mean() if len(d) >= 5 else np.nan)


def monthly_sales(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = deals_of(tables)
    return group(deals[deals["status"] == "won"], split, lambda d: d["amount"].sum())


def average_deal_size(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = deals_of(tables)
    won = deals[(deals["status"] == "won") & (deals["amount"] > 0)]
    return group(won, split, lambda d: d["amount"].mean() if len(d) >= 5 else np.nan)


def lead_response_time(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    leads = with_reps(tables["leads"], tables["reps"], "owner_id")
    leads = dated(leads, local(leads["created_at"]))
    return group(leads, split, lambda d: kaplan_meier_median(d) if len(d) >= 5 else np.nan)


def kaplan_meier_median(leads: pd.DataFrame, as_of: str = "2026-01-01T00:00+07:00") -> float:
    """By the definition, one event time after the other."""
    created = pd.to_datetime(leads["created_at"], utc=True)
    answered = pd.to_datetime(leads["first_response_at"], utc=True)
    answered = answered.fillna(pd.to_datetime(leads["converted_at"], utc=True))
    until = pd.to_datetime(leads["disqualified_at"], utc=True).fillna(pd.Timestamp(as_of))
    seconds = np.floor((answered.fillna(until) - created).dt.total_seconds().clip(lower=0))
    event, left, half_at = answered.notna(), 1.0, None
    for time in sorted(seconds[event].unique()):
        left *= 1 - ((seconds == time) & event).sum() / (seconds >= time).sum()
        if left < 0.5 - 1e-9:  # where the curve rested at one half, the middle of the rest
            return time if half_at is None else (half_at + time) / 2
        half_at = time if abs(left - 0.5) < 1e-9 else None
    return np.nan


def sales_to_cost(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = deals_of(tables)
    won = deals[deals["status"] == "won"].assign(closed=lambda d: local(d["closed_at"]))
    days = (won["closed"].dt.normalize() - local(won["created_at"]).dt.normalize()).dt.days.median()
    lag = pd.Timedelta(days=round(days))
    covered = won["closed"] >= tables["costs"]["date_from"].pipe(pd.to_datetime).min() + lag
    won = won[covered & ~won.sort_values("closed").duplicated("account")]  # an account's first, with its cost known
    costs = costs_by_day(tables)
    costs = dated(costs.drop(columns=["month", "quarter"]), pd.to_datetime(costs["days"]) + lag)
    costs = costs[pd.to_datetime(costs["days"]) + lag < pd.Timestamp("2026-01-01")]  # its customers have come
    revenue = group(won, split, lambda d: d["amount"].sum())
    customers = group(won, split, len)
    spent = group(costs, split, lambda d: d["amount"].sum())
    judged = {k: revenue[k] / spent[k] for k in revenue if spent.get(k, 0) > 0 and customers[k] >= 5}
    return {k: judged.get(k, np.nan) for k in revenue | spent}


@cache
def _day_rows(first: object, last: object) -> pd.DatetimeIndex:
    return pd.date_range(first, last, freq="D")


def costs_by_day(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    costs = with_reps(tables["costs"], tables["reps"], "rep_id")
    costs["days"] = [_day_rows(a, b) for a, b in zip(costs["date_from"], costs["date_to"], strict=True)]
    costs["amount"] = costs["amount"].astype(float) / costs["days"].map(len)
    daily = costs.explode("days", ignore_index=True)
    return dated(daily, pd.to_datetime(daily["days"]))


def visitor_to_lead(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    visits = dated(tables["visits"], pd.to_datetime(tables["visits"]["date"]))
    visits["visitors"] = visits["visitors"].fillna(visits["sessions"])
    return group(visits, split, lambda d: d["leads"].sum() / d["visitors"].sum())


def funnel_leakage(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    if "steps" not in tables:  # worked out one deal at a time: once is enough
        tables["steps"] = stage_steps(tables)
    return group(tables["steps"], split, chained)


def stage_steps(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    stages = tables["stages"].drop_duplicates("stage")
    ladder = stages[stages["kind"] == "open"].sort_values("position")
    history = tables["stage_history"].query("entity == 'deal'").merge(stages, on="stage")
    history = history[history["kind"].isin(["open", "won"])]
    deals = deals_of(tables).drop(columns=["month", "quarter", "stage"]).set_index("deal_id")
    rows = []
    for deal_id, entries in history.groupby("entity_id"):
        furthest, status = entries["position"].max(), deals.at[deal_id, "status"]
        for stage, position in zip(ladder["stage"], ladder["position"], strict=True):
            if position > furthest:
                continue
            later = entries.loc[entries["position"] > position, "entered_at"].min()
            entered = entries.loc[entries["position"] >= position, "entered_at"].min()
            passed = furthest > position or status == "won"
            lost = not passed and status in ("lost", "cancelled")
            took = later - entered if position in entries["position"].to_list() and passed else None
            rows.append((deal_id, stage, position, entered, passed, lost, took))
    frame = pd.DataFrame(rows, columns=["deal_id", "stage", "position", "entered_at", "passed", "lost", "took"])
    took = pd.to_timedelta(frame["took"])
    # judged are those that entered as long ago as nine in ten of those that moved on took
    enough = took.groupby(frame["stage"]).transform(lambda t: t.quantile(0.9))
    ripe = frame["entered_at"] + enough <= pd.Timestamp("2026-01-01T00:00+07:00")
    frame = frame[ripe].reset_index(drop=True)
    return dated(frame.join(deals, on="deal_id"), local(frame["entered_at"]))


def chained(steps: pd.DataFrame) -> float:
    last = steps["position"].max()
    if steps["lost"].sum() + steps.loc[steps["position"] == last, "passed"].sum() < 5:
        return np.nan
    left, leaked = 1.0, 0.0
    for _, rows in steps.groupby("position"):
        if not (rows["passed"] | rows["lost"]).any():
            return np.nan
        leaked += left * rows["lost"].mean()
        left *= rows["passed"].mean()
    return leaked


def lead_conversion(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = tables["deals"]
    won = deals[deals["status"] == "won"]
    leads = with_reps(tables["leads"], tables["reps"], "owner_id")
    leads["customer"] = leads["lead_id"].isin(won["lead_id"]) | leads["deal_id"].isin(won["deal_id"])
    return group(dated(leads, local(leads["created_at"])), split, lambda d: d["customer"].mean())


def lived(tables: dict[str, pd.DataFrame], as_of: str = "2026-01-01T00:00+07:00") -> pd.DataFrame:
    """Deals by creation, with the local days to their end or to the last day of the data."""
    deals = deals_of(tables).drop(columns=["month", "quarter"])
    last = pd.Timestamp(as_of).tz_convert(TIME).tz_localize(None) - pd.Timedelta(microseconds=1)
    end = local(deals["closed_at"]).fillna(last)
    deals["days"] = (end.dt.normalize() - local(deals["created_at"]).dt.normalize()).dt.days
    return dated(deals, local(deals["created_at"]))


def cohort_win_rate(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = lived(tables)
    won = deals.loc[deals["status"] == "won", "days"].sort_values()
    horizon = won.iloc[int(np.ceil(0.9 * len(won))) - 1]
    return group(deals, split, lambda d: aalen_johansen(d, horizon))


def aalen_johansen(deals: pd.DataFrame, horizon: int) -> float:
    """By the definition, one day after the other."""
    is_open = deals["status"] == "open"
    followed = deals["days"].max() >= horizon or not is_open[deals["days"] == deals["days"].max()].any()
    if not followed or (~is_open | (deals["days"] >= horizon)).sum() < 5:
        return np.nan
    free, share = 1.0, 0.0
    for day in range(horizon + 1):
        at_risk, today = (deals["days"] >= day).sum(), deals[deals["days"] == day]
        if at_risk:
            share += free * (today["status"] == "won").sum() / at_risk
            free *= 1 - (today["status"] != "open").sum() / at_risk
    return share


def cycle_length(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    deals = dated(lived(tables), local(tables["deals"]["closed_at"]))
    won = deals[deals["status"] == "won"]
    return group(won, split, lambda d: d["days"].median() * 86_400 if len(d) >= 5 else np.nan)


def sales_velocity(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    return group(lived(tables), split, velocity)


def velocity(deals: pd.DataFrame) -> float:
    won, lost, still = (deals[deals["status"] == status] for status in ("won", "lost", "open"))
    if len(won) < 5:
        return np.nan
    return len(still) * len(won) / (len(won) + len(lost)) * won["amount"].mean() / won["days"].median()


def quota_attainment(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    goals = tables["goals"].query("kpi == 'monthly_sales' and period == 'month'")
    goals = goals[goals["scope"] == (split if split in ("rep", "region", "product") else "team")]
    named = goals["scope_id"] if split in ("rep", "team", "region", "product") else None
    starts = pd.to_datetime(goals["period_start"])
    key = starts.dt.to_period(split[0].upper()).dt.start_time if named is None else named
    quota = goals["target"].astype(float).groupby(key).sum()
    sold = monthly_sales(tables, split)
    return {name: sold.get(name, 0.0) / target for name, target in quota.items()}


def pipeline_coverage(tables: dict[str, pd.DataFrame], split: str) -> dict[object, float]:
    return {}  # the demo company ends with its quarter: nothing is left to cover (tests/kpis asks a month earlier)


ORACLES = {
    "lead_conversion": lead_conversion,
    "cohort_win_rate": cohort_win_rate,
    "cycle_length": cycle_length,
    "sales_velocity": sales_velocity,
    "quota_attainment": quota_attainment,
    "pipeline_coverage": pipeline_coverage,
    "win_rate": win_rate,
    "monthly_sales": monthly_sales,
    "average_deal_size": average_deal_size,
    "lead_response_time": lead_response_time,
    "sales_to_cost": sales_to_cost,
    "visitor_to_lead": visitor_to_lead,
    "funnel_leakage": funnel_leakage,
}
ASKED = [(name, split) for name in ORACLES for split in SPLITS if split in st.definition(name).splits]


def test_every_kpi_has_an_oracle() -> None:
    assert set(ORACLES) == {kpi.name for kpi in st.definitions()}


@pytest.mark.parametrize(("name", "split"), ASKED)
def test_the_engine_agrees_with_plain_pandas(
    name: str, split: str, demo_sales: st.SalesData, tables: dict[str, pd.DataFrame]
) -> None:
    frame = st.compute(name, demo_sales, by=split).frame
    key = "rep_id" if split == "rep" else split
    got = frame.dropna(subset=key).set_index(key)["value"].dropna().to_dict()

    wanted = {k: value for k, value in expected(name, tables, split).items() if not np.isnan(value)}

    got = {k: value for k, value in got.items() if k in wanted or value != 0}  # a total of nothing is 0
    assert got == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("name", ["win_rate", "monthly_sales", "visitor_to_lead"])
def test_parts_add_up_to_the_whole(name: str, demo_sales: st.SalesData) -> None:
    whole = st.compute(name, demo_sales).frame.iloc[0]
    for split in (split for split in SPLITS if split in st.definition(name).splits):
        parts = st.compute(name, demo_sales, by=split).frame
        assert parts["n"].sum() == whole["n"]
