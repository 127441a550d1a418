"""The day of the last recorded fact: plans never move it, and a date too far ahead is named, not believed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from small_exports import DEALS, ROWS, loaded

import salestoolkit as st
from salestoolkit.engine.preparing import fact
from salestoolkit.words.errors import InputError, UsageError

ROOT = Path(__file__).resolve().parents[2]
MEETING = ROOT.parent / "shared" / "cases" / "planned_meeting_ahead"
PLANS = {
    "activities.csv": "activity_id,deal_id,kind,at,outcome\nA1,D1,meeting,2024-11-15,\nA2,,call,2024-10-15,Planned\n",
    "goals.csv": "scope,scope_id,kpi,period,period_start,target\nrep,R1,monthly_sales,month,2024-12-01,9\n",
    "follow_ups.csv": "rep_id,raised_on,due_on\nR1,2024-02-28,2024-09-01\n",
    "costs.csv": "date_from,date_to,amount\n2024-01-01,2024-12-31,9\n2024-12-01,2024-12-31,9\n",
}


def last_day(sales: st.SalesData) -> str:
    return (sales.local_as_of - timedelta(days=1)).date().isoformat()


def test_plans_never_move_the_last_day(tmp_path: Path) -> None:
    for name, text in PLANS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    text = DEALS.replace("\n", ",expected_close_at\n") + ROWS.replace("\n", ",2024-12-24\n")
    text += "D90,R1,open,5,2024-02-01,2024-08-31,2024-08-31\n"  # an open deal's close date is a plan too
    assert last_day(loaded(tmp_path, text)) == "2024-02-28"


def test_the_call_of_a_day_is_a_fact_and_the_meeting_ahead_is_not() -> None:
    if not MEETING.is_dir():
        pytest.skip("../shared/cases is absent: its inputs are not part of this repository")
    sales = st.load(MEETING, lang="en")
    assert last_day(sales) == "2025-12-30"
    [row] = st.compute("quota_attainment", sales).frame.to_dict("records")
    assert row["value"] == pytest.approx(31 / 30, rel=1e-4)  # sold 100, asked 30 of 31 days
    assert not any(fact(sales, "deals").collect()["past_expected_close"].to_list())


def test_what_can_be_planned_dates_data_in_which_nothing_else_is_dated(tmp_path: Path) -> None:
    sales = loaded(tmp_path, PLANS["activities.csv"], name="activities.csv")
    assert last_day(sales) == "2024-11-15"


def test_sums_end_with_the_costs_of_their_last_period_and_no_budget(tmp_path: Path) -> None:
    (tmp_path / "costs.csv").write_text("date_from,date_to,amount\n2024-01-01,2024-12-31,9\n2024-03-01,2024-03-31,9\n")
    counts = "period,stage,kind,count\n" + "".join(f"2024-0{month}-01,order,won,5\n" for month in (1, 2, 3))
    assert last_day(loaded(tmp_path, counts, name="stage_counts.csv")) == "2024-03-31"


@pytest.mark.parametrize("typed", ["2062-02-28", "9999-12-31", "2025-02-28"])
def test_a_typed_year_is_named_by_row_and_refused_until_declared(tmp_path: Path, typed: str) -> None:
    text = DEALS + ROWS.replace("2024-02-28", typed)
    with pytest.raises(InputError, match=r"of 2024-02-27.*--as-of 2024-02-27") as refused:
        loaded(tmp_path, text)
    assert (refused.value.file, refused.value.row, refused.value.column) == ("deals.csv", 29, "closed_at")
    sales = loaded(tmp_path, text, as_of="2024-02-27")
    assert [row["n"] for row in st.compute("win_rate", sales).frame.to_dict("records")] == [27]


def test_several_typed_years_do_not_hide_each_other(tmp_path: Path) -> None:
    text = DEALS + ROWS.replace("2024-02-28", "2062-02-28").replace("2024-02-27", "2061-11-27")
    with pytest.raises(InputError, match="'2061-11-27' lies"):
        loaded(tmp_path, text)


def test_never_in_a_column_of_ends_is_no_fact(tmp_path: Path) -> None:
    history = "entity,entity_id,stage,entered_at,left_at\ndeal,D1,Pitch,2024-01-01,9999-12-31\n"
    (tmp_path / "stage_history.csv").write_text(history, encoding="utf-8")
    assert last_day(loaded(tmp_path, DEALS + ROWS)) == "2024-02-28"


@pytest.mark.parametrize("years", [1, 2, 5])
def test_a_team_that_sells_once_a_year_is_believed(tmp_path: Path, years: int) -> None:
    days = [date(2015 + years * i, 3, 1) for i in range(4)]
    text = DEALS + "".join(f"D{i},R1,won,5,{day},{day}\n" for i, day in enumerate(days))
    assert last_day(loaded(tmp_path, text)) == days[-1].isoformat()


def test_a_team_that_comes_back_after_a_pause_is_believed(tmp_path: Path) -> None:
    later = "".join(f"E{i},R1,won,5,2025-06-{i:02d},2025-07-{i:02d}\n" for i in range(1, 9))
    assert last_day(loaded(tmp_path, DEALS + ROWS + later)) == "2025-07-08"


def test_the_last_day_of_the_calendar_is_no_as_of(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"as_of \(--as-of\) is '9999-12-31'"):
        loaded(tmp_path, DEALS + ROWS, as_of="9999-12-31")
