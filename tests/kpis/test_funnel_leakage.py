"""Funnel leakage and its studies: worked by hand, against plain pandas, against peers' errors and planted truths."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS
from salestoolkit.estimate.groups.funnel_limits import funnel_limits
from salestoolkit.estimate.interval.shares import wilson

STAGES = [
    {"stage": stage, "position": i, "kind": "won" if stage == "won" else "open"}
    for i, stage in enumerate(("lead", "offer", "talks", "won"))
]
STUDIES = ("reached", "strict", "touched", "steps_back", "skipped", "leak", "time_in_stage", "stalled")
LEAK = TRUTHS.leak
assert LEAK is not None


def day(number: int) -> str:
    return (pd.Timestamp("2026-01-01") + pd.Timedelta(days=number)).strftime("%Y-%m-%d")


def journeys(paths: Mapping[str, Sequence[tuple[str, int]]], **of_deal: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Deals by the days on which they entered stages; "lost" and "won" end one, a deal without an end is open."""
    deals, history = [], []
    for deal, path in paths.items():
        end, on = path[-1]
        status = end if end in ("won", "lost") else "open"
        closed = None if status == "open" else day(on)
        given = {name: values.get(deal[0]) for name, values in of_deal.items()}
        deals.append({"deal_id": deal, "status": status, "created_at": day(0), "closed_at": closed, **given})
        history += [
            {"entity": "deal", "entity_id": deal, "stage": stage, "entered_at": day(on)}
            for stage, on in path
            if stage != "lost"
        ]
    return {"deals": pd.DataFrame(deals), "stages": pd.DataFrame(STAGES), "stage_history": pd.DataFrame(history)}


def load(paths: Mapping[str, Sequence[tuple[str, int]]], as_of: int = 180, **of_deal: Any) -> st.SalesData:
    return st.load(journeys(paths, **of_deal), as_of=f"{day(as_of)}T00:00", lang="en", timezone="UTC")


def many(*paths: tuple[int, Sequence[tuple[str, int]]]) -> dict[str, Sequence[tuple[str, int]]]:
    """So many deals of each path; the first letter of a deal's id tells the paths apart."""
    return {f"{chr(97 + k)}{i}": path for k, (count, path) in enumerate(paths) for i in range(count)}


THROUGH = [("lead", 0), ("offer", 5), ("talks", 10), ("won", 20)]
LOST_AT_OFFER = [("lead", 0), ("offer", 5), ("lost", 9)]


@pytest.mark.parametrize("study", ["", ".strict"])
def test_a_month_in_which_nobody_came_to_the_last_step_is_not_through_it(study: str) -> None:
    # all enter the offer in January and its next step in February: January alone cannot tell how many are won
    paths = many((8, [("lead", 0), ("offer", 40), ("talks", 45), ("won", 50)]), (8, [("lead", 0), ("lost", 9)]))
    whole, months = (st.compute(f"funnel_leakage{study}", load(paths), by=by).frame for by in (None, "month"))

    january = months.iloc[0]
    assert whole.loc[0, "value"] == pytest.approx(0.5)
    assert (january["moved_on"], january["reason"]) == (0, "undecided")
    assert months["moved_on"].sum() == whole.loc[0, "moved_on"] == 8


@pytest.mark.parametrize("study", ["", ".strict"])
def test_a_rep_without_a_deal_is_no_step_that_others_have_not_entered(study: str) -> None:
    tables = journeys(many((6, THROUGH), (4, LOST_AT_OFFER)), rep_id={"a": "R1", "b": "R1"})
    reps = pd.DataFrame([{"rep_id": rep, "name": rep} for rep in ("R1", "R2")])
    sales = st.load(tables | {"reps": reps}, as_of=f"{day(180)}T00:00", lang="en", timezone="UTC")

    whole, by_rep = (st.compute(f"funnel_leakage{study}", sales, by=by).frame for by in (None, "rep"))

    assert by_rep["reason"].to_list() == ["", "no_data"]
    assert by_rep.loc[0, "value"] == whole.loc[0, "value"] == pytest.approx(0.6 if study else 0.4)
    assert by_rep["entered"].to_list() == [10, 0]


