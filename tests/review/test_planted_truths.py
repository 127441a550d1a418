"""Each planted truth of the demo company is seen in its place, and nothing else is told apart at 99.8 %."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo import TRUTHS
from salestoolkit.estimate.groups.funnel_limits import exact_p

SIGNAL = 0.002
LEAKING = {f"R{i}" for i in range(13, 19)}
"""The reps of the team that leaks at one stage."""
SLOW = {"R05", "R21"}
STRETCH = 3.09 / 1.96
"""From a 95 % interval to one of 99.8 %."""

COMPARED = [kpi.name for kpi in st.definitions() if "rep" in kpi.by and kpi.estimate.compares == "groups"]
APART = {"lead_response_time": SLOW, "win_rate": LEAKING, "lead_conversion": LEAKING}
"""Whom a KPI may call apart: a lead is won less often where its deal leaks. Everywhere else nobody."""


def apart(frame: pd.DataFrame) -> set[str]:
    return set(frame.loc[frame["tier"].isin(["clearly_above", "clearly_below"]), "rep_id"])


def by(kpi: str, sales: st.SalesData, *split: str) -> pd.DataFrame:
    return st.compute(kpi, sales, by=split).frame.set_index(list(split))


def outside(frame: pd.DataFrame, centre: float) -> set[object]:
    """Groups whose interval, stretched to 99.8 %, does not hold the centre."""
    lo = frame["value"] - (frame["value"] - frame["lo"]) * STRETCH
    hi = frame["value"] + (frame["hi"] - frame["value"]) * STRETCH
    return set(frame.index[(lo > centre) | (hi < centre)])


@pytest.mark.parametrize("kpi", COMPARED)
def test_of_the_reps_only_those_with_a_planted_truth_are_apart(demo_sales: st.SalesData, kpi: str) -> None:
    frame = st.people(demo_sales, kpi).frame
    expected = APART.get(kpi, set())

    assert apart(frame) <= expected
    # six reps share the leak, each with a sixth of its deals: the smallest may still pass for chance
    assert len(apart(frame)) >= len(expected) / 2
    if expected == LEAKING:
        assert set(frame.loc[frame["rep_id"].isin(apart(frame)), "tier"]) == {"clearly_below"}


def test_only_the_leaking_team_leaks_and_only_at_its_stage(demo_sales: st.SalesData) -> None:
    steps = st.compute("funnel_leakage", demo_sales, by=("team", "stage")).frame
    leak, found = TRUTHS.leak, set()
    assert leak is not None
    for stage, teams in steps.groupby("stage"):
        for row in teams.itertuples():
            others = teams[(teams["team"] != row.team) & (teams["team"] != leak.team)]
            centre = others["moved_on"].sum() / others["n"].sum()
            if exact_p(pd.Series([row.moved_on]).to_numpy(), pd.Series([row.n]).to_numpy(), centre)[0] < SIGNAL:
                found.add((row.team, stage))

    assert found == {(leak.team, leak.stage)}


def test_within_their_teams_no_rep_leaks_more_at_any_stage(demo_sales: st.SalesData) -> None:
    steps = st.compute("funnel_leakage", demo_sales, by=("team", "rep", "stage")).frame
    leak, found = TRUTHS.leak, set()
    assert leak is not None
    for (stage, leaking), reps in steps.groupby(["stage", steps["team"] == leak.team]):
        moved, n = reps["moved_on"].to_numpy(), reps["n"].to_numpy()
        p = exact_p(moved, n, moved.sum() / n.sum())
        found |= {(rep, stage, leaking) for rep in reps.loc[p < SIGNAL, "rep_id"]}

    assert found == set()


def test_only_the_two_who_drift_have_a_trend(demo_sales: st.SalesData) -> None:
    trends = st.compute("win_rate.trend", demo_sales, by="rep").frame.set_index("rep_id")
    moving = trends[trends["p"] < SIGNAL]["value"]

    assert set(moving.index) == {drift.rep for drift in TRUTHS.drifts}
    assert all((moving[drift.rep] > 0) == (drift.last > drift.first) for drift in TRUTHS.drifts)


def test_only_the_thin_product_is_given_away(demo_sales: st.SalesData) -> None:
    discounts, thin = by("average_deal_size.discount", demo_sales, "product"), TRUTHS.thin
    assert thin is not None

    assert outside(discounts, thin.elsewhere_discount) == {thin.product}


@pytest.mark.parametrize("split", ["product", "source"])
def test_no_product_and_no_source_is_told_apart_by_its_win_rate(demo_sales: st.SalesData, split: str) -> None:
    # products do not differ; sources do in their last stage only, too little for 99.8 %
    whole = st.compute("win_rate", demo_sales).frame.iloc[0]["value"]

    assert outside(by("win_rate", demo_sales, split), whole) == set()


def test_hot_sources_convert_more_and_cold_ones_less(demo_sales: st.SalesData) -> None:
    rates = by("lead_conversion", demo_sales, "source")
    whole = st.compute("lead_conversion", demo_sales).frame.iloc[0]["value"]

    flagged = {name: rates.loc[name, "value"] > whole for name in outside(rates, whole)}

    hot, cold = ("Rekomendasi", "WhatsApp"), ("Marketplace", "Pameran")
    assert flagged == dict.fromkeys(hot, True) | dict.fromkeys(cold, False)


def test_the_weeks_before_lebaran_are_within_their_interval_and_quarter_ends_are_like_other_months(
    demo_sales: st.SalesData,
) -> None:
    season, lebaran = st.compute("monthly_sales.lebaran", demo_sales).frame.iloc[0], TRUTHS.lebaran
    assert lebaran is not None
    ends = st.compute("win_rate.quarter_end", demo_sales).frame.iloc[0]

    assert season["value"] > 1
    assert season["lo"] < lebaran.before < season["hi"]
    assert ends["lo"] < 0 < ends["hi"]


def test_the_false_cause_is_seen_and_seen_through(demo_sales: st.SalesData) -> None:
    rungs = st.drivers(demo_sales).frame.set_index("rung")

    assert rungs.loc["association", "odds_ratio_lo"] > 1.5
    for rung in ("stratified", "adjusted"):
        assert rungs.loc[rung, "odds_ratio_lo"] < 1 < rungs.loc[rung, "odds_ratio_hi"]


def test_the_newcomer_leads_nowhere_and_is_not_ranked(demo_sales: st.SalesData) -> None:
    newcomer = TRUTHS.newcomer
    assert newcomer is not None

    passage = st.people(replace(demo_sales, lang="en"))
    row = passage.frame.set_index("rep_id").loc[newcomer.rep]

    assert (row["n"], row["tier"]) == (newcomer.won, "too_few")
    assert row["who"] not in passage.read()


def test_what_is_said_of_the_team_names_nobody(demo_sales: st.SalesData) -> None:
    before = st.demo(as_of="2025-12-01T00:00+07:00", lang="en")
    names = st.compute("win_rate", demo_sales, by="rep").frame["rep"].dropna()
    passages = (st.goals(demo_sales), st.movement(before, demo_sales), st.drivers(demo_sales))

    said = " ".join(passage.read() for passage in passages)

    assert said
    assert [name for name in names if name in said] == []
