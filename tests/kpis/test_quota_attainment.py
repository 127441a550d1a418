"""Quota attainment: one scope and one level of goals, never added; parts of periods and of people's time by days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.company.truths import TRUTHS


def goal(
    period: str, first: str, target: float, scope: str = "team", who: str | None = None, kpi: str = "monthly_sales"
):
    return {"scope": scope, "scope_id": who, "kpi": kpi, "period": period, "period_start": first, "target": target}


def sold(amount: float, day: str = "2025-03-10", rep: str = "R1", count: int = 10) -> list[dict[str, Any]]:
    return [deal(f"{rep}{day}{i}", "won", closed=day, amount=amount / count, rep_id=rep) for i in range(count)]


REPS = [{"rep_id": "R1", "name": "Sari", "team": "A"}, {"rep_id": "R2", "name": "Budi", "team": "A"}]


def attained(goals: list[dict[str, Any]], deals: list[dict[str, Any]], as_of: str = "2025-07-01T00:00", **asked: Any):
    reps = asked.pop("reps", REPS)
    return st.compute("quota_attainment", loaded(as_of, goals=goals, deals=deals, reps=reps), **asked).frame


YEAR = [
    *(goal("month", f"2025-{month:02}-01", 100) for month in range(1, 13)),
    *(goal("quarter", f"2025-{month:02}-01", 300) for month in (1, 4, 7, 10)),
    goal("year", "2025-01-01", 1_200),
]


@pytest.mark.parametrize(
    ("start", "end", "quota", "level"),
    [
        ("2025-03-01", "2025-04-01", 100, "month"),
        ("2025-01-01", "2025-04-01", 300, "month"),
        ("2025-01-01", "2026-01-01", 600, "month"),  # half of the year has passed
        (None, None, 600, "month"),
        ("2025-03-01", "2025-03-16", 100 * 15 / 31, "month"),
    ],
)
def test_levels_that_say_the_same_are_never_added(start: str, end: str, quota: float, level: str) -> None:
    row = attained(YEAR, sold(60), start=start, end=end).iloc[0]

    assert row["quota"] == pytest.approx(quota)
    assert row["level"] == level
    assert row["value"] == pytest.approx(60 / quota)


def test_the_level_taken_covers_the_period() -> None:
    # months were agreed for the second quarter only: the first half of the year is covered by the year alone
    goals = [*(goal("month", f"2025-{month:02}-01", 150) for month in (4, 5, 6)), goal("year", "2025-01-01", 1_460)]

    half = attained(goals, sold(100), start="2025-01-01", end="2025-07-01").iloc[0]
    quarter = attained(goals, sold(100), start="2025-04-01", end="2025-07-01").iloc[0]

    assert (half["level"], half["quota"]) == ("year", pytest.approx(1_460 * 181 / 365))
    assert (quarter["level"], quarter["quota"]) == ("month", pytest.approx(450))


def test_a_week_is_not_cut_where_a_month_fits() -> None:
    weeks = [goal("week", f"2025-{day}", 70) for day in ("02-24", "03-03", "03-10", "03-17", "03-24", "03-31")]
    months = [goal("month", "2025-03-01", 310), goal("month", "2025-04-01", 310)]

    march = attained([*weeks, *months], sold(100), start="2025-03-01", end="2025-04-01").iloc[0]
    week = attained([*weeks, *months], sold(100), start="2025-03-10", end="2025-03-17").iloc[0]

    assert (march["level"], march["quota"]) == ("month", pytest.approx(310))
    assert (week["level"], week["quota"]) == ("week", pytest.approx(70))


def test_goals_by_working_day_cover_the_days_between_them() -> None:
    days = [goal("day", f"2025-03-{day:02}", 10) for day in (3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 17)]
    months = [goal("month", "2025-03-01", 999)]

    row = attained([*days, *months], sold(50), start="2025-03-03", end="2025-03-17").iloc[0]

    assert (row["level"], row["quota"]) == ("day", 100)


def test_a_rep_who_joins_in_the_month_is_asked_for_the_rest_of_it() -> None:
    goals = [goal("month", "2025-03-01", 310, "rep", "R1"), goal("month", "2025-03-01", 310, "rep", "R2")]
    reps = [REPS[0] | {"active_from": "2025-03-22"}, REPS[1] | {"active_to": "2025-03-10"}]

    frame = attained(goals, sold(50), by="rep", reps=reps).set_index("rep_id")

    assert frame["quota"].to_dict() == pytest.approx({"R1": 100, "R2": 100})
    assert frame["value"].to_dict() == pytest.approx({"R1": 0.5, "R2": 0})


def test_who_sold_nothing_attained_nothing_and_who_was_asked_nothing_has_no_number() -> None:
    goals = [goal("month", "2025-03-01", 100, "rep", "R1"), goal("month", "2025-03-01", 0, "rep", "R2")]

    frame = attained(goals, sold(50, rep="R2"), by="rep").set_index("rep_id")

    assert (frame.at["R1", "value"], frame.at["R1", "n"]) == (0, 0)
    assert np.isnan(frame.at["R2", "value"])
    assert (frame.at["R2", "reason"], frame.at["R2", "closed"]) == ("no_quota", 50)


def test_each_split_has_the_goals_of_its_own_scope_or_else_the_sum_of_the_reps() -> None:
    reps = [goal("month", "2025-03-01", 100, "rep", who) for who in ("R1", "R2")]
    team, other = goal("month", "2025-03-01", 250, who="A"), goal("month", "2025-03-01", 9, kpi="win_rate")

    own = attained([*reps, team, other], sold(100), by="team").iloc[0]
    summed = attained([*reps, other], sold(100), by="team").iloc[0]
    product = attained([*reps, team], [row | {"product": "P"} for row in sold(100)], by="product")

    assert (own["quota"], own["scope"]) == (250, "team")
    assert (summed["quota"], summed["scope"]) == (200, "rep")
    assert product["reason"].tolist() == ["no_quota"]


def test_of_a_period_that_is_not_over_the_days_that_have_passed_are_asked() -> None:
    row = attained(YEAR, sold(60), as_of="2025-03-16T00:00", start="2025-03-01", end="2025-04-01").iloc[0]

    assert (row["quota"], row["quota_whole"]) == (pytest.approx(100 * 15 / 31), pytest.approx(100))


def test_data_without_goals_is_told_how_to_add_them() -> None:
    result = st.compute("quota_attainment", loaded("2025-05-01", deals=sold(10)))

    assert "goals.scope" in result.missing
    assert "List what was agreed to sell" in result.missing
    assert "Sebutkan target penjualan" in result.to("id").missing


@pytest.mark.parametrize("split", ["rep", "team", "region"])
def test_the_parts_of_the_demo_companys_quota_add_up(split: str, demo_sales: st.SalesData) -> None:
    whole = st.compute("quota_attainment", demo_sales, start="2025-01-01", end="2026-01-01").frame.iloc[0]
    parts = st.compute("quota_attainment", demo_sales, by=split, start="2025-01-01", end="2026-01-01").frame
    goals = demo_sales.connection.sql(
        "SELECT sum(target)::DOUBLE FROM goals WHERE kpi = 'monthly_sales' AND scope = 'team' AND period = 'year' "
        "AND year(period_start) = 2025"
    ).fetchall()

    assert whole["quota"] == pytest.approx(goals[0][0])
    assert parts["quota"].sum() == pytest.approx(whole["quota"])
    assert parts["closed"].sum() == pytest.approx(whole["closed"])


def test_the_newcomer_is_not_ranked_and_the_leaking_team_is_last(demo_sales: st.SalesData) -> None:
    reps = st.compute("quota_attainment", demo_sales, by="rep").frame.set_index("rep_id")
    teams = st.compute("quota_attainment", demo_sales, by="team").frame.set_index("team")

    assert reps.at[TRUTHS.newcomer.rep, "n"] == 4
    assert np.isnan(reps.at[TRUTHS.newcomer.rep, "lo"])
    assert teams["value"].idxmin() == TRUTHS.leak.team
    assert teams.at[TRUTHS.leak.team, "hi"] < teams.drop(TRUTHS.leak.team)["lo"].min()
