"""Pipeline coverage: what is open against what is left, as it stands and weighted by the team's own stages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_sales import check_example, deal, loaded

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS
from salestoolkit.estimate.sales.coverage import sums_of

AS_OF = "2025-05-01T00:00"


@pytest.fixture(scope="module")
def november() -> st.SalesData:
    """The demo company in the middle of a quarter: at its end nothing is left to cover."""
    return st.demo(as_of="2025-11-15T00:00+07:00")


def covered(quota: float, closed: float, amounts: list[float], as_of: str = AS_OF, **asked: Any) -> pd.Series:
    """One company's second quarter: a quota, one deal won, and open ones due in June."""
    goals = [
        {"scope": "team", "kpi": "monthly_sales", "period": "quarter", "period_start": "2025-04-01", "target": quota}
    ]
    deals = [
        deal("w", "won", "2025-01-01", "2025-04-10", amount=closed),
        deal("l", "lost", "2025-01-01", "2025-04-10", amount=3 * closed, expected_close_at="2025-04-10"),
        *(deal(f"o{i}", "open", "2025-01-01", amount=a, expected_close_at="2025-06-10") for i, a in enumerate(amounts)),
    ]
    return st.compute("pipeline_coverage", loaded(as_of, goals=goals, deals=deals), **asked).frame.iloc[0]


def test_the_example_of_the_weighted_coverage_gives_the_answer_worked_by_hand() -> None:
    check_example("pipeline_coverage.weighted")


def test_once_the_quota_is_reached_nothing_is_left_to_cover() -> None:
    row = covered(1_000, 1_000, [500, 500])

    assert np.isnan(row["value"])
    assert (row["reason"], row["pipeline"]) == ("quota_reached", 1_000)


def test_of_days_without_a_goal_nothing_is_sold_or_open_towards_it() -> None:
    goals = [{"scope": "team", "kpi": "monthly_sales", "period": "month", "period_start": "2025-05-01", "target": 900}]
    deals = [
        deal("w", "won", "2025-01-01", "2025-04-10", amount=500),
        *(
            deal(f"o{day}", "open", "2025-01-01", amount=300, expected_close_at=day)
            for day in ("2025-05-20", "2025-06-10")
        ),
    ]

    result = st.compute("pipeline_coverage", loaded("2025-05-01T00:00", goals=goals, deals=deals))
    row = result.frame.iloc[0]

    assert (row["remaining"], row["pipeline"], row["n"], row["value"]) == (900, 300, 1, pytest.approx(1 / 3))
    assert "Without a goal: April 2025, June 2025. Deals of these days are not counted." in result.read()


def test_once_the_period_is_over_nothing_is_left_to_cover() -> None:
    row = covered(1_000, 400, [500], as_of="2025-07-01T00:00", start="2025-04-01", end="2025-07-01")

    assert (row["reason"], row["overdue"]) == ("period_over", 1)
    assert np.isnan(row["value"])


@pytest.mark.parametrize(("closed", "left"), [(400, 600), (1_500, 0)])
def test_of_a_quarter_that_is_over_it_is_said_which_and_nothing_is_shown_as_open(closed: float, left: float) -> None:
    row = covered(1_000, closed, [500], as_of="2025-07-01T00:00")

    # that it is over comes first: a goal of it that was reached says nothing of the year around it
    assert (row["reason"], row["remaining"], row["quarter_of"]) == ("period_over", left, "2025-04-01/2025-07-01")
    assert np.isnan(row["pipeline"])
    assert np.isnan(row["cushion"])


def test_where_no_period_is_asked_the_quarter_is_named() -> None:
    goals = [{"scope": "team", "kpi": "monthly_sales", "period": "quarter", "period_start": "2025-04-01", "target": 9}]
    deals = [deal("o", "open", "2025-01-01", amount=5, expected_close_at="2025-06-10")]
    sales = loaded(AS_OF, goals=goals, deals=[*deals, deal("w", "won", "2025-01-01", "2025-04-10", amount=4)])

    assert "the quarter in which the data ends, Q2 2025." in st.compute("pipeline_coverage", sales).read()
    asked = st.compute("pipeline_coverage", sales, start="2025-04-01", end="2025-07-01")
    assert "in which the data ends" not in asked.read()


def test_without_a_quota_there_is_a_reason_and_what_is_open_is_shown() -> None:
    row = covered(1_000, 400, [500], as_of="2025-08-01T00:00", start="2025-01-01", end="2025-04-01")
    later = covered(1_000, 400, [500], as_of="2025-03-01T00:00", start="2025-07-01", end="2025-10-01")

    assert (row["reason"], later["reason"]) == ("no_quota", "no_quota")
    assert covered(1_000, 400, [500], start="2025-06-05", end="2025-06-20")["pipeline"] == 500


def test_an_empty_pipeline_covers_nothing() -> None:
    row = covered(1_000, 400, [])

    assert (row["value"], row["n"], row["cushion"]) == (0, 0, -600)


