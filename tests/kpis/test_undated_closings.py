"""Deals closed on a day that nobody knows: told, in no duration, and no rate of a period is silent about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from tests.conftest import SHARED
from tests.small_sales import deal, loaded, row_of

DAY = 86_400
FIRST_HALF = {"start": "2026-01-01", "end": "2026-07-01"}


def _case(name: str) -> st.SalesData:
    folder = SHARED / "cases" / name
    if not folder.is_dir():
        pytest.skip(f"../shared/cases/{name} is absent: the cases are not part of this repository")
    return st.load(folder, lang="en")


@pytest.fixture
def losses() -> st.SalesData:
    """Twenty won with dates, ten lost without."""
    return _case("undated_losses")


@pytest.fixture
def wins() -> st.SalesData:
    """Thirteen won, six of them dated after ten days."""
    return _case("undated_wins")


def _closed(won: int, lost: int, undated_won: int = 0, undated_lost: int = 0, rep: str = "R1") -> list[dict[str, Any]]:
    """Deals created and closed in March 2025, some on a day that nobody knows."""
    kinds = [("won", "2025-03-20")] * won + [("lost", "2025-03-20")] * lost
    kinds += [("won", None)] * undated_won + [("lost", None)] * undated_lost  # type: ignore[list-item]
    return [
        deal(f"{rep}-{i}", status, "2025-03-01", closed, rep_id=rep, amount=100)
        for i, (status, closed) in enumerate(kinds)
    ]


def test_of_the_case_the_whole_is_right_and_the_half_year_is_not_a_hundred_percent(losses: st.SalesData) -> None:
    whole, half = st.compute("win_rate", losses), st.compute("win_rate", losses, **FIRST_HALF)

    assert whole.frame.iloc[0][["value", "n", "undated_lost"]].tolist() == [pytest.approx(2 / 3), 30, 10]
    row = half.frame.iloc[0]
    assert np.isnan(row["value"])
    assert (row["reason"], row["least"], row["most"]) == ("undated", pytest.approx(20 / 30), 1)
    assert "between 66.7% and 100.0%" in half.read()
    assert "10 deals (0 won, 10 lost)" in whole.read()


def test_of_the_case_the_door_and_the_page_say_it(losses: st.SalesData) -> None:
    told = "10 of 30 closed deals have no close date (0 of 20 won, 10 of 10 lost)"

    assert any(told in note for note in losses.intake.notes)
    assert told in st.cover(losses).text


def test_of_the_case_what_has_no_end_is_in_no_duration(wins: st.SalesData) -> None:
    cycle, velocity = st.compute("cycle_length", wins), st.compute("sales_velocity", wins).frame.iloc[0]
    row = cycle.frame.iloc[0]

    assert (row["n"], row["value"], row["undated_won"]) == (6, 10 * DAY, 7)
    assert "7 deals" in cycle.read()
    assert velocity["cycle"] == 10 * DAY


def test_a_cohorts_time_is_of_those_whose_end_is_known() -> None:
    row = row_of("cycle_length.cohort", deals=_closed(10, 10, undated_won=7, undated_lost=3))

    assert (row["value"], row["n"], row["undated_won"], row["undated_lost"]) == (19 * DAY, 10, 7, 3)


def test_of_the_case_months_and_what_has_none_add_up_to_the_whole(wins: st.SalesData) -> None:
    whole, months = st.compute("monthly_sales", wins), st.compute("monthly_sales", wins, by="month").frame

    assert (whole.frame.iloc[0]["value"], whole.frame.iloc[0]["undated_amount"]) == (1_300, 700)
    assert months["value"].sum() == 1_300
    assert months.loc[months["month"].isna(), "value"].tolist() == [700]
    assert "Rp700, which is in no month" in whole.read()


@pytest.mark.parametrize(
    ("closed", "value", "least", "most"),
    [
        ((60, 40), 0.6, None, None),
        ((60, 40, 6, 4), 0.6, 60 / 104, 66 / 106),  # missing alike: the rate stands, between its bounds
        ((60, 40, 0, 1), 0.6, 60 / 101, 0.6),
        ((60, 40, 0, 60), None, 60 / 160, 0.6),  # missing among the lost: no rate of March
        ((60, 40, 60, 0), None, 0.6, 120 / 160),
        ((20, 0, 0, 10), None, 20 / 30, 1),
    ],
)
def test_a_period_has_bounds_or_no_rate(
    closed: tuple[int, ...], value: float | None, least: float | None, most: float | None
) -> None:
    result = st.compute("win_rate", loaded("2025-05-01", deals=_closed(*closed)), start="2025-03-01", end="2025-04-01")
    row = result.frame.iloc[0]

    assert (None if np.isnan(row["value"]) else row["value"]) == (None if value is None else pytest.approx(value))
    if least is None:
        assert "least" not in result.frame
    else:
        assert (row["least"], row["most"]) == (pytest.approx(least), pytest.approx(most))
        assert np.isnan(row["value"]) or (row["lo"] <= row["least"] and row["most"] <= row["hi"])
        assert row["least"] < row["most"]
        assert "If all of them closed here" in result.read()


def test_a_deal_can_have_closed_in_no_month_before_its_creation() -> None:
    deals = [*_closed(12, 8), *(deal(f"x{i}", "lost", "2025-04-10", None) for i in range(20))]
    deals += [deal(f"y{i}", "won" if i % 2 else "lost", "2025-04-01", "2025-04-30", rep_id="R1") for i in range(20)]
    months = st.compute("win_rate", loaded("2025-05-01", deals=deals), by="month").frame.set_index("month")

    assert months.loc["2025-03-01", ["value", "undated_lost"]].tolist() == [0.6, 0]
    assert months.loc["2025-04-01", ["reason", "undated_lost"]].tolist() == ["undated", 20]


def test_each_group_has_its_own() -> None:
    deals = [*_closed(12, 8, rep="R1"), *_closed(12, 8, 0, 20, rep="R2")]
    sales = loaded("2025-05-01", deals=deals)
    reps = st.compute("win_rate", sales, by="rep", start="2025-03-01").frame.set_index("rep_id")
    both = st.compute("win_rate", sales, by=("rep", "month")).frame
    of_march = both[both["month"].notna()].set_index("rep_id")

    for frame in (reps, of_march):
        assert frame["undated_lost"].to_dict() == {"R1": 0, "R2": 20}
        assert frame["reason"].to_dict() == {"R1": "", "R2": "undated"}
    assert "If all without a close date closed here" in st.compute("win_rate", sales, by="rep", end="2025-05-01").table


def test_nothing_is_added_where_all_closings_have_a_date() -> None:
    sales = loaded("2025-05-01", deals=_closed(12, 8))

    for kpi in ("win_rate", "win_rate.by_value", "monthly_sales", "average_deal_size", "cycle_length"):
        frame = st.compute(kpi, sales, by="month").frame
        assert not [name for name in frame if "undated_" in name or name in ("least", "most")]
    assert not any("no close date" in note for note in sales.intake.notes)


@pytest.mark.parametrize("study", ["trend", "quarter_end", "by_value", "exact"])
def test_studies_of_the_win_rate_are_held_back_too(study: str) -> None:
    deals = [
        deal(f"{month}-{i}", "won" if i < won else "lost", "2025-01-01", f"2025-{month:02}-15", amount=100)
        for month, won in ((2, 5), (3, 8), (4, 5), (5, 5), (6, 8))
        for i in range(10)
    ]
    period = {"start": "2025-01-01", "end": "2025-07-01"}
    known = loaded("2025-07-01", deals=deals)
    doubtful = loaded(
        "2025-07-01", deals=[*deals, *(deal(f"x{i}", "lost", "2025-01-01", amount=100) for i in range(60))]
    )

    assert st.compute(f"win_rate.{study}", known, **period).frame.iloc[0]["reason"] == ""
    held = st.compute(f"win_rate.{study}", doubtful, **period).frame.iloc[0]
    assert (held["reason"], np.isnan(held["value"])) == ("undated", True)


def test_velocity_of_a_period_has_no_rate_to_multiply() -> None:
    deals = [*_closed(20, 10, 0, 60), *(deal(f"o{i}", "open", "2025-04-01") for i in range(5))]
    row = st.compute("sales_velocity", loaded("2025-05-01", deals=deals), start="2025-03-01").frame.iloc[0]

    assert (row["reason"], row["cycle"]) == ("undated", 19 * DAY)
    assert np.isnan(row["value"])
    assert np.isnan(row["win_rate"])


def test_a_loss_on_an_unknown_day_was_never_won_while_it_was_seen() -> None:
    row = row_of("cohort_win_rate", deals=_closed(10, 0, undated_lost=10))

    assert (row["value"], row["won"], row["lost"], row["open"]) == (pytest.approx(0.5), 10, 10, 0)
    assert (row["least"], row["most"]) == (0.5, 0.5)


def test_wins_on_unknown_days_leave_it_open_when_they_were_won() -> None:
    few, many = (row_of("cohort_win_rate", deals=_closed(40, 40, undated_won=undated)) for undated in (2, 40))

    assert few["value"] == pytest.approx(40 / 82)
    assert few["hi"] > 42 / 82
    assert (many["reason"], many["won"], many["least"]) == ("undated", 80, pytest.approx(80 / 120))


def test_an_order_of_rows_changes_nothing() -> None:
    deals = [*_closed(12, 8, 3, 5, rep="R1"), *_closed(12, 8, 0, 20, rep="R2")]
    asked: dict[str, Any] = {"by": ("rep", "month"), "start": "2025-01-01"}
    frames = [st.compute("win_rate", loaded("2025-05-01", deals=rows), **asked).frame for rows in (deals, deals[::-1])]

    pd.testing.assert_frame_equal(*frames)


def test_both_languages_say_it() -> None:
    result = st.compute("win_rate", loaded("2025-05-01", deals=_closed(60, 40, 6, 4)), start="2025-03-01")

    assert {lang: "10" in result.read(lang) and "{" not in result.read(lang) for lang in st.languages()} == {
        "id": True,
        "en": True,
    }


def test_a_course_is_not_drawn_through_cycles_that_may_hold_more() -> None:
    deals = [*_months("R1", 0), *_months("R2", 60)]
    courses = st.progress(loaded("2025-12-31", deals=deals)).frame.set_index("rep_id")["course"]

    assert courses["R1"] != "too_few"
    assert courses["R2"] == "undated"


def _months(rep: str, undated: int) -> Iterator[dict[str, Any]]:
    for month in range(1, 13):
        for i in range(12):
            status = "won" if (i + month) % 3 else "lost"
            yield deal(f"{rep}{month}-{i}", status, "2025-01-01", f"2025-{month:02}-15", rep_id=rep)
    for i in range(undated * 3):
        yield deal(f"{rep}x{i}", "lost", "2025-01-01", rep_id=rep)


@pytest.mark.parametrize("by", [("month",), ("rep", "month"), ("quarter",)])
def test_a_period_in_which_no_closing_has_a_date_has_no_value(by: tuple[str, ...]) -> None:
    late = deal("late", "won", "2025-03-01", "2025-05-20", rep_id="R1", amount=100)
    sales = loaded("2025-06-01", deals=[*_closed(0, 0, undated_won=6, undated_lost=4), late])

    frame = st.compute("win_rate", sales, by=by, end="2025-04-01").frame

    assert frame["value"].isna().all()
    assert st.compute("win_rate", sales).frame["value"].item() == pytest.approx(7 / 11)


def test_wins_with_dates_and_losses_without_make_no_course() -> None:
    dated = [deal(f"W{i}", "won", f"2025-0{i % 6 + 1}-01", f"2025-0{i % 6 + 1}-20", rep_id="R1") for i in range(24)]
    undated = [deal(f"L{i}", "lost", "2025-01-01", None, rep_id="R1") for i in range(10)]
    reps = [{"rep_id": "R1", "name": "Ani"}]

    course = st.progress(loaded("2025-08-01", deals=[*dated, *undated], reps=reps)).frame.iloc[0]

    assert course["course"] == "undated"
    assert np.isnan(course["value"])


@pytest.mark.parametrize("kpi", ["cohort_win_rate", "cycle_length.cohort"])
def test_what_was_cancelled_on_a_day_nobody_knows_is_not_called_lost(kpi: str) -> None:
    """Forty-eight cancelled orders of a shop were told as "48 lost", beside "no deal was lost"."""
    cancelled = [deal(f"c{i}", "cancelled", "2025-01-10", None) for i in range(3)]
    result = st.compute(kpi, loaded("2025-06-01", deals=[*_closed(12, 0, undated_lost=2), *cancelled]))

    assert "Closed without a close date: 5 deals (0 won, 2 lost, 3 cancelled)" in result.read("en")
    assert "5 deal (0 berhasil, 2 gagal, 3 dibatalkan)" in result.read("id")


def test_of_cancelled_deals_alone_it_is_said_that_none_was_won_or_lost() -> None:
    """All twelve were cancelled, and the reason for the missing number was "no data"."""
    cancelled = [deal(f"c{i}", "cancelled", "2025-01-10", "2025-01-20") for i in range(12)]
    result = st.compute("win_rate", loaded("2025-06-01", deals=cancelled))

    assert result.reviewed.silent
    assert "no deal was won or lost, all that were closed were cancelled" in result.missing
    assert not st.compute("win_rate", loaded("2025-06-01", deals=[*cancelled, *_closed(1, 1)])).missing


@pytest.mark.parametrize("lang", ["en", "id"])
def test_beside_cancelled_deals_it_is_not_said_that_every_closed_one_is_won(lang: str) -> None:
    mixed = [deal(f"c{i}", "cancelled", "2025-01-10", "2025-01-10") for i in range(3)]
    mixed += [deal(f"w{i}", "won", "2025-01-10", "2025-01-10") for i in range(9)]
    sales = loaded("2025-06-01", deals=mixed)
    rate, length = (st.compute(name, sales).to(lang).missing for name in ("win_rate", "cycle_length"))

    assert {"en": "so nothing says how often one is won", "id": "seberapa sering deal berhasil"}[lang] in rate
    assert {"en": "every won deal was won on the day", "id": "setiap deal yang berhasil selesai pada hari"}[
        lang
    ] in length
