"""Improvement and decline: against the own history, and only what survives over all reps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED


@pytest.fixture(scope="module")
def courses(demo_sales: st.SalesData) -> pd.DataFrame:
    return st.progress(demo_sales).frame.set_index("rep_id")


def flagged(frame: pd.DataFrame) -> dict[str, str]:
    apart = frame[frame["course"].isin(["improves", "declines"])]
    return dict(zip(apart["rep_id"], apart["course"], strict=True))


def team(months: Mapping[str, Sequence[int]], of: int = 20, as_of: str = "2026-01-01") -> st.SalesData:
    """Deals won of so many closed in each month from January 2024 on, by rep."""
    rows = [
        {
            "deal_id": f"{rep}-{month}-{i}",
            "rep_id": rep,
            "status": "won" if i < won else "lost",
            "closed_at": f"{2024 + month // 12}-{month % 12 + 1:02}-02",
        }
        for rep, wins in months.items()
        for month, won in enumerate(wins)
        for i in range(of)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of=as_of, lang="en")


def test_only_the_two_who_truly_change_are_flagged(demo_sales: st.SalesData) -> None:
    earlier = st.demo(as_of="2025-12-12T00:00+07:00")

    for sales in (demo_sales, earlier):
        assert flagged(st.progress(sales).frame) == {"R03": "improves", "R09": "declines"}


def test_their_changes_are_those_that_were_planted(courses: pd.DataFrame) -> None:
    # docs/demo.md: 0.11 to 0.57 in three years and back; the means over the 36 months that were lived
    assert courses.loc["R03", "change_lo"] < (0.57 - 0.11) / 3 < courses.loc["R03", "change_hi"]
    assert courses.loc["R09", "change_lo"] < (0.11 - 0.57) / 3 < courses.loc["R09", "change_hi"]


def test_the_change_is_that_of_the_kpi(demo_sales: st.SalesData, courses: pd.DataFrame) -> None:
    trend = st.compute("win_rate.trend", demo_sales, by="rep").frame.set_index("rep_id")
    judged = courses.index[courses["course"] != "too_few"]

    for ours, theirs in (("change", "value"), ("change_lo", "lo"), ("change_hi", "hi"), ("p", "p")):
        assert courses.loc[judged, ours].to_dict() == pytest.approx(trend.loc[judged, theirs].to_dict())


def test_where_nothing_is_planted_nearly_nobody_is_flagged() -> None:
    frames = [st.progress(st.demo(seed=seed, truths=NOTHING_PLANTED)).frame for seed in (1, 2, 3, 2026)]

    assert sum(len(flagged(frame)) for frame in frames) == 0


def test_one_slope_in_many_reps_is_held_against_how_many_were_looked_at() -> None:
    # 4 to 8 of 20 over twelve months: p is about 0.03, which one of 20 reps is bound to have
    rising = [4, 4, 5, 5, 5, 6, 6, 7, 7, 7, 8, 8]
    flat = {f"R{i:02}": [6, 5, 6, 7, 6, 6, 6, 6, 7, 6, 5, 6] for i in range(19)}

    alone = st.progress(team({"Ani": rising})).frame.set_index("rep_id")
    among = st.progress(team({"Ani": rising} | flat)).frame.set_index("rep_id")

    assert 0.01 < alone.loc["Ani", "p"] < 0.05
    assert alone.loc["Ani", "course"] == "improves"
    assert among.loc["Ani", "p"] == pytest.approx(alone.loc["Ani", "p"])
    assert among["course"].eq("within").all()


def test_a_month_outside_the_own_limits_worked_by_hand() -> None:
    # centre 80 / 140 = 0.571, limits 0.571 -/+ 3 sqrt(0.571 x 0.429 / 20) = 0.239 and 0.903: 20 of 20 lies outside
    row = st.progress(team({"Ani": [10, 10, 10, 20, 10, 10, 10]})).frame.iloc[0]

    assert (row["outside"], row["run"], row["course"]) == (1, 0, "within")


def test_eight_in_a_row_on_one_side_are_marked_and_claim_nothing() -> None:
    # centre 0.5: four months below it, eight above, four below
    passage = st.progress(team({"Ani": [8] * 4 + [12] * 8 + [8] * 4}))
    row = passage.frame.iloc[0]

    assert (row["outside"], row["run"], row["course"]) == (0, 1, "within")
    assert "1 rep has a month outside" in passage.read()


def test_signals_in_most_reps_at_once_are_the_teams() -> None:
    shared = team({f"R{i}": [10, 10, 10, 20, 10, 10, 10] for i in range(8)})

    assert "differ for many reps at once" in st.progress(shared).read()
    assert "differ for many reps at once" not in st.progress(team({"Ani": [10] * 7})).read()


def test_a_cycle_that_is_not_over_is_left_out() -> None:
    wins = {"Ani": [10, 10, 10, 10, 10, 10, 0]}

    assert st.progress(team(wins, as_of="2024-07-10")).frame["outside"].sum() == 0
    assert st.progress(team(wins, as_of="2024-08-01")).frame["outside"].sum() == 1


@pytest.mark.parametrize(("of", "cycle"), [(20, "month"), (4, "quarter")])
def test_the_cycle_is_one_in_which_a_rep_closes_enough(of: int, cycle: str) -> None:
    assert f"Period of the charts: {cycle}" in st.progress(team({"Ani": [2] * 12}, of)).definition.text


def test_few_deals_say_nothing(courses: pd.DataFrame) -> None:
    newcomer = courses.loc["R12"]

    assert (newcomer["n"], newcomer["course"]) == (4, "too_few")
    assert newcomer[["value", "change", "q", "trend_first"]].isna().all()


def test_who_always_loses_is_not_said_to_decline() -> None:
    frame = st.progress(team({"Ani": [0] * 8, "Budi": [9, 10, 11, 10, 10, 11, 9, 10]})).frame.set_index("rep_id")

    assert frame["course"].eq("within").all()


def test_charts_without_a_mark_are_not_counted() -> None:
    """It said "in the charts 0 reps have a quarter outside; about 0.0 would"."""
    said = st.progress(team({"Ani": [10] * 8, "Budi": [10] * 8})).said

    assert not any("chart" in text for text in said)


def test_a_team_that_never_wins_is_drawn_too() -> None:
    passage = st.progress(team({"Ani": [0] * 8, "Budi": [0] * 8}))

    assert passage.plot().png(50).startswith(b"\x89PNG")  # type: ignore[union-attr]


def test_nobody_to_judge_is_said() -> None:
    passage = st.progress(team({"Ani": [1, 1]}, of=2))

    assert "No rep has the 10 closed deals" in passage.read()
    assert passage.frame["course"].tolist() == ["too_few"]
    assert not hasattr(passage.plot(), "png")


def test_nobody_is_ranked_by_noise(courses: pd.DataFrame) -> None:
    assert courses.index[:2].tolist() == ["R09", "R03"]
    rest = courses.loc[courses["course"] == "within", "who"].tolist()
    assert rest == sorted(rest)


def test_a_part_of_the_team_is_judged_among_itself(demo_sales: st.SalesData) -> None:
    frame = st.progress(demo_sales, where={"team": "Jakarta"}).frame

    assert len(frame) == 6
    assert flagged(frame) == {"R03": "improves"}


def test_progress_says_what_is_missing() -> None:
    nothing = st.load({"reps": pd.DataFrame([{"rep_id": "R1", "name": "Sari"}])}, as_of="2025-05-01", lang="en")

    assert "Not measurable" in st.progress(nothing).read()


def test_maven_shows_nobody_and_months_that_differ_for_all(shared_data: Path) -> None:
    passage = st.progress(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"))

    assert flagged(passage.frame) == {}
    assert "differ for many reps at once" in passage.read()
    assert "Period of the charts: month" in passage.definition.text


def test_progress_reads_and_draws_in_every_language(demo_sales: st.SalesData) -> None:
    for lang in st.languages():
        told = st.progress(replace(demo_sales, lang=lang))
        assert "{" not in told.read() + told.definition.text
        assert len(told.table) == 24
        assert told.plot().png(50).startswith(b"\x89PNG")  # type: ignore[union-attr]


@pytest.mark.parametrize(("reps", "columns"), [(None, 4), (["R01", "R03", "R09"], 3)])
def test_a_chart_for_each_rep_flagged_ones_first(
    demo_sales: st.SalesData, reps: Sequence[str] | None, columns: int
) -> None:
    passage = st.progress(demo_sales, where={"rep": reps} if reps else None)
    panels = [axes for axes in passage.plot().figure.axes if axes.get_visible()]  # type: ignore[union-attr]

    names = [text.get_text() for axes in panels for text in axes.texts if text.get_gid() == "name"]
    assert not any(name.endswith("…") for name in names)  # "Andi Baso Mappato…" was cut; it is written smaller
    assert [name.rstrip("…") for name in names] == [
        who[: len(name.rstrip("…"))] for who, name in zip(passage.frame["who"], names, strict=True)
    ]
    assert len({round(axes.get_position().x0, 3) for axes in panels}) == columns
    assert len({axes.get_ylim() for axes in panels}) == 1


def test_what_is_ringed_is_what_the_frame_counts(demo_sales: st.SalesData, courses: pd.DataFrame) -> None:
    figure = st.progress(demo_sales).plot().figure  # type: ignore[union-attr]
    rings = [dots for axes in figure.axes for dots in axes.collections if dots.get_gid() == "signal"]

    assert sum(len(ring.get_offsets()) for ring in rings) == (courses["outside"] + courses["run"]).sum()  # type: ignore[arg-type]


def test_a_hundred_deals_are_not_few_because_the_lost_have_no_date() -> None:
    """Of one with 40 dated wins and undated losses it said: too few deals."""
    won = [
        {"deal_id": f"{rep}w{i}", "rep_id": rep, "status": "won", "created_at": "2025-01-01"}
        | {"closed_at": f"2025-{1 + i % 10:02}-05"}
        for rep, count in {"Ani": 40, "Budi": 40, "Citra": 3}.items()
        for i in range(count)
    ]
    lost = [
        {"deal_id": f"{rep}l{i}", "rep_id": rep, "status": "lost", "created_at": "2025-01-01", "closed_at": None}
        for rep in ("Ani", "Budi")
        for i in range(12)
    ]
    sales = st.load({"deals": pd.DataFrame(won + lost)}, as_of="2026-01-01", lang="en")

    told = st.progress(sales)

    assert told.frame.set_index("who")["course"].to_dict() == {"Ani": "undated", "Budi": "undated", "Citra": "too_few"}
    assert "10 closed deals and 3 full periods that it takes" not in told.read()
    assert "deals closed without a date would change the trend: 2." in told.read()
    assert "ditutup pada hari yang tidak tercatat" in st.focus_on("Ani", sales).own.progress.read()
