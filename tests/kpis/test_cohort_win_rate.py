"""Created-cohort win rate: open deals wait, lost ones compete, one horizon holds for all, and the young is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_sales import deal, loaded, row_of
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS


def test_lost_deals_as_censored_would_promise_far_more_than_is_won() -> None:
    # 1,000 deals, 30 % of them won in the end, the lost ones sooner: "1 - Kaplan-Meier" has nearly all of them won
    chance = np.random.default_rng(3)
    won = chance.random(1_000) < 0.3
    days = np.where(won, chance.integers(10, 60, 1_000), chance.integers(1, 55, 1_000))
    deals = [
        deal(str(i), "won" if w else "lost", "2025-01-01", str(np.datetime64("2025-01-01") + int(d)))
        for i, (w, d) in enumerate(zip(won, days, strict=True))
    ]
    sales = replace(loaded("2025-06-01", deals=deals), practice=st.Practice(win_horizon_days=60))

    ours = st.compute("cohort_win_rate", sales).frame.iloc[0]["value"]
    theirs = 1 - SurvfuncRight(days, won.astype(int)).surv_prob[-1]

    assert ours == pytest.approx(won.mean(), abs=1e-12)
    assert theirs > 0.95


def test_the_curve_is_that_of_the_library(demo_sales: st.SalesData) -> None:
    row = st.compute("cohort_win_rate", demo_sales, where={"rep": "R01"}).frame.iloc[0]
    deals = demo_sales.connection.sql("SELECT days, outcome FROM fact_outcomes WHERE rep_id = 'R01'").df()
    curve = CumIncidenceRight(deals["days"].to_numpy(float), deals["outcome"].to_numpy(int))

    at = np.searchsorted(curve.times, row["horizon"] / 86_400, side="right") - 1
    assert row["value"] == pytest.approx(curve.cinc[0][at], abs=1e-9)


def test_the_horizon_is_the_whole_teams_whatever_is_asked(demo_sales: st.SalesData) -> None:
    whole = st.compute("cohort_win_rate", demo_sales).frame["horizon"].item()

    parts = [
        st.compute("cohort_win_rate", demo_sales, by="team").frame["horizon"],
        st.compute("cohort_win_rate", demo_sales, where={"team": "Makassar"}).frame["horizon"],
        st.compute("cohort_win_rate", demo_sales, start="2025-11-01").frame["horizon"],
    ]

    assert all((part == whole).all() for part in parts)
    assert whole == st.compute("cycle_length", demo_sales).frame["p90"].item()


def test_a_declared_horizon_stands_above_the_measured_one(demo_sales: st.SalesData) -> None:
    declared = replace(demo_sales, practice=st.Practice(win_horizon_days=30))

    row = st.compute("cohort_win_rate", declared).frame.iloc[0]

    assert row["horizon"] == 30 * 86_400
    assert row["value"] < st.compute("cohort_win_rate", demo_sales).frame["value"].item()


def test_young_cohorts_are_told_and_drawn_apart(demo_sales: st.SalesData) -> None:
    result = st.compute("cohort_win_rate", demo_sales, by="quarter")
    mature = result.frame.set_index("quarter")["mature"]

    assert mature[:"2025-07-01"].all()
    assert not mature["2025-10-01"]
    assert "Newest, not mature yet and so left out of these: Q4 2025" in result.read("en")
    assert "Last:" not in result.read("en")
    lines = [line for line in result.plot("trend").figure.axes[0].lines if line.get_gid() == "immature"]
    assert [len(line.get_xdata()) for line in lines] == [2]
    assert lines[0].get_linestyle() == "--"


def test_a_cohort_that_nobody_was_followed_through_has_no_number() -> None:
    deals = [deal(str(i), "won", "2025-01-01", "2025-03-01") for i in range(9)]
    young = [
        deal(f"y{i}", "lost" if i < 6 else "open", "2025-04-20", "2025-04-22" if i < 6 else None) for i in range(20)
    ]

    sales = loaded("2025-05-01T00:00", deals=[*deals, *young])
    row = st.compute("cohort_win_rate", sales, by="month").frame.iloc[-1]

    assert (row["reason"], row["created"], row["n"], row["mature"]) == ("immature", 20, 6, False)
    assert (row["least"], row["most"]) == (0, 0.7)


def test_the_newcomers_four_wins_are_not_a_rate_of_all(demo_sales: st.SalesData) -> None:
    row = st.compute("cohort_win_rate", demo_sales, by="rep").frame.set_index("rep_id").loc[TRUTHS.newcomer.rep]

    assert row["won"] == 4
    assert row["n"] < 10  # not ranked
    assert row["value"] < 0.5 < row["hi"]


def test_the_leaking_team_is_clearly_below(demo_sales: st.SalesData) -> None:
    teams = st.compute("cohort_win_rate", demo_sales, by="team").frame.set_index("team")

    assert teams["value"].idxmin() == TRUTHS.leak.team
    assert teams.at[TRUTHS.leak.team, "hi"] < teams.drop(TRUTHS.leak.team)["lo"].min()


def test_a_cancelled_deal_competes_and_an_impossible_one_is_left_out_and_told() -> None:
    deals = [
        *(deal(f"w{i}", "won", "2025-01-01", "2025-01-11") for i in range(3)),
        *(deal(f"c{i}", "cancelled", "2025-01-01", "2025-01-05") for i in range(3)),
        deal("x", "won", "2025-02-01", "2025-01-01"),
    ]

    result = st.compute("cohort_win_rate", loaded("2025-05-01", deals=deals))

    assert (result.frame["value"].item(), result.frame["created"].item()) == (0.5, 6)
    assert "closed before they were created, left out: 1" in result.definition.text


def test_nothing_won_yet_is_no_horizon_and_no_rate_of_nought() -> None:
    row = row_of("cohort_win_rate", deals=[deal(str(i), "lost", "2025-01-01", "2025-02-01") for i in range(12)])

    assert np.isnan(row["value"])
    assert (row["reason"], row["lost"]) == ("no_horizon", 12)


def test_what_is_not_known_yet_is_told_as_expected_and_not_as_won() -> None:
    old = [deal(f"w{i}", "won", "2025-01-01", "2025-01-21") for i in range(10)]
    old += [deal(f"l{i}", "lost", "2025-01-01", "2025-01-11") for i in range(10)]
    young = [deal(f"o{i}", "open", "2025-05-25") for i in range(5)]

    all_known = st.compute("cohort_win_rate", loaded("2025-06-01", deals=old))
    some = st.compute("cohort_win_rate", loaded("2025-06-01", deals=[*old, *young]))

    known, told = (replace(one, sales=replace(one.sales, lang="en")).read() for one in (all_known, some))
    assert "Of 20 deals created, 50.0% were won" in known
    assert "Of 25 deals created, 50.0% are expected to be won" in told
    assert "For 20 the outcome within" in told
    assert some.frame["n"].item() == 20  # the card's n
    assert "are expected to be won" not in some.definition.text  # the sentence has said it


def test_cohorts_of_before_the_data_are_no_extremes() -> None:
    # of the deals of 2024 only those are known that were still open in January 2025
    old = [
        deal(f"o{i}", "won" if i < 1 else "lost", "2024-11-10", f"2025-02-{i + 1:02}", product="P") for i in range(12)
    ]
    new = [
        deal(f"n{q}-{i}", "won" if i < wins else "lost", f"2025-{q:02}-01", f"2025-{q:02}-{11 + i:02}")
        for q, wins in ((2, 9), (5, 6), (8, 8))
        for i in range(12)
    ]

    sales = loaded("2026-01-01", deals=[*old, *new])
    result = st.compute("cohort_win_rate", sales, by="quarter")

    assert result.frame.set_index("quarter")["partial"].tolist() == [True, False, False, False]
    assert "Lowest: Q2 2025, 50.0%." in result.read()
    # "after that" is said of the last cohort, before the first is told
    last, _, first = result.read().partition(" Nothing is counted after that, up to 1 January 2026. ")
    assert last.rpartition(". ")[2].startswith("Last: Q3 2025")
    assert first.startswith("Covered only in part, and so left out of these: Q4 2024, 0.0%")
    none = st.compute("cohort_win_rate", sales, by=("quarter", "product"), end="2020-01-01")
    assert none.frame.empty  # nor is anything cut off where there is no cohort at all


def test_a_cohort_of_before_the_data_that_is_not_mature_is_not_called_running() -> None:
    """Of two quarters before the first close one is mature and one is not: neither is whole, and both are over."""
    old = [
        deal(f"o{began}{i}", "lost" if i % 2 else "won", began, f"2025-{month:02}-{i + first:02}")
        for began, month, first in (("2024-08-10", 1, 2), ("2024-10-05", 2, 15))
        for i in range(12)
    ]
    old += [deal(f"late{i}", "open", "2024-12-30") for i in range(6)]
    told = st.compute("cohort_win_rate", loaded("2025-03-20", deals=old), by="quarter")

    assert told.frame["partial"].all()
    assert told.frame["mature"].tolist() == [True, False]
    assert "running" not in told.read()
    assert "Newest, not mature yet and so left out of these: Q4 2024" in told.read()
