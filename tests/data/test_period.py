"""of_period: a document's period and its as-of end together, unless as_of was given, and no period is empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as days

import salestoolkit as st
from salestoolkit.data.demo import write
from salestoolkit.data.snapshot import opened, save

JULY = {"deal_id": "late", "rep_id": "A", "created_at": "2025-03-01", "status": "won", "closed_at": "2025-07-10"}
DEALS = [
    {"deal_id": "won", "rep_id": "A", "created_at": "2025-02-01", "status": "won", "closed_at": "2025-03-31T23:59:59"},
    {"deal_id": "midnight", "rep_id": "A", "created_at": "2025-02-01", "status": "won", "closed_at": "2025-04-01"},
    JULY,
]


def loaded(as_of: str | None = None, **more: Any) -> st.SalesData:
    tables = {"deals": pd.DataFrame([{"amount": 100, **row} for row in DEALS])} | more
    return st.load(tables, as_of=as_of, lang="en")


def test_as_of_goes_with_the_end_of_the_period() -> None:
    quarter = st.of_period(loaded(), "2025-01-01", "2025-04-01")
    assert quarter.as_of.isoformat() == "2025-04-01T00:00:00+07:00"
    row = st.compute("win_rate", quarter).frame.iloc[0]
    # neither midnight, which is the next day, nor July has happened
    assert (row["won"], row["open"]) == (1, 2)


def test_it_is_the_load_of_that_day() -> None:
    """A load made earlier by hand and one derived say the same."""
    derived, read = st.of_period(loaded(), end="2025-04-01"), loaded("2025-03-31")
    assert derived.as_of == read.as_of
    pd.testing.assert_frame_equal(*(st.compute("win_rate", sales, by="rep").frame for sales in (derived, read)))


@pytest.mark.parametrize("start", [None, "", "2025-01-01", date(2025, 1, 1), datetime(2025, 1, 1, 12)])
def test_without_an_end_the_load_is_what_it_was(start: Any) -> None:
    sales = loaded()
    assert st.of_period(sales, start) is sales
    assert st.of_period(sales, start, "") is sales
    assert st.of_period(sales, start, "2026-01-01") is sales


def test_an_as_of_that_was_given_stays() -> None:
    sales = loaded("2025-07-31")
    assert st.of_period(sales, "2025-01-01", "2025-04-01") is sales


def test_an_as_of_of_the_mapping_is_the_end_of_the_data(tmp_path: Any) -> None:
    """Who declares when the export was made has said nothing of the period that is asked for later."""
    write(tmp_path, reps=4, months=6, leads_per_rep_month=3)
    sales = st.load(tmp_path, lang="en")
    assert sales.as_of.isoformat() == "2023-07-01T00:00:00+07:00"
    assert st.of_period(sales, end="2023-04-01").as_of.isoformat() == "2023-04-01T00:00:00+07:00"


def test_the_page_says_whose_date_it_is_once() -> None:
    sales = loaded()
    quarter = st.of_period(sales, end="2025-04-01")
    assert "assumed to be 10 July 2025" in " ".join(sales.intake.notes)
    assert "assumed to be" not in " ".join(quarter.intake.notes)
    assert "31 March 2025, the last day of the period" in " ".join(quarter.intake.notes)
    assert st.of_period(quarter, end="2025-04-01") is quarter


def test_a_saved_load_remembers_who_gave_its_as_of(tmp_path: Any) -> None:
    for name, sales in (("given", loaded("2025-07-31")), ("found", loaded())):
        again = opened(save(sales, tmp_path / name), "en")
        assert again.as_of_given == sales.as_of_given == (name == "given")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-01-01", "2026-04-01", "from 2026-01-01 to 2026-03-31: the data runs from 2025-02-01 to 2025-07-10."),
        ("2025-05-01", "2025-06-01", "from 2025-05-01 to 2025-05-31: the data runs"),
        ("2025-07-11", None, "from 2025-07-11 on:"),
        (None, "2025-02-01", "before 2025-02-01:"),
    ],
)
def test_a_period_without_a_fact_is_refused_with_the_days_of_the_data(start: Any, end: Any, said: str) -> None:
    with pytest.raises(st.UsageError, match="Nothing is recorded") as refused:
        st.of_period(loaded(), start, end)
    assert said in str(refused.value)


def test_what_happened_after_an_as_of_that_was_given_is_no_fact_of_the_period() -> None:
    with pytest.raises(st.UsageError, match="the data runs from 2025-02-01 to 2025-04-01"):
        st.of_period(loaded("2025-06-30"), "2025-07-01")


def test_what_was_agreed_is_no_fact() -> None:
    agreed = pd.DataFrame([{"raised_on": "2025-05-05", "status": "open", "text": "call"}])
    with pytest.raises(st.UsageError, match="Nothing is recorded"):
        st.of_period(loaded(follow_ups=agreed), "2025-05-01", "2025-06-01")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-04-01", "2025-04-01", "The end is the first day after it"),
        ("2025-05-01", "2025-04-01", "before it begins"),
        ("31/12/2025", None, "'31/12/2025' is not a date"),
        (None, 2025, "Parameter 'end' came as the number 2025, and it takes text"),
    ],
)
def test_what_is_no_period_is_refused(start: Any, end: Any, said: str) -> None:
    with pytest.raises(st.UsageError, match=said):
        st.of_period(loaded(), start, end)


@given(days.dates(date(2023, 1, 2), date(2026, 6, 1)))
def test_as_of_is_never_after_the_end_nor_after_the_data(demo_sales: st.SalesData, end: date) -> None:
    stood = st.of_period(demo_sales, end=end)
    assert stood.as_of == min(demo_sales.as_of, stood.as_of)
    last = (stood.local_as_of - timedelta(microseconds=1)).date()
    assert last == min(end - timedelta(days=1), date(2025, 12, 31))


SURFACES: dict[str, Callable[[st.SalesData, str], Any]] = {
    "goals": lambda sales, end: st.goals(st.of_period(sales, end=end)).read(),
    "focus_on": lambda sales, end: st.focus_on("R01", sales, end=end, lang="en").own.goals.read(),
}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_goal_is_told_as_it_ended_with_the_period(surface: str) -> None:
    """It said of a sheet titled "Q4 2024" that December 2025 was reached."""
    told = SURFACES[surface](st.demo(reps=6, leads_per_rep_month=6, lang="en"), "2025-01-01")
    assert "December 2024" in told
    assert "2025" not in told
