"""A second cycle: what was agreed is carried over, what comes back is known, and the pipeline's movement balances."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo import write
from salestoolkit.review.follow_up.findings import judged
from salestoolkit.review.follow_up.signals import STRONG


def states(frame: pd.DataFrame) -> dict[tuple[str, ...], str]:
    """The state of each finding by whose, which KPI and on which side."""
    keys = frame[["who_id", "kpi", "side"]].itertuples(index=False, name=None)
    return dict(zip(keys, frame["state"], strict=True))


def made(frame: pd.DataFrame, cycles: set[date]) -> set[tuple[object, ...]]:
    """The signals of some cycles, but runs: how far back a series goes depends on where one stands."""
    rows = frame[frame["rule"].isin(STRONG) & (frame["rule"] != "run") & frame["starts"].isin(cycles)]
    return set(rows[["kpi", "stage", "who_id", "starts", "rule"]].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def first() -> st.SalesData:
    return st.demo(as_of="2025-10-01T00:00+07:00", lang="en")


@pytest.fixture(scope="module")
def agreed(first: st.SalesData) -> pd.DataFrame:
    """What the meeting made of the suggestions: R05's and the team's were agreed, the rest stayed suggestions."""
    rows = st.follow_up_rows(first).astype(object)
    wanted = rows["kpi"].isin(["lead_response_time", "funnel_leakage"]) & (rows["status"] == "suggested")
    return rows.assign(status=rows["status"].mask(wanted, "open"))


@pytest.fixture(scope="module")
def second(agreed: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> st.SalesData:
    folder: Path = tmp_path_factory.mktemp("second")
    write(folder, as_of="2026-01-01T00:00+07:00")
    agreed.to_csv(folder / "follow_ups.csv", index=False)
    return st.load(folder, as_of="2025-12-31", lang="en")


def test_what_was_open_is_carried_over_and_is_overdue_now(agreed: pd.DataFrame, second: st.SalesData) -> None:
    rows = st.follow_up_rows(second)
    held = agreed[~agreed["status"].isin(["suggested", "done"])]
    carried = rows[rows["status"] != "suggested"]

    assert len(held) > 5
    assert sorted(carried["text"]) == sorted(held["text"])
    assert (carried["status"] == "overdue").all()


def test_nothing_is_suggested_again_that_is_agreed_already(second: st.SalesData) -> None:
    rows = st.follow_up_rows(second)
    about = rows[rows["kpi"].notna()].fillna("")[["rep_id", "team", "kpi", "stage"]]

    assert not about.duplicated().any()


def test_states_are_those_of_the_signals_of_both_cycles(first: st.SalesData, second: st.SalesData) -> None:
    before, now = (states(st.findings(sales).frame) for sales in (first, second))

    slow, leak = ("R05", "lead_response_time", "above"), ("Makassar", "funnel_leakage", "above")
    assert (before[slow], now[slow]) == ("recurring", "recurring")
    assert (before[leak], now[leak]) == ("resolved", "new")  # quiet for four quarters, then back
    for key, state in now.items():
        if state == "new":
            assert before.get(key, "resolved") in ("resolved", "watch")


def test_a_cycle_looks_the_same_from_the_next_one(first: st.SalesData, second: st.SalesData) -> None:
    shared = set(judged(first)["starts"]) & set(judged(second)["starts"])
    seen = [made(judged(sales), shared) for sales in (first, second)]

    assert len(shared) == 5
    assert seen[0] == seen[1]
    assert seen[0]


def test_an_agreement_of_the_first_cycle_shows_what_its_kpi_did_in_the_second(second: st.SalesData) -> None:
    frame = st.agreements(second).frame
    slow = frame[(frame["who_id"] == "R05") & (frame["kpi"] == "lead_response_time")].iloc[0]

    assert slow["effect"] == "unclear"
    assert min(slow["n_before"], slow["n_after"]) >= 10
    assert slow["change_lo"] < 0 < slow["change_hi"]
    assert 0 < slow["back"] < 1


def test_the_movement_between_the_cycles_balances_to_the_rupiah(first: st.SalesData, second: st.SalesData) -> None:
    rows = st.movement(first, second).frame.set_index("part")
    parts = rows.loc["start":"end", ["deals", "amount"]]  # type: ignore[misc]
    open_now = st.compute("win_rate", second).frame["open"].item()

    assert parts["amount"].iloc[:-1].sum() == parts["amount"].iloc[-1]
    assert parts.loc["end", "deals"] == open_now
    assert parts.loc["start", "deals"] == st.compute("win_rate", first).frame["open"].item()
    assert (parts["amount"] % 1 == 0).all()
