"""Ageing: everything that is open is counted once, and what is stalled is what the funnel's study calls stalled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st

DAY = 86_400


@pytest.fixture(scope="module")
def frame(demo_sales: st.SalesData) -> pd.DataFrame:
    return st.ageing(demo_sales).frame


def opened(name: str, rep: str, created: str, **more: Any) -> dict[str, Any]:
    return {"deal_id": name, "rep_id": rep, "status": "open", "created_at": created} | more


# as_of is 1 June; the five deals were won after 10, 20, 30, 40 and 50 days: four in five within 42
WON = [
    {"deal_id": f"w{i}", "rep_id": "Ani", "status": "won", "created_at": "2025-01-01", "closed_at": day, "amount": 100}
    for i, day in enumerate(("2025-01-11", "2025-01-21", "2025-01-31", "2025-02-10", "2025-02-20"))
]


def loaded(*deals: dict[str, Any], **tables: list[dict[str, Any]]) -> st.SalesData:
    frames = {name: pd.DataFrame(rows) for name, rows in {"deals": [*WON, *deals], **tables}.items()}
    return st.load(frames, as_of="2025-06-01T00:00", lang="en")


def test_without_a_stage_history_the_age_since_it_was_opened_counts_and_this_is_said() -> None:
    passage = st.ageing(
        loaded(
            opened("old", "Ani", "2025-04-19", amount=300),  # 43 days
            opened("young", "Ani", "2025-04-21", amount=100),  # 41 days
            opened("his", "Budi", "2025-03-01", amount=200),
        )
    )
    people = passage.frame[passage.frame["part"] == "all"].set_index("who")

    columns = ["deals", "amount", "age", "judged", "stalled", "stalled_amount"]
    assert people.loc["Ani", columns].tolist() == [2, 400, 42 * DAY, 2, 1, 300]
    assert people.loc["Budi", columns].tolist() == [1, 200, 92 * DAY, 1, 1, 200]
    assert passage.said == (
        "3 deals worth Rp600 are open. 2 of the 3 that can be judged are stalled, worth Rp500: "
        "83.3% of the open value.",
        "Ani has the most stalled value: Rp300 (1 of 2 deals), 60.0% of the stalled value and 50.0% of the open value.",
        "It is not known since when 3 deals are in their stage, so they are judged by their age since they were "
        "opened. Four in five won deals were won within 42 days.",
    )


def test_with_a_stage_history_the_time_in_the_stage_counts() -> None:
    stages = [{"stage": "Offer", "position": 1, "kind": "open"}, {"stage": "Won", "position": 2, "kind": "won"}]
    entered = [(deal["deal_id"], "Offer", "2025-01-01") for deal in WON] + [("new", "Offer", "2025-05-20")]
    history = [{"entity": "deal", "entity_id": n, "stage": s, "entered_at": at} for n, s, at in entered]

    # open since January, but in its stage for 12 days only
    passage = st.ageing(loaded(opened("new", "Ani", "2025-01-01", amount=100), stages=stages, stage_history=history))

    stage = passage.frame[passage.frame["part"] == "stage"].iloc[0]
    assert (stage["where_open"], stage["age"], stage["judged"], stage["stalled"]) == ("Offer", 12 * DAY, 1, 0)
    assert "No stage history" not in passage.read()
    assert "Stalled after more than: Offer, 42 days." in passage.definition.text
    assert "has the most" not in passage.read()


def test_what_is_unknown_is_no_zero() -> None:
    passage = st.ageing(loaded(opened("a", "Ani", "2025-01-01"), {"deal_id": "b", "rep_id": "Budi", "status": "open"}))
    people = passage.frame[passage.frame["part"] == "all"].set_index("who")

    assert people.loc["Ani", ["amount", "stalled_amount"]].isna().all()
    assert people.loc["Budi", ["amount", "age"]].isna().all()
    assert people.loc["Budi", ["judged", "stalled"]].tolist() == [0, 0]
    assert "amounts unknown" in passage.read()
    assert "known since when, not judged: 1." in passage.definition.text
    assert passage.plot().png(50).startswith(b"\x89PNG")  # type: ignore[union-attr]


def test_fewer_than_five_won_deals_say_nothing_of_what_is_usual() -> None:
    few = pd.DataFrame([*WON[:4], opened("a", "Ani", "2024-01-01", amount=50)])
    passage = st.ageing(st.load({"deals": few}, as_of="2025-06-01", lang="en"))

    assert passage.frame["judged"].sum() == passage.frame["stalled"].sum() == 0
    assert passage.read() == "1 deal is open. How long is usual is not known, so none is called stalled."
    assert "how long is usual there (fewer than 5," in passage.definition.text


def test_stalled_is_what_the_study_of_the_funnel_says(demo_sales: st.SalesData, frame: pd.DataFrame) -> None:
    study = st.compute("funnel_leakage.stalled", demo_sales, by=("stage", "rep")).frame
    held = frame[frame["part"] == "stage"].set_index(["rep_id", "where_open"])
    said = study.set_index(["rep_id", "stage"]).loc[held.index]

    for name in ("judged", "stalled", "stalled_amount"):
        assert held[name].to_dict() == pytest.approx(said[name].to_dict())


def test_people_and_their_stages_add_up_to_what_is_open(demo_sales: st.SalesData, frame: pd.DataFrame) -> None:
    whole, places = (frame[frame["part"] == part] for part in ("all", "stage"))
    columns = ["deals", "amount", "judged", "stalled", "stalled_amount"]

    assert whole["deals"].sum() == st.compute("win_rate", demo_sales).frame["open"].iloc[0]
    summed = places.groupby("rep_id")[columns].sum()
    pd.testing.assert_frame_equal(summed, whole.set_index("rep_id")[columns].sort_index(), check_dtype=False)
    assert whole["stalled_amount"].is_monotonic_decreasing


def test_a_filter_keeps_its_deals_and_what_is_usual_stays_the_whole_teams(
    demo_sales: st.SalesData, frame: pd.DataFrame
) -> None:
    chosen = st.ageing(demo_sales, where={"rep": "R01"}).frame

    own = frame[frame["rep_id"] == "R01"].reset_index(drop=True)
    pd.testing.assert_frame_equal(chosen, own)
    with refused(st.UsageError, match="cannot be limited by lost_reason"):
        st.ageing(demo_sales, where={"lost_reason": "price"})


def test_maven_is_judged_by_age_and_says_so(shared_data: Path) -> None:
    passage = st.ageing(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"))
    total = passage.frame[passage.frame["part"] == "all"][["deals", "judged", "stalled"]].sum()

    # 1,589 in Engaging have a date, 500 in Prospecting none; four in five of 4,238 won deals took up to 93 days
    assert total.tolist() == [2_089, 1_589, 1_470]
    assert "won within 93 days" in passage.read()
    assert "not judged: 500" in passage.definition.text


def test_nothing_open_and_no_deals_at_all() -> None:
    assert st.ageing(loaded()).read() == "There are no open deals."
    nobody = st.load({"leads": pd.DataFrame([{"lead_id": "1", "created_at": "2025-01-01"}])}, as_of="2025-06-01")
    assert "tabel deals tidak ada" in st.ageing(nobody).read()


def test_every_language_reads_and_draws(demo_sales: st.SalesData) -> None:
    for lang in st.languages():
        told = st.ageing(replace(demo_sales, lang=lang))
        assert "{" not in told.read() + told.definition.text
        picture: Any = told.plot()
        bars = [patch for patch in picture.figure.axes[0].patches if patch.get_height() == pytest.approx(0.62)]
        assert len(bars) == 2 * 24


def test_the_figure_says_that_nothing_is_stalled() -> None:
    """It said that Ani has the most that is stalled: Rp0."""
    young, old = (opened("d", "Ani", day, amount=amount) for day, amount in (("2025-05-25", 300), ("2025-03-01", None)))
    none, told = (st.ageing(loaded(*rows)).plot().alt for rows in ((young,), (young, old | {"deal_id": "e"})))  # type: ignore[union-attr]

    assert none.endswith("the open deals of 1 group. None of them is called stalled.")
    assert told.endswith("Ani has the most that is stalled: 1.")  # of no known amount


def test_of_what_is_won_the_moment_it_begins_no_time_is_usual() -> None:
    """An unpaid invoice of today was called stalled, and its owner named: four in five were won "within 0 seconds"."""
    orders = [deal | {"created_at": deal["closed_at"]} for deal in WON]
    sales = st.load({"deals": pd.DataFrame([*orders, opened("due", "Dewi", "2025-05-31", amount=50)])}, lang="en")
    passage = st.ageing(sales)

    assert passage.frame["judged"].sum() == passage.frame["stalled"].sum() == 0
    assert passage.read() == "1 deal is open. How long is usual is not known, so none is called stalled."
    assert "four in five in no time at all" in passage.definition.text


def test_a_stage_that_won_deals_pass_in_no_time_has_none_that_is_usual() -> None:
    stages = [{"stage": "Offer", "position": 1, "kind": "open"}, {"stage": "Won", "position": 2, "kind": "won"}]
    steps = [(deal["deal_id"], stage, deal["closed_at"]) for deal in WON for stage in ("Offer", "Won")]
    history = [
        {"entity": "deal", "entity_id": name, "stage": stage, "entered_at": at}
        for name, stage, at in [*steps, ("new", "Offer", "2025-05-30")]
    ]
    sales = loaded(opened("new", "Dewi", "2025-05-30", amount=50), stages=stages, stage_history=history)

    row = st.compute("funnel_leakage.stalled", sales).frame.iloc[0]
    assert (row["stalled"], row["judged"], row["unjudged"]) == (0, 0, 1)


def test_where_nothing_is_open_no_owner_is_asked_for() -> None:
    won = pd.DataFrame(WON).drop(columns="rep_id")
    opened_ = pd.DataFrame([opened("due", "Dewi", "2025-05-31")]).drop(columns="rep_id")

    assert st.ageing(st.load({"deals": won}, lang="en")).lacking == "There are no open deals."
    assert "deals.rep_id" in st.ageing(st.load({"deals": pd.concat([won, opened_])}, lang="en")).lacking


def test_stalled_deals_without_an_amount_are_counted_and_a_sum_is_the_least_it_can_be() -> None:
    young = opened("young", "Ani", "2025-04-21", amount=100)
    told = st.ageing(loaded(opened("old", "Budi", "2025-04-19"), young)).read()

    assert "2 deals worth at least Rp100 are open. 1 of the 2 that can be judged is stalled, its amount unknown" in told
    assert "Budi has the most stalled deals: 1 of 1, 100.0% of the stalled deals and 50.0% of the open deals." in told
    whole = st.ageing(loaded(opened("old", "Budi", "2025-04-19", amount=300), young)).read()
    assert "2 deals worth Rp400 are open. 1 of the 2 that can be judged is stalled, worth Rp300: 75.0%" in whole
    worth = st.recover(loaded(opened("old", "Budi", "2025-04-19"), young)).read()
    assert "Open deals: 2, worth at least Rp100;" in worth
