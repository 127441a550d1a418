"""One rep's number is the same whether everybody is split by rep or only that rep is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from companies.company import company

import salestoolkit as st
from salestoolkit.engine.registry import definitions
from salestoolkit.kpi import KPI

AGAINST_OTHERS = {
    # drawn towards the other groups, of which one alone has none (docs/statistics.md)
    "average_deal_size.typical": {"value", "lo", "hi"},
    # what it is compared with is the others
    "average_deal_size.mix": {"value", "lo", "hi", "reason", "difference", "mix", "size", "others"},
}


def of_reps() -> Iterator[KPI]:
    for kpi in definitions():
        yield from (each for each in (kpi, *(kpi.study(study.name) for study in kpi.studies)) if "rep" in each.by)


COMPANIES = (("two_reps", 3), ("undated_closings", 1), ("goals_of_all_sorts", 4))


@pytest.mark.parametrize("turn", range(len(COMPANIES)))
def test_a_row_by_rep_is_the_whole_of_that_rep(turn: int) -> None:
    """Each company has every third KPI and study: all are asked, and none takes long."""
    kind, seed = COMPANIES[turn]
    sales = company(kind, seed, "small").load()
    told = 0
    for kpi in [*of_reps()][turn :: len(COMPANIES)]:
        every = st.compute(kpi, sales, by="rep")
        if every.lacking:
            continue
        own = every.frame[every.frame["rep_id"].notna()].iloc[[-1]].reset_index(drop=True)
        alone = st.compute(kpi, sales, where={"rep": [own["rep_id"].item()]}).frame.reset_index(drop=True)
        same = [name for name in alone.columns if name not in AGAINST_OTHERS.get(kpi.name, ())]
        row, whole = (frame[same].astype(object).where(frame[same].notna(), None) for frame in (own, alone))
        pd.testing.assert_frame_equal(row, whole, check_dtype=False, rtol=1e-9, obj=f"{kpi.name} of {kind}")
        told += int(alone["value"].notna().item())
    assert told > 5


def test_a_rep_who_sold_nothing_at_first_has_the_period_of_everybody() -> None:
    first = [{"deal_id": "A", "rep_id": "R1", "status": "won", "closed_at": "2025-01-01", "amount": 100}]
    later = [
        {"deal_id": f"B{i}", "rep_id": "R2", "status": "won", "closed_at": f"2025-02-{i + 3:02}", "amount": 40}
        for i in range(5)
    ]
    sales = st.load({"deals": pd.DataFrame(first + later)}, as_of="2025-02-28", practice={"country": ""})
    parts = st.compute("monthly_sales.per_business_day", sales, by="rep").frame.set_index("rep_id")["value"]
    alone = st.compute("monthly_sales.per_business_day", sales, where={"rep": ["R2"]}).frame.iloc[0]

    # 23 working days in January and 20 in February
    assert alone["business"] == 43
    assert alone["value"] == parts["R2"] == pytest.approx(200 / 43)
    assert parts.sum() == pytest.approx(st.compute("monthly_sales.per_business_day", sales).frame["value"].item())
    within = st.compute("monthly_sales.per_business_day", sales, where={"rep": ["R2"]}, start="2025-02-01").frame
    assert within["value"].item() == pytest.approx(10)
