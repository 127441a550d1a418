"""Deals without any close date count in the whole, as those do of which some have one; in a period nothing counts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import salestoolkit as st

ROWS = [
    {"deal_id": f"D{i}", "rep_id": "AB"[i % 2], "status": ("won", "lost")[i % 5 > 2], "amount": 100 + i}
    for i in range(60)
]


def load(rows: list[dict[str, Any]], **tables: Any) -> st.SalesData:
    return st.load({"deals": pd.DataFrame(rows), **tables}, as_of="2026-01-31", lang="en")


@pytest.fixture(scope="module", params=["absent", "empty"])
def undated(request: pytest.FixtureRequest) -> st.SalesData:
    return load([row | ({} if request.param == "absent" else {"closed_at": None}) for row in ROWS])


def test_the_whole_is_what_it_is_where_a_few_have_a_date(undated: st.SalesData) -> None:
    """Win rate and sales were refused with no date at all, and given with one date in twenty."""
    some = load([row | {"closed_at": "2026-01-05" if i < 3 else None} for i, row in enumerate(ROWS)])

    for kpi in ("win_rate", "monthly_sales", "average_deal_size"):
        for by in (None, "rep"):
            one, other = (st.compute(kpi, sales, by=by).frame for sales in (undated, some))
            assert one["value"].tolist() == other["value"].tolist(), (kpi, by)
            assert one["n"].tolist() == other["n"].tolist(), (kpi, by)
    assert st.compute("win_rate", undated).frame["value"].tolist() == [0.6]
    assert "Closed without a close date: 60 deals (36 won, 24 lost)" in st.compute("win_rate", undated).read()


@pytest.mark.parametrize("asked", [{"by": "month"}, {"start": "2026-01-01"}, {"by": ("rep", "quarter")}])
def test_of_a_period_the_day_of_closing_is_what_is_missing(undated: st.SalesData, asked: Any) -> None:
    result = st.compute("win_rate", undated, **asked)

    assert "deals.closed_at" in result.missing
    assert result.frame["value"].isna().all()


@pytest.mark.parametrize("kpi", ["cycle_length", "sales_velocity", "quota_attainment", "win_rate.trend"])
def test_what_hangs_on_the_day_is_missing(undated: st.SalesData, kpi: str) -> None:
    goals = pd.DataFrame(
        [{"scope": "team", "kpi": "monthly_sales", "period": "month", "period_start": "2026-01-01", "target": 500}]
    )
    dated = [row | {"created_at": "2026-01-02"} for row in ROWS]
    result = st.compute(kpi, load(dated, goals=goals))

    assert "deals.closed_at" in result.missing
    assert result.frame["value"].isna().all()
