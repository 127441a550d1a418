"""Goals of every period and scope add up to the rupiah."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import pytest

Company = dict[str, pd.DataFrame]
KEYS = ["scope", "scope_id"]


@pytest.fixture(scope="module")
def sales_goals(company: Company) -> pd.DataFrame:
    goals = company["goals"].query("kpi == 'monthly_sales'")
    return goals.assign(start=pd.to_datetime(goals["period_start"]), target=goals["target"].map(int))


def begin(day: pd.Series, unit: str) -> pd.Series:
    starts: pd.Series = day.dt.to_period(unit).dt.start_time
    return starts


def month(day: pd.Series) -> pd.Series:
    return begin(day, "M")


def quarter(day: pd.Series) -> pd.Series:
    return begin(day, "Q")


def year(day: pd.Series) -> pd.Series:
    return begin(day, "Y")


@pytest.mark.parametrize(
    ("short", "long", "start"),
    [("day", "month", month), ("month", "quarter", quarter), ("quarter", "year", year)],
)
def test_shorter_goals_add_up_to_longer_ones(
    short: str, long: str, start: Callable[[pd.Series], pd.Series], sales_goals: pd.DataFrame
) -> None:
    parts = sales_goals[sales_goals["period"] == short]
    summed = parts.groupby([*KEYS, start(parts["start"])])["target"].sum()
    whole = sales_goals[sales_goals["period"] == long].set_index([*KEYS, "start"])["target"]
    assert summed.sort_index().equals(whole.sort_index())


def test_whole_weeks_are_the_sums_of_their_days(sales_goals: pd.DataFrame) -> None:
    days = sales_goals[sales_goals["period"] == "day"]
    weeks = sales_goals[sales_goals["period"] == "week"].set_index([*KEYS, "start"])["target"]
    summed = days.groupby([*KEYS, begin(days["start"], "W")])["target"].sum()
    assert weeks.eq(summed.loc[weeks.index]).all()
    assert set(weeks.index.to_frame()["start"].dt.day_of_week) == {0}


@pytest.mark.parametrize("column", ["team", "region"])
def test_reps_add_up_to_teams_and_regions(column: str, company: Company, sales_goals: pd.DataFrame) -> None:
    place = company["reps"].set_index("rep_id")[column]
    reps = sales_goals[sales_goals["scope"] == "rep"]
    summed = reps.groupby([reps["scope_id"].map(place), "period", "start"])["target"].sum()
    whole = sales_goals[sales_goals["scope"] == column].set_index(["scope_id", "period", "start"])["target"]
    assert whole.sort_index().equals(summed.sort_index().rename_axis(whole.index.names))


def test_products_add_up_to_the_company(sales_goals: pd.DataFrame) -> None:
    by_scope = sales_goals.groupby(["scope", "period", "start"])["target"].sum()
    assert by_scope["product"].equals(by_scope["team"])


def test_every_period_and_scope_has_goals_and_months_are_round(company: Company) -> None:
    goals = company["goals"]
    assert set(goals["period"]) == {"day", "week", "month", "quarter", "year"}
    assert set(goals["scope"]) == {"rep", "team", "region", "product"}
    monthly = goals.query("scope == 'rep' and period == 'month'")["target"]
    assert all(target % 100_000 == 0 for target in monthly)
    assert set(goals.loc[goals["kpi"] == "win_rate", "target"]) == {Decimal("0.30")}