def test_a_step_is_judged_on_deals_that_entered_long_enough_ago() -> None:
    # Moving on from "lead" takes 5 days, so that nine in ten took 5 days; 10 deals that entered 2 days ago wait.
    paths = many((6, THROUGH), (4, [("lead", 0), ("lost", 3)]), (10, [("lead", 178)]))

    row = st.compute("funnel_leakage", load(paths), by="stage").frame.iloc[0]

    assert (row["entered"], row["moved_on"], row["leaked"], row["young"]) == (10, 6, 4, 10)
    assert row["value"] == 0.4
    assert row["ripe_after"] == 5 * 86_400


def test_how_many_are_left_out_is_said() -> None:
    said = st.compute("funnel_leakage", load(many((6, THROUGH), (3, [("lead", 178)])))).definition.text

    assert "too recently" in said
    assert "3 entries" in said


def test_open_deals_are_in_progress_and_the_three_ways_out_are_all() -> None:
    paths = many((5, THROUGH), (3, LOST_AT_OFFER), (2, [("lead", 0), ("offer", 5)]))

    row = st.compute("funnel_leakage", load(paths)).frame.iloc[0]

    assert (row["value"], row["rate"], row["in_progress"]) == pytest.approx((0.3, 0.5, 2))


def test_one_cohort_followed_through_has_wilsons_interval_of_the_lost() -> None:
    # 2 of 10 lost at lead and 3 of the 8 that came to the offer: 5 of 10, whatever the way
    paths = many((5, THROUGH), (3, LOST_AT_OFFER), (2, [("lead", 0), ("lost", 3)]))

    row = st.compute("funnel_leakage", load(paths)).frame.iloc[0]

    _, lo, hi = wilson(np.array([5.0]), np.array([10.0]))
    assert (row["value"], row["lo"], row["hi"]) == pytest.approx((0.5, lo[0], hi[0]))


@pytest.mark.parametrize("mode", ["reached", "strict", "touched"])
def test_the_steps_multiply_to_the_whole(mode: str, demo_sales: st.SalesData) -> None:
    steps = st.compute(f"funnel_leakage.{mode}", demo_sales, by="stage").frame
    whole = st.compute(f"funnel_leakage.{mode}", demo_sales).frame.iloc[0]

    assert whole["value"] == pytest.approx(steps["value"].prod())
    assert whole["lo"] < whole["value"] < whole["hi"]


def test_where_nobody_passed_a_stage_in_order_the_share_won_in_order_is_none() -> None:
    # all five skipped the offer: nobody was at it, nor at the talks by way of it
    skipped = load(many((5, [("lead", 0), ("talks", 5), ("won", 9)])))

    steps = st.compute("funnel_leakage.strict", skipped, by="stage").frame
    row = st.compute("funnel_leakage.strict", skipped).frame.iloc[0]

    assert steps["entered"].tolist() == [5, 0, 0]
    assert (row["value"], row["n"], row["entered"], row["moved_on"], row["reason"]) == (0, 5, 5, 0, "")
    _, lo, hi = wilson(np.array([0.0]), np.array([5.0]))
    assert (row["lo"], row["hi"]) == pytest.approx((lo[0], hi[0]))


@pytest.mark.parametrize("mode", ["strict", "touched"])
def test_of_an_undecided_group_the_whole_shows_the_first_entries_and_the_last_that_went_on(mode: str) -> None:
    # ten at the lead, four at the offer, and nobody was recorded in the talks before the deal was won
    paths = many((4, [("lead", 0), ("offer", 5), ("won", 9)]), (6, [("lead", 0), ("lost", 5)]))
    steps = st.compute(f"funnel_leakage.{mode}", load(paths), by="stage").frame
    row = st.compute(f"funnel_leakage.{mode}", load(paths)).frame.iloc[0]

    assert (row["entered"], row["n"]) == (10, 10)
    assert row["moved_on"] == steps["moved_on"].iloc[-1]
    # touched: won without the talks, a step of nothing; strict: nobody came to the talks in order
    assert (row["reason"], row["value"] == 0) == (("undecided", False) if mode == "touched" else ("", True))