def test_the_coverage_needed_is_one_over_the_win_rate_by_value() -> None:
    assert covered(1_000, 400, [500])["needed"] == 4


def test_the_quarter_is_asked_by_name_or_taken_as_the_one_that_runs(november: st.SalesData) -> None:
    for spec in ("pipeline_coverage", "pipeline_coverage.weighted"):
        running = st.compute(spec, november).frame
        named = st.compute(spec, november, start="2025-10-01", end="2026-01-01").frame
        same = ["value", "n", "quota", "closed", "pipeline", "remaining"]
        pd.testing.assert_frame_equal(running[same], named[same])


def test_the_coverage_of_the_demo_company_is_that_of_plain_pandas(november: st.SalesData) -> None:
    deals = november.connection.table("deals").to_arrow_table().to_pandas()
    goals = november.connection.table("goals").to_arrow_table().to_pandas()
    deals["amount"] = deals["amount"].astype(float)
    teams = november.connection.table("reps").to_arrow_table().to_pandas().set_index("rep_id")["team"]
    deals["team"] = deals["rep_id"].map(teams)
    start, end = pd.Timestamp("2025-10-01", tz="Asia/Jakarta"), pd.Timestamp("2026-01-01", tz="Asia/Jakarta")
    due = pd.to_datetime(deals["expected_close_at"], utc=True)
    closed = pd.to_datetime(deals["closed_at"], utc=True)
    still = deals[(deals["status"] == "open") & (due >= november.as_of) & (due < end)]
    won = deals[(deals["status"] == "won") & (closed >= start) & (closed < november.as_of)]
    asked = goals.query("kpi == 'monthly_sales' and scope == 'team' and period == 'quarter'")
    quota = asked[asked["period_start"].astype(str) == "2025-10-01"].set_index("scope_id")["target"].astype(float)
    wanted = still.groupby("team")["amount"].sum() / (quota - won.groupby("team")["amount"].sum())

    frame = st.compute("pipeline_coverage", november, by="team").frame.set_index("team")

    assert frame["value"].to_dict() == pytest.approx(wanted.to_dict())


def test_stages_weigh_by_the_teams_own_history_and_not_the_crms_defaults(november: st.SalesData) -> None:
    chances = november.connection.sql(
        "SELECT d.stage, any_value(p.chance), any_value(d.probability) FROM fact_pipeline p, deals d "
        "WHERE p.scope = 'open' AND d.status = 'open' AND p.amount = d.amount AND p.rep_id = d.rep_id GROUP BY d.stage"
    )
    steps = st.compute("funnel_leakage.reached", november, by="stage").frame["value"]
    held = steps[::-1].cumprod()[::-1].tolist()

    known = november.connection.sql(
        "SELECT DISTINCT chance FROM fact_pipeline WHERE scope = 'open' ORDER BY 1"
    ).fetchall()

    assert len(chances.fetchall()) == 4
    assert [chance for (chance,) in known] == pytest.approx(sorted(held))
    assert not {0.2, 0.4, 0.6, 0.8, 0.9} & {round(chance, 3) for chance in held}


def test_the_weighted_pipeline_is_enumerated() -> None:
    # 100 at 20 %, 50 at 50 %, 20 at 90 %: eight outcomes by hand, mean 63, sd 47.55
    totals, weights = sums_of(np.array([100.0, 50, 20]), np.array([0.2, 0.5, 0.9]))

    mean = totals @ weights
    assert (len(totals), weights.sum()) == (8, pytest.approx(1))
    assert mean == pytest.approx(63)
    assert np.sqrt((totals - mean) ** 2 @ weights) == pytest.approx(47.55, abs=5e-3)
    assert weights[totals >= 100].sum() == pytest.approx(0.2)
    assert weights[totals >= 70].sum() == pytest.approx(0.56)


def test_draws_of_many_deals_agree_with_what_can_be_reckoned() -> None:
    amounts, chances = np.arange(1.0, 41.0), np.linspace(0.1, 0.9, 40)

    totals, weights = sums_of(amounts, chances)

    spread = np.sqrt(amounts**2 @ (chances * (1 - chances)))
    assert totals @ weights == pytest.approx(amounts @ chances, abs=4 * spread / np.sqrt(len(totals)))
    assert totals.std() == pytest.approx(spread, rel=0.05)


def test_no_deal_is_a_sum_of_nought_for_sure() -> None:
    totals, weights = sums_of(np.array([]), np.array([]))

    assert (totals.tolist(), weights.tolist()) == ([0], [1])


def test_the_leaking_team_covers_least_and_the_newcomer_is_not_ranked(november: st.SalesData) -> None:
    teams = st.compute("pipeline_coverage.weighted", november, by="team").frame.set_index("team")
    reps = st.compute("pipeline_coverage", november, by="rep").frame.set_index("rep_id")

    assert teams["value"].idxmin() == TRUTHS.leak.team
    assert reps.at[TRUTHS.newcomer.rep, "n"] < 10
