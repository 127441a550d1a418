"""What was asked of a load before is not counted again, and what a reader does to an answer changes no other."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.sales import SalesData
from salestoolkit.engine import answers
from salestoolkit.results import computing


def won_and_lost() -> SalesData:
    """Two reps, four deals that closed in two months."""
    days = (("a", "r1", "won", "2025-01-20"), ("b", "r1", "lost", "2025-02-10"), ("c", "r2", "won", "2025-02-12"))
    days += (("d", "r2", "lost", "2025-01-15"),)
    deals = [deal(name, status, "2025-01-02", day, rep_id=rep, amount=5) for name, rep, status, day in days]
    return loaded("2025-04-01T00:00", deals=deals, reps=[{"rep_id": rep, "name": rep} for rep in ("r1", "r2")])


@pytest.fixture
def sales() -> SalesData:
    return won_and_lost()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The KPIs that were counted, in their order."""
    names: list[str] = []
    estimated = computing._estimated

    def watched(kpi: Any, sales: SalesData, question: Any) -> Any:
        names.append(kpi.name)
        return estimated(kpi, sales, question)

    monkeypatch.setattr(computing, "_estimated", watched)
    return names


def test_the_same_question_is_counted_once_and_another_anew(sales: SalesData, counted: list[str]) -> None:
    first = st.compute("win_rate", sales, by="rep")
    again = st.compute("win_rate", sales, by="rep")
    pd.testing.assert_frame_equal(first.frame, again.frame)
    assert again.query == first.query
    assert counted == ["win_rate"]

    st.compute("win_rate.trend", sales)
    st.compute("win_rate.trend", sales)
    assert counted == ["win_rate", "win_rate.trend"]

    for other in (
        {"by": "month"},
        {"by": "rep", "start": "2025-02-01"},
        {"by": "rep", "end": "2025-02-01"},
        {"by": "rep", "where": {"rep": ["r1"]}},
        {"by": "rep", "where": {"rep": ["r2"]}},
    ):
        counted.clear()
        st.compute("win_rate", sales, **other)
        assert counted == ["win_rate"], other


def test_another_moment_and_another_practice_are_other_questions(sales: SalesData, counted: list[str]) -> None:
    now = st.compute("win_rate", sales).frame["n"].iloc[0]
    then = st.compute("win_rate", sales.as_it_stood(date(2025, 2, 1))).frame["n"].iloc[0]
    assert then < now
    st.compute("win_rate", replace(sales, practice=replace(sales.practice, win_horizon_days=3)))
    assert len(counted) == 3
    assert st.compute("win_rate", sales).frame["n"].iloc[0] == now
    assert len(counted) == 3


def test_what_is_done_to_an_answer_stays_with_it(sales: SalesData) -> None:
    mine = st.compute("win_rate", sales, by="rep").frame
    mine.loc[:, "value"] = -1.0
    mine["mine"] = 1
    mine.index = mine.index + 100
    theirs = st.compute("win_rate", sales, by="rep").frame
    assert (theirs["value"].dropna() >= 0).all()
    assert "mine" not in theirs
    assert 0 in theirs.index


def test_the_oldest_go_first_and_one_that_is_too_large_is_given_all_the_same(
    sales: SalesData, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = st.compute("win_rate", sales).frame.size
    monkeypatch.setattr(answers, "CELLS", 2 * size)
    for quarter in ("2025-01-01", "2025-01-02", "2025-01-03"):
        st.compute("win_rate", sales, start=quarter)
    counted.clear()
    st.compute("win_rate", sales, start="2025-01-02")
    assert counted == []
    st.compute("win_rate", sales, start="2025-01-01")
    assert counted == ["win_rate"]

    monkeypatch.setattr(answers, "CELLS", 0)
    counted.clear()
    assert [st.compute("win_rate", sales, by="rep").frame.empty for _ in range(2)] == [False, False]
    assert counted == ["win_rate", "win_rate"]


def test_answers_go_with_their_load() -> None:
    sales = won_and_lost()
    st.compute("win_rate", sales)
    load = weakref.ref(sales.connection)
    del sales
    gc.collect()
    assert load() is None
