"""What a goal expects by now: the share of its own days that is over, whether or not anything was won on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.practice.practice import Practice
from salestoolkit.review.one_to_one.rep_rows import worked

AS_OF = "2025-11-26T00:00"


def goal(period: str, first: str, scope: str = "team", who: str | None = None) -> dict[str, Any]:
    of = {"scope": scope, "scope_id": who, "kpi": "monthly_sales"}
    return of | {"period": period, "period_start": first, "target": 500}


def stands(deals: list[dict[str, Any]]) -> dict[str, float]:
    goals = [goal("month", "2025-11-01"), goal("year", "2025-01-01"), goal("quarter", "2025-10-01", "rep", "A")]
    frame = st.goals(loaded(AS_OF, goals=goals, deals=deals), period="running").frame
    return dict(zip(frame["period"], frame["expected"] / frame["target"], strict=True))


@pytest.mark.parametrize("won", [[], ["2025-11-20"], ["2025-11-03", "2025-11-20"]])
def test_expected_goes_by_the_days_of_the_goal_and_not_by_those_since_the_first_win(won: list[str]) -> None:
    lost = deal("L", "lost", "2025-02-03", "2025-03-03", amount=50, rep_id="A")
    deals = [lost, *(deal(f"W{day}", "won", "2025-11-01", day, amount=50, rep_id="A") for day in won)]

    periods = {"month": (date(2025, 11, 1), date(2025, 12, 1)), "quarter": (date(2025, 10, 1), date(2026, 1, 1))}
    periods |= {"year": (date(2025, 1, 1), date(2026, 1, 1))}
    asked = {period: worked(*days, date(2025, 11, 26), Practice()) for period, days in periods.items()}

    # of few wins nothing is known of busy days: the lead's share is the calendar's, which is that of the rep's page
    assert stands(deals) == pytest.approx(asked)
    assert asked["month"] == pytest.approx(17 / 20)
