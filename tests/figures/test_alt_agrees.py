"""The text of a figure over time names the periods that the sentence beside it names."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.engine.reading import sentence
from salestoolkit.figures.trend import draw

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
    only = re.search(rf"(?:The only value[^:]*: [^(]*\()({periods})", alt)
    if ends:
        assert named
        assert named.groups() == ends.groups()
    else:
        assert only
        assert said.startswith(only[1])