def test_steps_have_wilsons_interval(demo_sales: st.SalesData) -> None:
    steps = st.compute("funnel_leakage.reached", demo_sales, by="stage").frame

    _, lo, hi = wilson(steps["moved_on"].to_numpy(float), steps["entered"].to_numpy(float))
    np.testing.assert_allclose(steps["lo"], lo)
    np.testing.assert_allclose(steps["hi"], hi)


def test_tools_that_archive_lost_deals_show_a_better_funnel() -> None:
    # Odoo's action_set_lost archives the lead (addons/crm/models/crm_lead.py), and what is archived is left out of
    # every list and analysis that does not ask for it.
    paths = many((6, THROUGH), (14, LOST_AT_OFFER))
    tables = journeys(paths)
    archived = tables["deals"].query("status != 'lost'")

    ours = st.compute("funnel_leakage.reached", load(paths), by="stage").frame.set_index("stage")["value"]
    theirs = st.compute(
        "funnel_leakage.reached", st.load(tables | {"deals": archived}, as_of=day(180), timezone="UTC"), by="stage"
    ).frame.set_index("stage")["value"]

    assert ours["offer"] == pytest.approx(6 / 20)
    assert theirs["offer"] == 1


def test_a_stage_that_is_entered_again_is_not_counted_twice() -> None:
    back = [("lead", 0), ("offer", 5), ("lead", 7), ("offer", 9), ("lost", 12)]
    paths = many((5, THROUGH), (5, back))

    ours = st.compute("funnel_leakage", load(paths), by="stage").frame.set_index("stage")["entered"]
    theirs = journeys(paths)["stage_history"].groupby("stage").size()  # counting rows of the log, as peers do

    assert (ours["lead"], ours["offer"]) == (10, 10)
    assert (theirs["lead"], theirs["offer"]) == (15, 15)


def test_a_lost_deal_has_reached_the_stage_that_it_skipped() -> None:
    # Bitrix24 fills skipped stages for deals that are not lost: of the 5 skippers here that would drop 5 losses.
    paths = many((5, THROUGH), (5, [("lead", 0), ("talks", 8), ("lost", 12)]))

    steps = st.compute("funnel_leakage.reached", load(paths), by="stage").frame.set_index("stage")

    assert steps["entered"].to_dict() == {"lead": 10, "offer": 10, "talks": 10}
    assert steps.loc["talks", "value"] == 0.5


def test_skips_and_steps_back_have_their_own_table() -> None:
    back = [("lead", 0), ("offer", 5), ("lead", 7), ("offer", 9), ("lead", 11), ("offer", 13), ("lost", 15)]
    sales = load(many((6, THROUGH), (3, back), (1, [("lead", 0), ("talks", 3), ("won", 9)])))

    steps_back = st.compute("funnel_leakage.steps_back", sales, by="stage").frame.set_index("stage")
    skipped = st.compute("funnel_leakage.skipped", sales, by="stage").frame.set_index("stage")

    assert steps_back[["deals", "entries", "times"]].loc["offer"].tolist() == [3, 9, 6]
    assert steps_back.loc["offer", "value"] == pytest.approx(3 / 9)
    assert skipped["deals"].to_dict() == {"lead": 0, "offer": 1, "talks": 0}
    assert skipped["entries"].to_dict() == {"lead": 10, "offer": 10, "talks": 7}
    assert list(skipped.index) == ["lead", "offer", "talks"]


def test_a_stage_logged_twice_in_a_row_is_one_stay() -> None:
    sales = load(many((5, [("lead", 0), ("lead", 2), ("offer", 5), ("lost", 6)])))

    frame = st.compute("funnel_leakage.time_in_stage", sales, by="stage").frame.set_index("stage")

    assert frame.loc["lead", ["value", "whole"]].tolist() == [5 * 86_400, 5 * 86_400]


