"""A chance that rests on another deal like the largest is told to, and two scores that read the same are no better."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.review.pipeline.deal_chances import DealChances

SAID = {
    "en": "rests on another deal like the largest of the past year, Rp9 billion. Without such a deal it is 0.0%.",
    "id": "bergantung pada satu deal lagi seperti yang terbesar setahun terakhir, Rp9 miliar.",
}


def company(largest: float, lang: str = "en", goal: float = 600_000_000) -> st.SalesData:
    """A deal of about ten million won on every tenth day of a year, one of them so large, and a goal of a quarter."""
    days = pd.date_range("2025-11-03", "2026-11-20", freq="10D")
    deals = [
        {"deal_id": f"D{i}", "rep_id": "A", "status": "won", "created_at": f"{day - pd.Timedelta(days=9):%Y-%m-%d}"}
        | {"closed_at": f"{day:%Y-%m-%d}", "amount": largest if i == 10 else 9_000_000 + 100_000 * (i % 7)}
        for i, day in enumerate(days)
    ]
    asked = {"scope": "team", "kpi": "monthly_sales", "period": "quarter", "period_start": "2026-10-01", "target": goal}
    return st.load({"deals": pd.DataFrame(deals), "goals": pd.DataFrame([asked])}, as_of="2026-11-26", lang=lang)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_chance_that_only_the_largest_deal_gives_is_told_to_rest_on_it(lang: str) -> None:
    """A goal had a chance of 11.4 % where the open deals could bring a twentieth of what was lacking."""
    told = st.goals(company(9_000_000_000, lang), period="quarter")
    assert told.frame["chance"].iloc[0] > 0
    assert SAID[lang] in told.read()


def test_where_no_deal_is_most_of_a_year_or_the_goal_needs_none_nothing_is_added() -> None:
    for sales in (company(30_000_000, goal=90_000_000), company(9_000_000_000, goal=60_000_000)):
        told = st.goals(sales, period="quarter")
        assert told.frame["chance"].iloc[0] > 0
        assert "rests on another deal" not in told.read()


@pytest.mark.parametrize(("flat", "closer"), [(0.0734, False), (0.0748, True), (0.0712, False)])
def test_scores_that_read_the_same_are_not_told_as_better(
    flat: float, closer: bool, demo_sales: st.SalesData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said "closer to what happened: Brier score 0.073 compared with 0.073"."""

    def brier(self: Any, of: str = "chance") -> float:
        return 0.0732 if of == "chance" else flat

    monkeypatch.setattr(DealChances, "brier", brier)
    said = st.pipeline_forecast(replace(demo_sales, lang="en")).read()
    assert ("were closer to what happened" in said) is closer
    assert ("were no closer to what happened" in said) is not closer
