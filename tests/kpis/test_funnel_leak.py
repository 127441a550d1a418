"""The leak in won deals and money: against the team, against one's own year, within a pipeline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from funnels import THROUGH, day, journeys, load, many

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS
from salestoolkit.estimate.groups.funnel_limits import funnel_limits

LEAK = TRUTHS.leak
assert LEAK is not None


def leaking() -> st.SalesData:
    """Two teams of 40 deals; of one 30 of 40 offers go on, of the other 10. All that come to talks are won."""
    lost = [("lead", 0), ("offer", 5), ("lost", 12)]
    paths = many((30, THROUGH), (10, lost), (10, THROUGH), (30, lost))
    owners = {"a": "R1", "b": "R1", "c": "R2", "d": "R2"}
    tables = journeys(paths, rep_id=owners, amount=dict.fromkeys("abcd", 50))
    reps = pd.DataFrame([{"rep_id": f"R{i}", "name": f"Rep {i}", "team": f"Team {i}"} for i in (1, 2)])
    return st.load(tables | {"reps": reps}, as_of=day(180), lang="en", timezone="UTC")


def test_a_leak_is_counted_in_won_deals_and_in_money_and_a_gain_is_negative() -> None:
    # All offers: 40 of 80 go on. Team 2: 40 x (1/2 - 1/4) x 1 = 10 wins; Team 1: as many more than its share.
    frame = st.compute("funnel_leakage.leak", leaking(), by=("team", "stage")).frame.set_index(["team", "stage"])

    at_offer = frame.xs("offer", level="stage")
    assert at_offer["value"].to_dict() == pytest.approx({"Team 1": -10, "Team 2": 10})
    assert at_offer["money"].to_dict() == pytest.approx({"Team 1": -500, "Team 2": 500})
    assert at_offer.loc["Team 2", "lo"] > 0
    assert at_offer.loc["Team 1", "hi"] < 0
    assert frame.xs("lead", level="stage")["value"].tolist() == pytest.approx([0, 0])
    assert set(frame["reference"]) == {"team"}


def test_the_leaks_of_stages_add_up_to_the_group() -> None:
    sales = leaking()

    stages = st.compute("funnel_leakage.leak", sales, by=("rep", "stage")).frame.groupby("rep_id")["value"].sum()
    whole = st.compute("funnel_leakage.leak", sales, by="rep").frame.set_index("rep_id")["value"]

    assert stages.to_dict() == pytest.approx(whole.to_dict())


def test_all_deals_held_against_themselves_fall_short_of_nothing_and_that_is_said() -> None:
    whole = st.compute("funnel_leakage.leak", leaking())

    assert whole.frame[["value", "lo", "hi"]].iloc[0].tolist() == pytest.approx([0, 0, 0])
    assert "The whole is compared with itself" in whole.definition.text


def test_a_group_may_be_held_against_its_own_earlier_year() -> None:
    # The year before, 30 of 40 offers went on; in 2026 10 of 40: 40 x (3/4 - 1/4) = 20 wins.
    lost = [("lead", 0), ("offer", 5), ("lost", 12)]
    earlier = [[(stage, on - 200) for stage, on in path] for path in (THROUGH, lost)]
    paths = many((30, earlier[0]), (10, earlier[1]), (10, THROUGH), (30, lost))
    sales = replace(load(paths), practice=st.Practice(funnel_reference="own"))

    asked = st.compute("funnel_leakage.leak", sales, by="stage", start="2026-01-01")
    row = asked.frame.set_index("stage").loc["offer"]

    assert row["value"] == pytest.approx(20)
    assert (row["reference_rate"], row["reference_n"], row["reference"]) == (0.75, 40, "own")
    assert "12 months before the period" in asked.definition.text


def test_without_an_earlier_year_there_is_nothing_to_hold_it_against() -> None:
    sales = replace(leaking(), practice=st.Practice(funnel_reference="own"))

    frame = st.compute("funnel_leakage.leak", sales, by="team").frame

    assert frame["value"].isna().all()
    assert set(frame["reason"]) == {"no_reference"}


def test_a_leak_is_followed_within_its_own_pipeline() -> None:
    # Beside it another pipeline, in which 1 of 10 goes on: the wins that the first is short of stay what they are.
    one = leaking()
    tables = {
        name: one.connection.table(name).to_arrow_table().to_pandas().dropna(axis=1, how="all")
        for name in ("deals", "stage_history", "stages", "reps")
    }
    stages = tables["stages"].assign(pipeline="A")
    other = stages.assign(stage="other " + stages["stage"], pipeline="B")
    deals = [
        {"deal_id": f"x{i}", "status": "won" if i == 0 else "lost", "closed_at": day(20), "rep_id": "R1"}
        for i in range(10)
    ]
    first = pd.DataFrame({"entity_id": [deal["deal_id"] for deal in deals], "stage": "other lead"})
    first = first.assign(entity="deal", entered_at=pd.Timestamp(day(0), tz="UTC"))
    both = tables | {
        "stages": pd.concat([stages, other]),
        "deals": pd.concat([tables["deals"].astype({"closed_at": str}), pd.DataFrame(deals)]),
        "stage_history": pd.concat([tables["stage_history"], first]),
    }

    sales = st.load(both, as_of=f"{day(180)}T00:00", lang="en", timezone="UTC")
    frame = st.compute("funnel_leakage.leak", sales, by=("team", "stage")).frame.set_index(["team", "stage"])

    assert frame.loc[("Team 2", "offer"), "value"] == pytest.approx(10)
    assert frame.loc[("Team 1", "offer"), "value"] == pytest.approx(-10)
    assert ("Team 2", "other lead") not in frame.index


def test_the_same_counts_give_the_same_interval() -> None:
    first, second = (st.compute("funnel_leakage.leak", leaking(), by="team").frame for _ in range(2))

    pd.testing.assert_frame_equal(first, second)


def test_the_team_leaks_at_its_stage_and_nowhere_else(demo_sales: st.SalesData) -> None:
    frame = st.compute("funnel_leakage.leak", demo_sales, by=("team", "stage")).frame
    leaks = frame[frame["lo"] > 0].set_index(["team", "stage"])

    assert list(leaks.index) == [(LEAK.team, LEAK.stage)]
    assert leaks["rate"].iloc[0] == pytest.approx(LEAK.rate, abs=0.05)


def outside(frame: pd.DataFrame, center: float) -> list[Any]:
    """Which groups go on less than the exact 99.8 % limits around a rate allow."""
    lo, _ = funnel_limits(center, frame["entered"].to_numpy(float))
    return frame.index[frame["value"] < lo].tolist()


def test_only_the_leaking_team_is_below_the_exact_limits_and_only_there(demo_sales: st.SalesData) -> None:
    teams = st.compute("funnel_leakage.reached", demo_sales, by=("team", "stage")).frame.set_index(["team", "stage"])

    flagged = [
        place
        for stage, rows in teams.groupby("stage")
        for place in outside(rows, rows["moved_on"].sum() / rows["entered"].sum())
    ]

    assert flagged == [(LEAK.team, LEAK.stage)]


def test_the_reps_of_the_leaking_team_are_alike(demo_sales: st.SalesData) -> None:
    frame = st.compute("funnel_leakage.reached", demo_sales, by=("rep", "stage"), where={"team": LEAK.team}).frame
    rows = frame[frame["stage"] == LEAK.stage].set_index("rep")

    assert len(rows) == 6
    assert outside(rows, rows["moved_on"].sum() / rows["entered"].sum()) == []
