"""Goals: expected by the calendar and not by the clock, chances that hold, splits that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED
from salestoolkit.estimate.sales.apportionment import split
from salestoolkit.review.goals.attainment import verdict
from salestoolkit.review.goals.day_weights import day_weights, every_day
from salestoolkit.review.goals.running_goals import end_of
from salestoolkit.review.goals.simulation import Outlook

IN_DECEMBER = "2025-12-12T00:00+07:00"


@pytest.fixture(scope="module")
def december() -> st.SalesData:
    return st.demo(as_of=IN_DECEMBER, lang="en")


@pytest.fixture(scope="module")
def monthly(december: st.SalesData) -> pd.DataFrame:
    return st.goals(december).frame


def test_reps_add_up_to_their_teams(monthly: pd.DataFrame) -> None:
    sums = monthly.groupby("scope")[["actual", "target", "expected"]].sum()

    assert sums.loc["team"].tolist() == pytest.approx(sums.loc["rep"].tolist())


def test_what_is_reached_is_what_the_kpi_says(december: st.SalesData, monthly: pd.DataFrame) -> None:
    kpi = st.compute("monthly_sales", december, by="rep", start="2025-12-01").frame.set_index("rep_id")["value"]
    reps = monthly[monthly["scope"] == "rep"].set_index("scope_id")["actual"]

    assert reps.to_dict() == pytest.approx(kpi[reps.index].to_dict())


def test_expected_goes_by_working_days_and_not_by_the_clock(monthly: pd.DataFrame) -> None:
    share = (monthly["expected"] / monthly["target"]).unique()

    # 9 of December's 21 working days lie before the 12th: Christmas and cuti bersama are in the other part
    assert share == pytest.approx([9 / 21] * len(share), abs=0.02)
    assert abs(share[0] - 11 / 31) > 0.05


def test_the_share_of_a_year_follows_its_season() -> None:
    # goal-pacing-seasonal: R's decompose(AirPassengers, "multiplicative")$figure against linear 25, 50, 75 %
    index = [0.9102304, 0.8836253, 1.0073663, 0.9759060, 0.9813780, 1.1127758]
    index += [1.2265555, 1.2199110, 1.0604919, 0.9217572, 0.8011781, 0.8988244]
    months = pd.Series(index, index=[date(2025, m, 1) for m in range(1, 13)])

    goal = split(1_200_000, months).cumsum()

    expected = [goal[date(2025, m, 1)] / 1_200_000 for m in (3, 6, 9)]
    assert expected == pytest.approx([sum(index[:m]) / 12 for m in (3, 6, 9)], abs=1e-6)
    assert expected == pytest.approx([0.2334, 0.4893, 0.7815], abs=5e-5)


@pytest.mark.parametrize(
    ("actual", "chance", "at_start", "over", "word"),
    [
        (100, 1.0, 0.5, False, "reached"),
        (100, 1.0, 0.95, True, "reached_easily"),
        (99, 0.0, 0.5, True, "missed"),
        (50, 0.1, 0.5, False, "out_of_reach"),
        (50, 0.3, 0.5, False, "open"),
        (50, 0.7, 0.5, False, "likely"),
        (50, 0.97, 0.95, False, "too_easy"),
    ],
)
def test_one_word_for_a_goal(actual: float, chance: float, at_start: float, over: bool, word: str) -> None:
    assert verdict(actual, 100, chance, at_start, over) == word


@given(
    some.integers(0, 10**12),
    some.lists(some.floats(0, 100), min_size=1, max_size=400).filter(lambda weights: sum(weights) > 0),
)
def test_daily_goals_add_up_to_the_long_one_exactly(total: int, weights: list[float]) -> None:
    days = split(total, pd.Series(weights))

    assert days.sum() == total
    assert (days >= 0).all()
    assert (np.abs(days - total * pd.Series(weights) / sum(weights)) < 1.001).all()


def test_suggested_goals_add_up_over_days_months_and_teams() -> None:
    rows = st.agreed_rows(st.demo(), period="quarter", down_to="day")

    totals = rows.groupby(["scope", "period"])["target"].sum().unstack()
    assert totals.nunique(axis=1).eq(1).all()
    assert totals.loc["team"].tolist() == totals.loc["rep"].tolist()


def test_a_suggested_goal_is_ordered_and_says_how_often_it_was_reached() -> None:
    frame = st.suggest_goals(st.demo(), period="month").frame

    assert (frame["floor"] <= frame["realistic"]).all()
    assert (frame["realistic"] <= frame["stretch"]).all()
    assert frame["reached"].between(0, frame["of"]).all()
    # January is a low month: what is realistic for it was reached in more than half of the last twelve
    assert 0.5 < frame["reached"].sum() / frame["of"].sum() < 0.8
    assert frame.set_index("scope_id")["of"]["R12"] == 3  # the newcomer came in October


def test_simulated_months_hold_what_came() -> None:
    outlook = Outlook.of(st.demo(truths=NOTHING_PLANTED))
    inside = [held for month in range(1, 12) for held in inside_of_eighty(outlook, date(2025, month, 1))]

    assert len(inside) == 264
    assert 0.74 <= np.mean(inside) <= 0.86


def inside_of_eighty(outlook: Outlook, start: date) -> list[bool]:
    """For each rep, whether the month brought what four in five simulations of it bring, seen from its first day."""
    then = replace(outlook, won=outlook.won[outlook.won["day"] < start], today=start)
    end = end_of(start, "month")
    weight = float(then.weights(start, end).sum())
    month = outlook.won[(outlook.won["day"] >= start) & (outlook.won["day"] < end)]
    came = month.groupby("rep")["amount"].sum()
    reps = sorted(outlook.won["rep"].dropna().unique())
    draws = {rep: then.simulated("rep", rep, weight) for rep in reps}
    return [np.quantile(draws[rep], 0.1) <= came.get(rep, 0.0) <= np.quantile(draws[rep], 0.9) for rep in reps]


def test_without_history_working_days_weigh_the_same() -> None:
    days = every_day(date(2026, 3, 16), date(2026, 3, 28))

    weights = day_weights(pd.Series([], dtype=float), days, st.Practice())

    # 19 March is Nyepi, 18 to 24 cuti bersama and Lebaran
    assert [day.day for day in days if weights[day]] == [16, 17, 25, 26, 27]


def test_the_weeks_before_lebaran_weigh_more_and_those_after_less(demo_sales: st.SalesData) -> None:
    outlook = Outlook.of(demo_sales)
    before, after = (
        outlook.weights(date(2026, 3, 2), date(2026, 3, 6)),
        outlook.weights(date(2026, 3, 25), date(2026, 3, 27)),
    )
    normal = outlook.weights(date(2026, 5, 18), date(2026, 5, 22))

    # planted: 1.8 times before, a quarter after
    assert before.mean() / normal.mean() == pytest.approx(1.8, rel=0.25)
    assert after.mean() / normal.mean() < 0.6


def test_data_without_goals_say_how_to_give_them() -> None:
    won = pd.DataFrame([{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-03-02", "amount": 5}])
    passage = st.goals(st.load({"deals": won}, as_of="2026-03-31", lang="en"))

    assert "goals" in passage.read()
    assert passage.plot() is not None
    assert passage.frame.empty


def test_a_team_keeps_its_own_reps(december: st.SalesData) -> None:
    frame = st.goals(december, where={"team": "Surabaya"}).frame

    assert frame.loc[frame["scope"] == "team", "who"].tolist() == ["Surabaya"]
    assert set(frame.loc[frame["scope"] == "rep", "scope_id"]) == {f"R{i:02}" for i in range(7, 13)}


def test_every_language_reads_and_draws(december: st.SalesData) -> None:
    for lang in st.languages():
        told = st.goals(replace(december, lang=lang), period="quarter")
        assert "{" not in told.read() + told.definition.text
        assert told.table.shape == (28, 8)
        assert told.plot().png().startswith(b"\x89PNG")  # type: ignore[union-attr]


def test_the_figure_marks_what_is_expected(december: st.SalesData) -> None:
    told = st.goals(december, scopes=["team"])
    axes = told.plot().figure.axes[0]  # type: ignore[union-attr]
    [expected] = [artist for artist in axes.collections if artist.get_gid() == "expected"]

    drawn = sorted(segment[0][0] for segment in expected.get_segments())
    assert drawn == pytest.approx(sorted(told.frame["expected"] / told.frame["target"]))


def test_the_same_data_in_another_order_has_the_same_outlook() -> None:
    deals = pd.DataFrame(
        [
            {"deal_id": str(i), "rep_id": f"R{i % 3}", "status": "won", "created_at": "2025-01-01"}
            | {"closed_at": f"2025-03-{1 + i % 28:02}", "amount": 100 + 7 * i}
            for i in range(60)
        ]
    )
    first, other = (
        Outlook.of(st.load({"deals": rows}, as_of="2025-05-01T00:00")) for rows in (deals, deals.iloc[::-1])
    )

    assert first.simulated("rep", "R1", 5.0).tolist() == other.simulated("rep", "R1", 5.0).tolist()
