"""Funnel leakage and its studies: worked by hand, against plain pandas, against peers' errors and planted truths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from funnels import LOST_AT_OFFER, STAGES, THROUGH, day, journeys, load, many

import salestoolkit as st
from salestoolkit.estimate.interval.shares import wilson

STUDIES = ("reached", "strict", "touched", "steps_back", "skipped", "leak", "time_in_stage", "stalled")


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
