"""Quota attainment: one scope and one level of goals, never added; parts of periods and of people's time by days."""

from __future__ import annotations

import numpy as np
import pytest
from quotas import REPS, attained, goal, sold
from small_sales import loaded

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS
from salestoolkit.words.text import say

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


FIRST_HALF = [goal("quarter", "2025-01-01", 300), goal("month", "2025-04-01", 140), goal("week", "2025-05-05", 35)]


def test_days_that_the_level_taken_leaves_out_have_the_goal_that_others_give_them() -> None:
    row = attained(FIRST_HALF, [*sold(60), *sold(50, "2025-04-10"), *sold(40, "2025-05-06"), *sold(9, "2025-06-01")])

    row = row.iloc[0]
    assert (row["quota"], row["closed"], row["level"]) == (475, 150, "mixed")
    assert (row["outside"], row["prorated_goals"]) == (9, 0)
    assert row["covered"] == "2025-01-01/2025-05-01 2025-05-05/2025-05-12"
    assert row["without"] == "2025-05-01/2025-05-05 2025-05-12/2025-07-01"


@pytest.mark.parametrize("by", ["month", "quarter"])
@pytest.mark.parametrize("whose", [("team", None), ("team", "A"), ("rep", "R1")])
def test_a_whole_of_goals_of_several_lengths_is_what_its_parts_say(by: str, whose: tuple[str, str | None]) -> None:
    goals = [{**row, "scope": whose[0], "scope_id": whose[1]} for row in FIRST_HALF]
    deals = [*sold(60), *sold(50, "2025-04-10"), *sold(40, "2025-05-06"), *sold(9, "2025-06-01")]

    whole, parts = attained(goals, deals).iloc[0], attained(goals, deals, by=by)

    assert parts[["quota", "closed", "outside"]].sum().tolist() == pytest.approx([475, 150, 9])
    assert whole[["quota", "closed", "outside"]].tolist() == pytest.approx([475, 150, 9])


def test_of_a_quarter_whose_first_month_is_asked_for_apart_the_others_are_its_own_days() -> None:
    # March and April are more days than those of the quarter that have passed: of it the ten days of May count
    goals = [goal("quarter", "2025-04-01", 910), goal("month", "2025-03-01", 100), goal("month", "2025-04-01", 150)]

    row = attained(goals, sold(60), as_of="2025-05-11T00:00").iloc[0]

    assert row["quota"] == pytest.approx(100 + 150 + 10 * 10)
    assert (row["prorated_goals"], row["prorated_whole"]) == (1, pytest.approx(910))
    assert row["covered"] == "2025-03-01/2025-05-11"


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

    # what was sold before the first day was sold on days of which nothing is asked
    deals = [*sold(50, "2025-03-25"), *sold(7, "2025-03-10")]
    frame = attained(goals, deals, by="rep", reps=reps).set_index("rep_id")

    assert frame["quota"].to_dict() == pytest.approx({"R1": 100, "R2": 100})
    assert frame["value"].to_dict() == pytest.approx({"R1": 0.5, "R2": 0})
    assert frame["outside"].to_dict() == pytest.approx({"R1": 7, "R2": 0})
    assert frame["prorated_whole"].to_dict() == pytest.approx({"R1": 310, "R2": 310})


def test_a_products_goal_is_held_against_this_product_alone() -> None:
    deals = [
        *({**row, "product": "P"} for row in sold(80)),
        *({**row, "product": "Q"} for row in sold(20, "2025-03-11")),
    ]

    row = attained([goal("month", "2025-03-01", 100, "product", "P")], deals).iloc[0]

    assert (row["closed"], row["value"], row["outside"]) == (80, pytest.approx(0.8), 20)


def test_who_sold_nothing_attained_nothing_and_who_was_asked_nothing_has_no_number() -> None:
    goals = [goal("month", "2025-03-01", 100, "rep", "R1"), goal("month", "2025-03-01", 0, "rep", "R2")]

    frame = attained(goals, sold(50, rep="R2"), by="rep").set_index("rep_id")

    assert (frame.at["R1", "value"], frame.at["R1", "n"]) == (0, 0)
    assert np.isnan(frame.at["R2", "value"])
    assert (frame.at["R2", "reason"], frame.at["R2", "outside"]) == ("no_quota", 50)


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

    assert "no table goals" in result.missing
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


def half_known(lang: str = "en") -> st.SalesData:
    """Ten deals of 8 each for a goal of 100, and ten more of which nobody wrote down an amount."""
    unknown = [{**row, "deal_id": f"?{row['deal_id']}", "amount": None} for row in sold(0)]
    return loaded("2025-04-01T00:00", goals=[goal("month", "2025-03-01", 100)], deals=[*sold(80), *unknown], reps=REPS)


def test_a_sum_says_how_many_deals_have_no_amount_wherever_it_is_told() -> None:
    sales = half_known()
    total, reached, goals = st.compute("monthly_sales", sales), st.compute("quota_attainment", sales), st.goals(sales)

    assert total.read().startswith("20 deals were won, 10 of them without an amount; the others were worth Rp80.")
    assert "so more may have been sold" in total.read()
    assert "Without an amount: 10 of these deals." in reached.read()
    assert reached.frame["no_amount"].tolist() == [10]
    assert goals.frame["verdict"].tolist() == ["missed"]
    assert (
        "a goal may be nearer than this says, or reached. Most of them: Everybody, March 2025, 10 deals."
        in goals.read()
    )


def test_where_every_amount_is_known_nothing_is_said_of_it() -> None:
    sales = loaded("2025-04-01T00:00", goals=[goal("month", "2025-03-01", 100)], deals=sold(80), reps=REPS)

    for told in (st.compute("monthly_sales", sales), st.compute("quota_attainment", sales), st.goals(sales)):
        assert "amount" not in told.read()


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("count", "why"), [(9, "few"), (10, "compound_poisson")])
def test_where_there_is_no_interval_the_reason_is_the_true_one(lang: str, count: int, why: str) -> None:
    sales = loaded("2025-04-01T00:00", goals=[goal("month", "2025-03-01", 100)], deals=sold(80, count=count), reps=REPS)

    for kpi in ("quota_attainment", "monthly_sales"):
        told = st.compute(kpi, sales).to(lang).definition.text
        assert say(f"method.{why}", lang, least=10) in told
        assert say("method.none", lang) not in told
        # a caveat claims no interval that may not be there
        assert "the interval shows" not in told
        assert "rentangnya menunjukkan" not in told


def test_a_goal_that_has_not_begun_is_no_part_of_a_period() -> None:
    """It said that the goal of Rp0 is the part of Rp50 whose days have passed."""
    deals = [{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-05-20", "amount": 7}]
    tables = {"goals": [goal("month", "2026-06-01", 50)], "deals": deals}

    early, later = (
        st.compute("quota_attainment", loaded(day, **tables)).to("en") for day in ("2026-05-28", "2026-06-15")
    )

    assert "whose days have passed" not in early.definition.text
    assert "whose days have passed" in later.definition.text
