"""What is shown though it is empty, told apart though it has one name, and refused though it could be ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.kpi import Measure

Rows = Sequence[Mapping[str, Any]]
WIN_RATE = st.definition("win_rate")


def load(**tables: Rows) -> st.SalesData:
    frames = {name: pd.DataFrame(list(rows)) for name, rows in tables.items()}
    return st.load(frames, as_of="2025-12-31", lang="en")


def deals(*days: str, **also: Any) -> list[dict[str, Any]]:
    return [
        {"deal_id": f"{day}/{i}", "status": "won", "closed_at": day, "amount": 10, **also}
        for day in days
        for i in range(5)
    ]


def test_two_managers_of_one_name_are_two() -> None:
    people = [
        {"rep_id": "M1", "name": "Sari", "manager_id": None},
        {"rep_id": "M2", "name": "Sari", "manager_id": None},
        {"rep_id": "M3", "name": "Budi", "manager_id": None},
        *({"rep_id": f"R{i}", "name": f"Rep {i}", "manager_id": manager} for i, manager in enumerate(
            ("M1", "M2", "M3", "Budi", "Wati")))
    ]  # fmt: skip
    sold = [
        {**row, "rep_id": f"R{i}", "deal_id": f"{i}{row['deal_id']}"} for i in range(5) for row in deals("2025-03-04")
    ]

    frame = st.compute("win_rate", load(reps=people, deals=sold), by="manager").frame

    named = dict(zip(frame["manager"], frame["n"], strict=True))
    assert named == {"Sari (M1)": 5, "Sari (M2)": 5, "Budi": 10, "Wati": 5}


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("month", ["2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01"]),
        ("quarter", ["2025-01-01", "2025-04-01"]),
        ("year", ["2025-01-01"]),
    ],
)
def test_empty_periods_at_the_edges_of_the_asked_period_are_shown(unit: str, expected: list[str]) -> None:
    sales = load(deals=deals("2025-01-20", "2025-03-04", "2025-05-05", "2025-09-01"))

    frame = st.compute("monthly_sales", sales, by=unit, start="2025-02-01", end="2025-07-01").frame

    assert frame[unit].dt.strftime("%Y-%m-%d").tolist() == expected


def test_weeks_begin_with_the_one_in_which_the_period_begins() -> None:
    sales = load(deals=deals("2025-01-01", "2025-03-19"))

    frame = st.compute("monthly_sales", sales, by="week", start="2025-03-05", end="2025-03-24").frame

    assert frame["week"].dt.strftime("%m-%d").tolist() == ["03-03", "03-10", "03-17"]


def test_no_period_is_shown_before_the_data_begin_or_after_as_of() -> None:
    sales = load(deals=deals("2025-10-20", "2025-11-04"))

    frame = st.compute("monthly_sales", sales, by="month", start="2020-01-01", end="2030-01-01").frame

    assert frame["month"].dt.month.tolist() == [10, 11, 12]


@pytest.mark.parametrize("split", ["rep", "team"])
def test_deals_of_nobody_are_not_split_by_people_but_a_sentence_says_what_is_missing(split: str) -> None:
    people = [{"rep_id": "R1", "name": "Ani", "team": "A"}]
    leads = [{"lead_id": "1", "created_at": "2025-03-01T08:00", "owner_id": "R1"}]

    closed = [*deals("2025-03-04"), {"deal_id": "L", "status": "lost", "closed_at": "2025-03-04"}]

    result = st.compute("win_rate", load(deals=closed, reps=people, leads=leads), by=split)

    assert "it lacks deals.rep_id. Export the owner of each deal" in result.missing
    assert result.frame["value"].isna().all()


def test_a_kpi_of_ones_own_over_two_facts_multiplies_neither() -> None:
    """Deals split by amount and leads by their channel: a join would repeat the leads for each amount."""

    class Counted:
        method, compares = "none", "nothing"

        def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
            sums = counts[["won", "leads", "days"]].sum().to_frame().T
            return sums.assign(value=0.0, lo=0.0, hi=0.0, n=1, reason="")

    kpi = replace(
        WIN_RATE,
        measures=(
            Measure("won", "deals", "closed_at"),
            Measure("leads", "leads", "created_at"),
            Measure("days", "visits", "at", value="visitors"),
        ),
        within=("amount", "response_s"),
        estimate=Counted(),
        notes=(),
        shows=(),
    )
    sold = [{**row, "amount": amount} for amount, row in enumerate(deals("2025-03-04", "2025-03-05"), 1)]
    leads = [
        {"lead_id": str(i), "created_at": "2025-03-01T08:00", "first_response_at": f"2025-03-01T09:0{i}"}
        for i in range(4)
    ]

    frame = st.compute(kpi, load(deals=sold, leads=leads, visits=[{"date": "2025-03-01", "sessions": 3}])).frame

    assert frame[["won", "leads", "days"]].iloc[0].tolist() == [10, 4, 3]


@pytest.mark.parametrize("view", [("trend", "rep"), ("steps", "month"), ("total", "rep"), ("total", "month")])
def test_a_view_that_cannot_be_drawn_is_refused_at_definition(view: tuple[str, str]) -> None:
    with pytest.raises(st.UsageError, match=f"the view '{view[0]}' cannot be drawn by {view[1]}"):
        replace(WIN_RATE, views=(view,))


def test_loaded_data_take_no_declarations() -> None:
    sales = load(deals=deals("2025-03-04"))

    assert st.load(sales) is st.load(sales, lang="en", mapping="", as_of=None) is sales
    for given in ({"as_of": "2025-01-01"}, {"crm": "zoho"}, {"currency": "USD"}, {"practice": {"country": ""}}):
        with refused(st.UsageError, match=f"takes no {next(iter(given))}"):
            st.load(sales, **given)
    with pytest.raises(st.UsageError, match="takes no lang"):
        st.load(replace(sales, lang="id"), lang="en")
