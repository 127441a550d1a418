"""Time in stage, stalled deals, and what is irregular in the log of stages."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from funnels import LOST_AT_OFFER, THROUGH, load, many

import salestoolkit as st


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
