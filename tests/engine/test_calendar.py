"""The calendar's days: Lebaran by the Indonesian government's dates, and what of it falls into which month."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.engine.calendar.days import days, lebaran_days


def test_lebaran_is_on_the_dates_of_the_government() -> None:
    # SKB and sidang isbat, 1 Syawal 2012 to 2026; Umm al-Qura is a day early in 2019, 2023, 2025 and 2026
    told = "08-19 08-08 07-28 07-17 07-06 06-25 06-15 06-05 05-24 05-13 05-02 04-22 04-10 03-31 03-21"
    known = [date.fromisoformat(f"{year}-{day}") for year, day in zip(range(2012, 2027), told.split(), strict=True)]

    assert lebaran_days(range(2012, 2027)) == known


@pytest.fixture(scope="module")
def calendar() -> pd.DataFrame:
    deal = {"deal_id": "1", "status": "won", "closed_at": "2022-01-03", "amount": 1}
    sales = st.load({"deals": pd.DataFrame([deal])}, as_of="2026-06-01", lang="en")
    return days(sales).to_pandas()


def test_the_days_before_lebaran_fall_into_the_months_as_counted_by_hand(calendar: pd.DataFrame) -> None:
    months = calendar.groupby([calendar["at"].dt.year, calendar["at"].dt.month])["pre_lebaran_share"].sum()

    # Lebaran 2 May 2022, 22 April 2023, 10 April 2024, 31 March 2025, 21 March 2026; of 14 days before
    by_hand = {2022: (0, 13 / 14, 1 / 14), 2023: (0, 1, 0), 2024: (5 / 14, 9 / 14, 0), 2025: (1, 0, 0), 2026: (1, 0, 0)}
    assert {year: tuple(months[year].loc[3:5]) for year in by_hand} == {
        year: pytest.approx(shares, abs=1e-9) for year, shares in by_hand.items()
    }


def test_every_window_of_lebaran_is_shared_out_whole(calendar: pd.DataFrame) -> None:
    shares = calendar.groupby(calendar["at"].dt.year)[["pre_lebaran_share", "leave_share", "post_lebaran_share"]].sum()

    assert shares.to_numpy() == pytest.approx(1)
    assert not (calendar["leave"] & calendar["business"]).any()


def test_days_are_counted_from_the_nearest_lebaran(calendar: pd.DataFrame) -> None:
    away = calendar.set_index("at")["from_lebaran"]

    assert away[["2022-05-02", "2022-04-30", "2025-04-07"]].tolist() == [0, -2, 7]
    # between 2 May 2022 and 22 April 2023 lie 355 days
    assert away[["2022-10-26", "2022-10-27"]].tolist() == [177, -177]
    assert (calendar["from_lebaran"].between(-14, -1) == calendar["pre_lebaran"].eq(1)).all()


def test_a_team_elsewhere_has_no_lebaran_leave() -> None:
    deal = {"deal_id": "1", "status": "won", "closed_at": "2025-03-03", "amount": 1}
    sales = st.load({"deals": pd.DataFrame([deal])}, as_of="2025-06-01", lang="en", practice={"country": "SG"})

    assert not days(sales).to_pandas()[["lebaran", "from_lebaran"]].any(axis=None)
