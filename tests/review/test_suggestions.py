"""Goals are suggested to people from what they won; where there is neither, that is said."""

from __future__ import annotations

from typing import Any

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.review.follow_up.signals import NAMED, signals
from salestoolkit.review.goals.simulation import Outlook


def _books(status: str = "won", **more: Any) -> st.SalesData:
    months = range(1, 11)
    rows = [deal(f"D{i}", status, f"2025-{i:02}-03", f"2025-{i:02}-13", amount=100, **more) for i in months]
    return loaded("2025-11-01T00:00", deals=rows)


def _won(*days: str, rep: str = "A", **more: Any) -> list[dict[str, Any]]:
    return [deal(f"{rep}{day}{i}", "won", day, day, amount=100, rep_id=rep, **more) for i, day in enumerate(days)]


OLD = deal("OLD", "lost", "2025-01-03", "2025-02-13", amount=100, rep_id="A")


def _of(deals: list[dict[str, Any]], as_of: str = "2025-11-01T00:00") -> st.SalesData:
    return loaded(as_of, deals=deals)


@pytest.mark.parametrize(
    ("sales", "why"),
    [
        (_books(), "no rep is named"),
        (_books(rep_id="A", status="lost"), "no deal with an amount was won."),
        (_of(_won("2025-10-20")), "only 1 deal with an amount was won in the last 365 days, and it takes 10"),
        (_of([OLD, *_won(*["2025-10-20"] * 9)]), "only 9 deals with an amount were won"),
        (_of(_won(*["2025-10-20"] * 40)), "the data reaches back 12 days only, and it takes 90"),
        (_of(_won(*["2025-10-20"] * 40), "2026-10-30T00:00"), "in the last 365 days; the last one was on 20 October"),
    ],
)
def test_what_no_goal_follows_from_is_said(sales: st.SalesData, why: str) -> None:
    passage = st.suggest_goals(sales)

    assert passage.lacking == passage.read()
    assert why in passage.read()
    assert st.agreed_rows(sales).empty
    assert "scope_id" in st.agreed_rows(sales)


def test_who_won_gets_suggestions() -> None:
    passage = st.suggest_goals(_books(rep_id="A"))

    assert not passage.lacking
    assert passage.frame["realistic"].gt(0).any()
    assert st.agreed_rows(_books(rep_id="A"))["target"].sum() > 0


def test_the_rate_is_of_all_the_time_in_which_something_could_be_won() -> None:
    late = [*_won(*["2025-10-15"] * 10), *_won(*["2025-10-25"] * 10)]

    week, year = (Outlook.of(_of(deals)) for deals in (late, [OLD, *late]))

    assert (week.span, year.span) == (17, 302)
    # twenty wins in ten months are two a month, whenever in these months they came
    realistic = st.suggest_goals(_of([OLD, *late])).frame["realistic"].iloc[-1]
    assert realistic == pytest.approx(200, abs=100)


def test_of_a_few_reps_one_who_won_little_gets_no_goal_and_is_named() -> None:
    books = [OLD, *_won(*[f"2025-{month:02}-10" for month in range(2, 11)] * 2), *_won("2025-10-10", rep="B")]

    passage = st.suggest_goals(_of(books))

    assert passage.frame["scope_id"].tolist() == ["A"]
    assert "No goal is suggested for B: fewer than 5 deals with an amount won in the last 365 days." in passage.said
    assert set(st.agreed_rows(_of(books))["scope_id"]) == {"A"}


def test_signals_of_nobody_have_the_columns_of_signals() -> None:
    assert list(signals(_books(), "month").columns) == NAMED


def _refunded(amount: float) -> st.SalesData:
    days = [f"2025-{month:02}-10" for month in range(2, 11)] * 2
    back = deal("BACK", "won", "2025-05-01", "2025-05-02", amount=-amount, rep_id="B")
    return _of([OLD, *_won(*days), *_won(*days, rep="B"), back])


def test_what_was_given_back_is_taken_off_a_suggestion() -> None:
    whole, less = (st.suggest_goals(_refunded(amount), period="year").frame for amount in (1, 600))
    gross, net = (rows.set_index("scope_id")["realistic"] for rows in (whole, less))

    assert net["A"] == gross["A"]
    # once in ten months 600 of 1,800 came back
    assert net["B"] == pytest.approx(gross["B"] * 2 / 3, rel=0.2)


def test_who_gave_back_more_than_was_sold_gets_no_goal_and_is_named() -> None:
    passage = st.suggest_goals(_refunded(4_000))

    assert "No goal is suggested for B: at the past year's rates refunds take back as much as is sold." in (
        st.suggest_goals(_refunded(4_000), period="year").read()
    )
    assert set(st.agreed_rows(_refunded(4_000))["scope_id"]) == {"A"}
    assert passage.frame.set_index("scope_id").at["A", "realistic"] > 0


def test_what_a_week_asks_says_why_there_is_no_goal_to_go_by() -> None:
    told = st.daily_goals(_of([OLD, *_won("2025-10-20")])).lacking

    assert told.startswith(
        "There is no goal for the running period, and none is suggested. No goals are suggested: only 1"
    )
    assert "won deals to suggest" not in told


def test_a_team_of_which_nobody_won_enough_is_agreed_nothing_with() -> None:
    """The rows of goals to agree fell over a team in which no rep had a suggestion."""
    won = [*_won(*[f"2025-{month:02}-13" for month in range(1, 11)] * 2), *_won("2025-10-20", rep="B")]
    reps = [{"rep_id": "A", "name": "Ana", "team": "North"}, {"rep_id": "B", "name": "Budi", "team": "South"}]

    assert set(st.agreed_rows(loaded("2025-11-01T00:00", deals=won, reps=reps))["scope_id"]) == {"A", "North"}