def test_time_in_stage_is_told_of_the_first_visit_and_of_all_together() -> None:
    # In "offer" 2 days, then 3 more after a step back; the open deal is still there after 175 days.
    back = [("lead", 0), ("offer", 5), ("lead", 7), ("offer", 9), ("lost", 12)]
    sales = load(many((9, back), (1, [("lead", 0), ("offer", 5)])))

    row = st.compute("funnel_leakage.time_in_stage", sales, by="stage").frame.set_index("stage").loc["offer"]

    assert (row["value"], row["whole"]) == (2 * 86_400, 5 * 86_400)
    assert (row["n"], row["still"]) == (10, 1)


def test_a_stage_that_half_have_not_left_has_no_median() -> None:
    sales = load(many((2, LOST_AT_OFFER), (8, [("lead", 0), ("offer", 5)])))

    row = st.compute("funnel_leakage.time_in_stage", sales, by="stage").frame.set_index("stage").loc["offer"]

    assert np.isnan(row["value"])
    assert row["reason"] == "not_left"


def test_stalled_is_longer_than_four_in_five_won_deals_took() -> None:
    # Won deals were 1, 2, 3, 4 and 5 days in "lead": the 80th percentile is 4.2 days.
    won = [(1, [("lead", 0), ("offer", days), ("talks", 10), ("won", 20)]) for days in range(1, 6)]
    waiting = [(1, [("lead", 180 - age)]) for age in (1, 2, 3, 4, 5, 6)]
    amounts = {chr(97 + k): 100 * k for k in range(11)}
    sales = load(many(*won, *waiting), amount=amounts)

    row = st.compute("funnel_leakage.stalled", sales, by="stage").frame.iloc[0]

    assert (row["stalled"], row["judged"], row["value"]) == (2, 6, pytest.approx(2 / 6))
    assert float(row["stalled_amount"]) == 900 + 1_000


def test_open_deals_of_a_stage_that_few_won_deals_passed_are_not_judged() -> None:
    sales = load(many((4, THROUGH), (6, [("lead", 0)])))

    row = st.compute("funnel_leakage.stalled", sales).frame.iloc[0]

    assert (row["n"], row["reason"], row["unjudged"]) == (0, "no_data", 6)


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


@pytest.mark.parametrize("study", STUDIES)
def test_the_example_of_a_study_gives_the_answer_worked_by_hand(study: str) -> None:
    example = st.definition(f"funnel_leakage.{study}").example
    tables = {table: pd.DataFrame(list(rows)) for table, rows in example.tables.items()}

    row = st.compute(f"funnel_leakage.{study}", st.load(tables, as_of=example.as_of, lang="en")).frame.iloc[0]

    assert example.answer
    assert {column: float(row[column]) for column in example.answer} == pytest.approx(dict(example.answer))


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_deals_show_counts_only(study: str, count: int) -> None:
    none = [("lead", 400)]  # after as_of
    sales = load(many((count, [("lead", 0), ("offer", 3)]), (1, none)))

    frame = st.compute(f"funnel_leakage.{study}", sales, by="stage").frame

    assert frame["value"].isna().all()
    assert set(frame["reason"]) <= {"no_data", "too_few"}


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("by", ["stage", ("rep", "stage")])
def test_every_study_is_counted_read_and_listed(study: str, by: Any, demo_sales: st.SalesData) -> None:
    result = st.compute(f"funnel_leakage.{study}", demo_sales, by=by)

    for lang in ("id", "en"):
        said = [result.read(lang), result.whole.read(lang), result.to(lang).definition.text]
        assert all(said)
        assert "{" not in "".join(said)
    assert len(result.table) == len(result.frame) > 0


def test_a_newcomer_who_has_lost_nothing_yet_is_not_ranked_for_it(demo_sales: st.SalesData) -> None:
    row = st.compute("funnel_leakage", demo_sales, by="rep").frame.set_index("rep_id").loc["R12"]

    assert row["leaked"] == 0
    assert row["in_progress"] > 0
    assert row["reason"] == "too_few"


def test_each_rep_is_counted_at_each_stage(demo_sales: st.SalesData) -> None:
    frame = st.compute("funnel_leakage", demo_sales, by=("rep", "stage")).frame
    whole = st.compute("funnel_leakage", demo_sales, by="stage").frame.set_index("stage")

    assert frame["rep_id"].nunique() == 24
    assert frame.groupby("stage")["leaked"].sum().to_dict() == whole["leaked"].to_dict()


