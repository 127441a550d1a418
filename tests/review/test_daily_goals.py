"""Daily goals: counts follow from the goal by the team's own rates, and days add up to weeks, months and the period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from refusals import refused

import salestoolkit as st
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.review.goals.daily_goals import by_day

STAGES = ("Penjajakan", "Kualifikasi", "Penawaran", "Negosiasi")
REPS = 8


@pytest.fixture(scope="module")
def company() -> st.SalesData:
    return st.demo(as_of="2025-12-12T00:00+07:00", lang="en")


@pytest.fixture(scope="module")
def passage(company: st.SalesData) -> Any:
    return st.daily_goals(company)


@pytest.fixture(scope="module")
def rows(company: st.SalesData) -> pd.DataFrame:
    return st.daily_rows(company, where={"team": "Surabaya"})


def alike(leads: bool = True, answered: str = "2025-02-01T09:10+07:00") -> st.SalesData:
    """Eight reps alike: of 80 leads each 40 are answered, all in time, 20 of which become customers for 100 each.

    Each has 40 deals, of which 32 go on from Early and 20 are won; the goal of the quarter is 990.
    """
    numbers = [(rep, i) for rep in range(REPS) for i in range(40)]
    deals = [
        {"deal_id": f"{rep}-{i}", "rep_id": f"R{rep}", "created_at": "2025-02-02", "closed_at": "2025-03-03"}
        | {"status": "won" if i < 20 else "lost", "amount": 100, "lead_id": f"{rep}-{i}" if i < 20 else None}
        for rep, i in numbers
    ]
    entered = [(f"{rep}-{i}", stage) for rep, i in numbers for stage in ("Early", "Late")[: 1 + (i < 32)]]
    asked = [
        {"lead_id": f"{rep}-{i}", "owner_id": f"R{rep}", "created_at": "2025-02-01T09:00+07:00"}
        | {"first_response_at": answered if i < 40 else None}
        for rep in range(REPS)
        for i in range(80)
    ]
    tables = {
        "reps": [{"rep_id": f"R{rep}", "name": f"Rep {rep}"} for rep in range(REPS)],
        "deals": deals if leads else [{k: v for k, v in deal.items() if k != "lead_id"} for deal in deals],
        "stages": [
            {"stage": stage, "position": i, "kind": "won" if stage == "Won" else "open"}
            for i, stage in enumerate(("Early", "Late", "Won"))
        ],
        "stage_history": [
            {"entity": "deal", "entity_id": name, "stage": stage, "entered_at": f"2025-02-{3 + (stage == 'Late'):02}"}
            for name, stage in entered
        ],
        "goals": [
            {"scope": "rep", "scope_id": f"R{rep}", "kpi": "monthly_sales", "period": "quarter", "target": 990}
            | {"period_start": "2025-04-01"}
            for rep in range(REPS)
        ],
        **({"leads": asked} if leads else {}),
    }
    return st.load({name: pd.DataFrame(held) for name, held in tables.items()}, as_of="2025-05-01T00:00", lang="en")


def test_counts_go_back_from_the_goal_by_the_rates() -> None:
    frame = st.daily_goals(alike()).frame
    own = frame[frame["rep_id"] == "R3"].set_index("activity")

    # 990 at 100 each: 9.9 wins, and no part of one; 20 of 32 go on from Late, 32 of 40 from Early; all wins came of
    # leads, half of the contacted ones became customers, and all were answered in time
    assert own["needed"].to_dict() == {
        "Leads contacted": 20,
        "Answered within 1 hour": 20,
        "Into Early": 20,
        "Into Late": 16,
        "Deals won": 10,
    }
    assert own["rate"].to_dict() == pytest.approx(
        {
            "Leads contacted": 0.5,
            "Answered within 1 hour": 40.5 / 41,  # all of 40: Jeffreys
            "Into Early": 0.8,
            "Into Late": 0.625,
            "Deals won": np.nan,
        },
        abs=0.005,
        nan_ok=True,
    )
    assert own.loc["Into Early", "n"] == 40
    assert own.loc["Into Early", "needed_lo"] < 20 < own.loc["Into Early", "needed_hi"]


def test_without_leads_the_stages_are_counted_and_the_lack_is_told() -> None:
    passage = st.daily_goals(alike(leads=False))

    assert set(passage.frame["kind"]) == {"stage", "won"}
    assert "No counts of leads." in passage.read()


def test_answers_that_cannot_be_are_no_rates_of_leads() -> None:
    passage = st.daily_goals(alike(answered="2025-02-01T02:00+07:00"))

    assert set(passage.frame["kind"]) == {"stage", "won"}
    assert "fewer than 10 of them have an answer whose time can be right" in passage.read()


def test_without_leads_and_stages_it_refuses(shared_data: Path) -> None:
    maven = st.load(shared_data / "maven_crm", crm="maven_crm", lang="en")
    passage = st.daily_goals(maven)

    assert passage.lacking.startswith("No counts of stages.")
    assert "No counts of leads." in passage.lacking
    assert passage.frame.empty
    assert st.daily_rows(maven).empty


def test_where_nobody_sells_there_is_no_goal() -> None:
    leads = pd.DataFrame([{"lead_id": "1", "created_at": "2025-01-01T09:00+07:00"}])
    passage = st.daily_goals(st.load({"leads": leads}, as_of="2025-06-01", lang="en"))

    assert passage.lacking.startswith("There is no goal for the running period")


def test_without_agreed_goals_the_realistic_suggestions_are_taken(demo_sales: st.SalesData) -> None:
    passage = st.daily_goals(replace(demo_sales, lang="en"))
    suggested = st.suggest_goals(demo_sales, period="quarter").frame
    total = suggested.loc[suggested["scope"] == "rep", "realistic"].sum()

    assert passage.said[0].startswith("Q1 2026: no goals are agreed, so the realistic suggestions for 24 reps")
    assert f"Rp{total / 1e9:.2f} billion" in passage.said[0]


def test_rates_are_the_funnels_held_towards_the_team(company: st.SalesData, passage: Any) -> None:
    asked: dict[str, Any] = {"start": "2024-12-12", "end": "2025-12-12"}
    counts = st.compute("funnel_leakage", company, by=("stage", "rep"), **asked).frame
    for stage in STAGES:
        at = counts[counts["stage"] == stage].set_index("rep_id")
        ours = passage.frame[passage.frame["stage"] == stage].set_index("rep_id")
        at = at.loc[ours.index]
        held = beta_binomial(at["moved_on"].to_numpy(float), at["entered"].to_numpy(float))
        assert ours["rate"].to_list() == pytest.approx(held.value.tolist())
        assert ours["n"].tolist() == at["entered"].tolist()


def test_the_bounds_hold_the_count_and_widen_with_every_step_back(passage: Any) -> None:
    frame = passage.frame
    assert (frame["needed_lo"] <= frame["needed"]).all()
    assert (frame["needed"] <= frame["needed_hi"]).all()
    wide = frame.assign(spread=frame["needed_hi"] / frame["needed_lo"]).groupby("activity")["spread"].median()
    assert wide["Into Penjajakan"] > wide["Into Penawaran"] > wide["Into Negosiasi"]


def test_wins_that_came_of_a_lead_are_those_with_one(passage: Any) -> None:
    # a deal in 1.12 comes of a lead (docs/demo.md)
    [said] = [line for line in passage.definition.text.splitlines() if "came from a lead" in line]

    assert int(said.split("about ")[1].rstrip("%.")) == pytest.approx(100 / 1.12, abs=4)


def test_nobody_is_asked_to_answer_fewer_in_time_than_the_team(passage: Any) -> None:
    frame = passage.frame
    slow = frame[frame["rep_id"].isin(["R05", "R21"])].pivot_table(index="rep_id", columns="kind", values="needed")
    share = frame.loc[frame["kind"] == "in_time", "rate"]

    assert share.min() < 0.25  # theirs
    assert (slow["in_time"] / slow["contacted"] > 0.38).all()  # the team's is 42 %


def test_days_add_up_to_weeks_months_and_the_period(passage: Any, rows: pd.DataFrame) -> None:
    keys = ["rep_id", "activity"]
    needed = passage.frame.set_index(keys)["needed"]
    for level in ("day", "week", "month", "quarter"):
        assert rows[rows["period"] == level].groupby(keys)["goal"].sum().to_dict() == {
            key: needed[key] for key in rows.set_index(keys).index.unique()
        }
    days = rows[rows["period"] == "day"]
    starts = pd.to_datetime(days["period_start"])
    weekly = days.assign(
        week=(starts - pd.to_timedelta(starts.dt.day_of_week, "D")).clip(lower=pd.Timestamp(2025, 10, 1))
    )
    summed = weekly.groupby([*keys, "week"])["goal"].sum()
    weeks = rows[rows["period"] == "week"].assign(week=lambda held: pd.to_datetime(held["period_start"]))
    assert summed.to_dict() == weeks.set_index([*keys, "week"])["goal"].to_dict()


def test_a_team_has_the_counts_that_the_whole_gives_it(company: st.SalesData, passage: Any) -> None:
    team = st.daily_goals(company, where={"team": "Surabaya"}).frame

    whole = passage.frame[passage.frame["rep_id"].isin(team["rep_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(team, whole)


def test_a_month_is_the_sum_of_its_days(rows: pd.DataFrame) -> None:
    days = rows[(rows["period"] == "day") & (rows["kind"] == "contacted")]
    november = days[days["period_start"].map(lambda day: day.month == 11)]

    months = rows[(rows["period"] == "month") & (rows["kind"] == "contacted")].set_index(["rep_id", "period_start"])
    for rep, goal in november.groupby("rep_id")["goal"].sum().items():
        assert months.at[(rep, date(2025, 11, 1)), "goal"] == goal


@given(some.integers(0, 200), some.integers(14, 120), some.integers(0, 6))
def test_any_count_adds_up_and_no_week_has_two_more_than_its_share(total: int, days: int, first: int) -> None:
    index = [date(2025, 9, 1) + timedelta(days=first + i) for i in range(days)]
    weights = pd.Series([1.0 if day.weekday() < 5 else 0.0 for day in index], index=index)

    daily = by_day(total, weights)

    assert daily.sum() == total
    assert (daily >= 0).all()
    assert daily.index.tolist() == index
    weeks = [day - timedelta(days=day.weekday()) for day in index]
    share = weights.groupby(weeks).sum() / weights.sum() * total
    assert (daily.groupby(weeks).sum() - share).abs().max() < 1


def test_unknown_periods_and_filters_are_refused(company: st.SalesData) -> None:
    with refused(st.UnknownName, match="week"):
        st.daily_goals(company, period="week")
    with refused(st.UnknownName, match="product"):
        st.daily_goals(company, where={"product": "Kasir Lite"})


def test_every_language_reads_and_draws(company: st.SalesData) -> None:
    for lang in st.languages():
        told = st.daily_goals(replace(company, lang=lang), where={"rep": ["R01", "R02", "R03"]})
        assert "{" not in told.read() + told.definition.text
        picture: Any = told.plot()
        assert len(picture.figure.axes[0].get_yticklabels()) == 3
        assert picture.png(50).startswith(b"\x89PNG")
