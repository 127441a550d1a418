"""An open deal has no close date: the day that a system keeps there is a plan, said at the door and in no number."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import salestoolkit as st


def deals(planned: bool) -> pd.DataFrame:
    """A year of deals, a quarter of them open with the day on which they should close, past or ahead, or without."""
    dice, rows = random.Random(4), []
    for i in range(120):
        began = pd.Timestamp("2025-01-01") + pd.Timedelta(days=dice.randrange(330))
        took = dice.randrange(5, 90)
        status = "open" if began + pd.Timedelta(days=took) > pd.Timestamp("2026-01-10") or i % 6 == 0 else "won"
        status = "lost" if status == "won" and i % 2 else status
        ends = began + pd.Timedelta(days=took)
        rows.append(
            {"deal_id": f"D{i}", "rep_id": "AB"[i % 2], "status": status, "created_at": began, "amount": 100 + i}
            | {"closed_at": ends if planned or status != "open" else None}
        )
    return pd.DataFrame(rows)


def loaded(planned: bool) -> st.SalesData:
    return st.load({"deals": deals(planned)}, as_of="2026-01-10", lang="en")


def test_a_planned_day_of_an_open_deal_enters_no_number() -> None:
    with_plans, without = loaded(True), loaded(False)

    for name in ("win_rate", "cohort_win_rate", "cycle_length", "sales_velocity", "monthly_sales"):
        told = (st.compute(name, sales, by="rep").frame for sales in (with_plans, without))
        pd.testing.assert_frame_equal(*told)
    for chapter in (st.pipeline_forecast, st.recover, st.ageing):
        assert chapter(with_plans).read() == chapter(without).read()
    every = int((deals(False)["status"] == "open").sum())
    assert int(st.pipeline_forecast(with_plans).frame.set_index("part").at["open", "deals"]) == every


def test_it_is_said_at_the_door() -> None:
    told = {note.code: note.text("en") for note in loaded(True).intake.remarks}

    every = int((deals(False)["status"] == "open").sum())
    assert told["open_close_dates"].startswith(f"{every} of {every} open deals have a close date.")
    assert "open_close_dates" not in {note.code for note in loaded(False).intake.remarks}


@pytest.mark.parametrize("lang", st.languages())
def test_where_no_other_deal_has_one_there_is_no_close_date(lang: str) -> None:
    frame = deals(True)
    frame["closed_at"] = frame["closed_at"].where(frame["status"] == "open")
    sales = st.load({"deals": frame}, as_of="2026-01-10", lang=lang)

    assert "deals.closed_at" in st.compute("win_rate", sales, by="month").missing
    assert not st.compute("win_rate", sales).missing  # the whole hangs on no day