def recorded(sales: st.SalesData) -> pd.DataFrame:
    """By plain Python: for each deal the places of the stages it was recorded in, one after the other."""
    history = sales.connection.table("stage_history").to_arrow_table().to_pandas().query("entity == 'deal'")
    places = {"Penjajakan": 1, "Kualifikasi": 2, "Penawaran": 3, "Negosiasi": 4, "Berhasil": 5}
    history = history.assign(place=history["stage"].map(places)).dropna(subset="place")
    paths = history.sort_values(["entered_at", "place"]).groupby("entity_id")["place"].agg(list)
    status = sales.connection.table("deals").to_arrow_table().to_pandas().set_index("deal_id")["status"]
    return paths.to_frame("path").join(status)


def test_what_is_irregular_in_the_log_agrees_with_plain_python(demo_sales: st.SalesData) -> None:
    log = recorded(demo_sales)
    furthest = [5 if s == "won" else max(p) for p, s in zip(log["path"], log["status"], strict=True)]
    skipped = {k: sum(f > k and k not in p for f, p in zip(furthest, log["path"], strict=True)) for k in range(1, 5)}
    back = {k: sum(any(a == k and b < k for a, b in itertools.pairwise(p)) for p in log["path"]) for k in range(1, 5)}

    ours = {
        name: st.compute(f"funnel_leakage.{name}", demo_sales, by="stage").frame["deals"].tolist()
        for name in ("skipped", "steps_back")
    }

    assert ours == {"skipped": list(skipped.values()), "steps_back": list(back.values())}


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


def test_counts_without_keys_give_step_rates_that_are_said_to_be_a_snapshot() -> None:
    # Two months of one channel; in February nobody was won, and no row says so. Reached: 100, 40, 20, and 5 won.
    counts = [
        {
            "period": period,
            "channel": "web",
            "stage": stage,
            "kind": "won" if stage == "won" else "open",
            "count": count,
        }
        for period, reached in (("2026-01-01", (60, 30, 15, 5)), ("2026-02-01", (40, 10, 5)))
        for stage, count in zip(("lead", "offer", "talks", "won"), reached, strict=False)
    ]
    tables = {"stage_counts": pd.DataFrame(counts), "stages": pd.DataFrame(STAGES)}
    sales = st.load(tables, as_of=day(180), lang="en", timezone="UTC")

    steps = st.compute("funnel_leakage.reached", sales, by="stage")
    months = st.compute("funnel_leakage.reached", sales, by="month").frame

    assert steps.frame["value"].tolist() == pytest.approx([0.4, 0.5, 0.25])
    assert "a snapshot" in steps.definition.text
    assert months["value"].tolist() == pytest.approx([5 / 60, 0])
    assert "stage_history" in st.compute("funnel_leakage", sales).missing


def test_the_snapshot_of_the_demo_company_agrees_with_its_deals(demo_sales: st.SalesData) -> None:
    names = ("stage_counts", "stages")
    tables = {name: demo_sales.connection.table(name).to_arrow_table().to_pandas() for name in names}
    snapshot = st.load(tables, as_of="2026-01-01T00:00+07:00", timezone="Asia/Jakarta")
    counts = tables["stage_counts"].groupby("stage")["count"].sum()

    steps = st.compute("funnel_leakage.reached", snapshot, by="stage").frame

    open_stages = ["Penjajakan", "Kualifikasi", "Penawaran", "Negosiasi"]
    assert steps["stage"].tolist() == open_stages
    assert steps["entered"].tolist() == counts[open_stages].tolist()
    assert steps["moved_on"].tolist() == counts[[*open_stages[1:], "Berhasil"]].tolist()


def test_where_nobody_moved_on_or_was_lost_there_is_not_nothing() -> None:
    frame = st.compute("funnel_leakage", load(many((8, [("lead", 0)]))), by="stage").frame

    assert (frame["entered"].iloc[0], frame["reason"].iloc[0]) == (8, "not_decided")
