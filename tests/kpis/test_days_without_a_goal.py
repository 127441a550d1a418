"""Quota attainment where goals cover a part of the days, or of the people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from quotas import REPS, attained, goal, sold
from small_sales import loaded

import salestoolkit as st

SPRING = [*sold(600, "2025-04-10"), *sold(700, "2025-05-10"), *sold(309, "2025-06-10")]


def said(goals: list[dict[str, Any]], deals: list[dict[str, Any]], lang: str = "en", **asked: Any) -> str:
    sales = loaded(asked.pop("as_of", "2025-07-01T00:00"), goals=goals, deals=deals, reps=REPS)
    return st.compute("quota_attainment", sales, **asked).read(lang)


def test_what_was_sold_on_days_without_a_goal_is_not_held_against_the_goal_of_other_days() -> None:
    june = [goal("month", "2025-06-01", 200)]

    for asked in ({"start": "2025-04-01", "end": "2025-07-01"}, {}):
        row = attained(june, SPRING, **asked).iloc[0]
        assert (row["closed"], row["quota"], row["value"], row["n"]) == (309, 200, pytest.approx(1.545), 10)
        assert row["outside"] == pytest.approx(1_300)
    told = said(june, SPRING, start="2025-04-01", end="2025-07-01")
    assert told.startswith("June 2025: Rp309 was sold of a goal of Rp200, which is 154.5%")
    assert "Without a goal: 1 April 2025 – 31 May 2025." in told
    assert "Not counted: Rp1,300" in told
    assert "Tanpa target: 1 April 2025 – 31 Mei 2025." in said(june, SPRING, "id", start="2025-04-01", end="2025-07-01")


def test_a_goal_of_the_year_of_which_a_part_is_asked_says_which_part() -> None:
    told = said([goal("year", "2025-01-01", 3_650)], SPRING, start="2025-06-01", end="2025-07-01")

    assert "Counted in part, by calendar days: 1 goal (2025), Rp300 of Rp3,650." in told
    assert "Without a goal" not in told
    assert "Not counted" not in told


def test_goals_that_cover_all_that_is_asked_leave_nothing_to_be_said() -> None:
    told = said(
        [goal("month", f"2025-0{month}-01", 200) for month in (4, 5, 6)], SPRING, start="2025-04-01", end="2025-07-01"
    )

    assert told.startswith("Q2 2025: Rp1,609 was sold of a goal of Rp600, which is 268.2%")
    assert told.endswith("30 deals).")


def test_after_the_last_goal_has_ended_the_days_without_one_are_named() -> None:
    goals = [goal("month", "2025-02-01", 200), goal("month", "2025-04-01", 200)]

    told = said(goals, SPRING, as_of="2025-07-01T00:00")

    assert told.startswith("February 2025, April 2025: Rp600 was sold of a goal of Rp400")
    assert "Without a goal: March 2025, 1 May 2025 – 30 June 2025." in told


def test_who_has_no_goal_is_not_held_against_the_goals_of_others() -> None:
    goals = [goal("month", "2025-03-01", 100, "rep", "R1")]
    deals = [*sold(80), *sold(500, rep="R2")]

    for asked in ({}, {"by": "team"}):
        row = attained(goals, deals, start="2025-03-01", end="2025-04-01", **asked).iloc[0]
        assert (row["closed"], row["value"], row["outside"]) == (80, pytest.approx(0.8), 500)


def test_what_is_held_against_no_goal_is_not_nothing_sold() -> None:
    goals = [goal("month", "2025-03-01", 100, "rep", "R1")]

    other = attained(goals, [*sold(80), *sold(500, rep="R2")], by="rep").set_index("rep_id").loc["R2"]

    assert np.isnan(other["closed"])
    assert (other["n"], other["outside"], other["reason"]) == (0, 500, "no_quota")


def test_reps_with_goals_of_different_lengths_are_all_counted_once() -> None:
    goals = [
        *(goal("month", f"2025-0{month}-01", 100, "rep", "R1") for month in (4, 5, 6)),
        goal("quarter", "2025-04-01", 300, "rep", "R1"),
        goal("quarter", "2025-04-01", 500, "rep", "R2"),
    ]

    row = attained(goals, [*SPRING, *sold(1, "2025-04-10", "R2")], start="2025-04-01", end="2025-07-01").iloc[0]

    assert (row["quota"], row["level"], row["closed"]) == (800, "mixed", 1_610)


BALI = [
    *(goal("month", f"2025-{month}-01", 100, who="A") for month in (11, 12)),
    goal("quarter", "2026-01-01", 900),
]
"""A team's goals of two months, and then the whole company's of a quarter that runs."""


SALES_OF_BALI = [*sold(80, "2025-11-10"), *sold(60, "2025-12-10", "R3"), *sold(90, "2026-01-10")]
BEGUN = {"as_of": "2026-02-11T00:00", "reps": [*REPS, {"rep_id": "R3", "name": "Cici", "team": "B"}]}


def test_months_are_compared_by_goals_of_one_scope_alone() -> None:
    whole = attained(BALI, SALES_OF_BALI, **BEGUN).iloc[0]
    months = attained(BALI, SALES_OF_BALI, by="month", **BEGUN).set_index("month")

    # the month that has not begun is none of them
    assert list(months.index.strftime("%Y-%m")) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months["reason"].tolist() == ["other_goals", "other_goals", "", ""]
    assert months[["quota", "closed", "outside"]].sum().tolist() == pytest.approx(
        whole[["quota", "closed", "outside"]].tolist()
    )


def test_what_was_sold_on_days_of_others_goals_is_not_called_sold_without_one() -> None:
    told = st.compute("quota_attainment", loaded(BEGUN["as_of"], goals=BALI, deals=SALES_OF_BALI, reps=BEGUN["reps"]))
    asked = st.compute("quota_attainment", told.sales, start="2025-11-01", end="2026-03-01")

    for result in (told, asked):
        assert "Only goals of others, such as a single team, which do not count here: 1 November 2025 – 31 D" in (
            result.read()
        )
        assert "Not counted: Rp140, sold on days without a goal that counts here, or by those" in result.read()
        assert "Without a goal" not in result.read()


def test_a_goal_that_has_not_begun_hides_none_that_has() -> None:
    goals = [goal("month", "2025-03-01", 100, who="A"), goal("month", "2025-08-01", 900)]

    whole = attained(goals, sold(80)).iloc[0]
    team = attained([goals[0], goal("month", "2025-08-01", 9, who="B")], sold(80), by="team", reps=BEGUN["reps"])

    assert (whole["scope"], whole["value"]) == ("team", pytest.approx(0.8))
    assert team.set_index("team").at["B", "reason"] == "not_begun"
