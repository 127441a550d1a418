"""The text of a figure over time names the periods that the sentence beside it names."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.figures.views.trend import draw
from salestoolkit.results.blocks import NOTHING
from salestoolkit.results.wording import sentence

# won deals by month of 2026, of 100 each: few in each but two, and the last month is still running
WON = {"01": 3, "02": 12, "03": 1, "04": 14, "05": 9, "06": 20}


@pytest.fixture(scope="module")
def sales() -> st.SalesData:
    rows = [
        {"deal_id": f"{status}{month}{i}", "status": status, "amount": 100, "rep_id": "A"}
        | {"created_at": f"2026-{month}-01", "closed_at": f"2026-{month}-02"}
        for month, count in WON.items()
        for status, times in (("won", 1), ("lost", int(month)))
        for i in range(count * times)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-06-10", lang="en")


@pytest.mark.parametrize(("kpi", "by"), [
    ("monthly_sales", "month"), ("monthly_sales", "quarter"), ("win_rate", "month"), ("cohort_win_rate", "quarter"),
])  # fmt: skip
def test_the_text_of_a_figure_names_the_highest_and_lowest_of_the_sentence(
    sales: st.SalesData, kpi: str, by: str
) -> None:
    """It named the extremes of periods with ten cases or more, running ones too, and the sentence others."""
    result = st.compute(kpi, sales, by=by)
    said, alt = sentence(result), draw(result).alt

    periods = r"(?:\w+ 2026)"
    ends = re.match(rf"Highest: ({periods})[^.]*.*? Lowest: ({periods})", said)
    named = re.search(rf"largest value is [^(]*\(({periods})\) and the smallest [^(]*\(({periods})\)", alt)
    only = re.search(rf"(?:[Tt]he only value(?::| is) [^(]*\()({periods})", alt)
    if ends:
        assert named
        assert named.groups() == ends.groups()
    else:
        assert only
        assert said.startswith(only[1])


def test_a_system_account_is_the_largest_of_nobody() -> None:
    """The sentence left a machine out, and the text of the figure beside it called the machine the largest."""
    rows = [
        {"deal_id": f"{rep}{i}", "status": "won" if i < won else "lost", "amount": won, "rep_id": rep}
        | {"created_at": "2026-01-01", "closed_at": "2026-01-02"}
        for rep, won in {"A": 12, "B": 14, "Import": 20}.items()
        for i in range(24)
    ]
    reps = [{"rep_id": rep, "name": rep, "is_system": str(rep == "Import").lower()} for rep in ("A", "B", "Import")]
    sales = st.load({"deals": pd.DataFrame(rows), "reps": pd.DataFrame(reps)}, lang="en", as_of="2026-02-01")

    for kpi in ("monthly_sales", "win_rate"):
        result = st.compute(kpi, sales, by="rep")
        alt = result.plot("ranking").alt
        assert sentence(result).startswith("Highest: B")
        assert "the largest value is B" in alt
        assert "smallest A" in alt


def test_a_figure_of_ranks_is_not_drawn_where_nobody_is_ranked() -> None:
    """It said that all of 0 reps are within the chance limits."""
    rows = [
        {"deal_id": f"{rep}{i}", "status": "won" if i % 2 else "lost", "rep_id": rep, "amount": 1}
        | {"created_at": "2026-01-01", "closed_at": "2026-01-02"}
        for rep in "AB"
        for i in range(4)
    ]
    assert st.people(st.load({"deals": pd.DataFrame(rows)}, as_of="2026-02-01")).plot() is NOTHING
