"""Stages: the leak is found in its team and stage and nowhere else, and no person is blamed for the team's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED

MAKASSAR = {f"R{i:02}" for i in range(13, 19)}
PLACES = (("Early", 1, "open"), ("Late", 2, "open"), ("Won", 3, "won"))


@pytest.fixture(scope="module")
def frame(demo_sales: st.SalesData) -> pd.DataFrame:
    return st.stages(demo_sales).frame


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["tier"].isin(["clearly_above", "clearly_below"])]


def moved(reps: Mapping[str, Mapping[str, tuple[int, int]]], teams: Mapping[str, str] | None = None) -> st.SalesData:
    """Of each rep how many deals went on from each stage, and how many were lost there."""
    rows = [
        (f"{rep}-{stage}-{i}", rep, stage, i < on)
        for rep, stages in reps.items()
        for stage, (on, off) in stages.items()
        for i in range(on + off)
    ]
    deals = [
        {"deal_id": name, "rep_id": rep, "created_at": "2025-01-01", "closed_at": "2025-02-01"}
        | {"status": "won" if stage == "Late" and on else "lost"}
        for name, rep, stage, on in rows
    ]
    entries = [(name, stage, "2025-01-02") for name, _, stage, _ in rows if stage == "Early"]
    entries += [(name, "Late", "2025-01-05") for name, _, stage, on in rows if on or stage == "Late"]
    return st.load(
        {
            "deals": pd.DataFrame(deals),
            "reps": pd.DataFrame([{"rep_id": rep, "name": rep, "team": (teams or {}).get(rep)} for rep in reps]),
            "stages": pd.DataFrame([{"stage": stage, "position": i, "kind": kind} for stage, i, kind in PLACES]),
            "stage_history": pd.DataFrame(
                [{"entity": "deal", "entity_id": n, "stage": s, "entered_at": at} for n, s, at in entries]
            ),
        },
        as_of="2025-06-01T00:00",
        lang="en",
    )


def test_the_planted_leak_is_the_only_place_that_is_marked(frame: pd.DataFrame) -> None:
    teams = marked(frame[frame["scope"] == "team"])
    reps = marked(frame[frame["scope"] == "rep"])

    assert teams[["who", "where_open", "tier"]].to_numpy().tolist() == [["Makassar", "Penawaran", "clearly_below"]]
    assert teams["rate"].iloc[0] == pytest.approx(0.35, abs=0.04)
    assert teams["reference"].iloc[0] == pytest.approx(0.65, abs=0.03)
    assert set(reps["where_open"]) == {"Penawaran"}
    assert set(reps["scope_id"]) == MAKASSAR


def test_the_leak_is_said_once_and_is_not_put_on_its_people(demo_sales: st.SalesData, frame: pd.DataFrame) -> None:
    said = st.stages(replace(demo_sales, lang="en")).said

    assert said[0] == "Makassar at Penawaran: clearly below. Of 684 deals, 37% moved on; 67% is usual."
    assert "not at one person" in said[1]
    names = frame.loc[frame["scope"] == "rep", "who"]
    assert not [name for name in names if name in " ".join(said)]


def test_counts_and_rates_are_those_of_funnel_leakage(demo_sales: st.SalesData, frame: pd.DataFrame) -> None:
    kpi = st.compute("funnel_leakage", demo_sales, by=("stage", "rep")).frame.set_index(["rep_id", "stage"])
    ours = frame[frame["scope"] == "rep"].set_index(["scope_id", "where_open"])

    for name in ("entered", "moved_on", "n"):
        assert ours[name].to_dict() == kpi.loc[ours.index, name].to_dict()
    assert ours["rate"].dropna().to_dict() == pytest.approx(kpi.loc[ours.index, "rate"].dropna().to_dict())


def test_few_deals_have_counts_alone_and_fewer_than_ten_are_not_judged(frame: pd.DataFrame) -> None:
    newcomer = frame[frame["scope_id"] == "R12"].set_index("where_open")

    assert newcomer.at["Negosiasi", "n"] == 4
    assert newcomer.loc["Negosiasi", ["rate", "shrunk", "shrunk_lo", "p"]].isna().all()
    assert newcomer.at["Penawaran", "tier"] == "too_few"
    assert newcomer.at["Penawaran", "rate"] == pytest.approx(2 / 3)


def test_who_has_few_deals_leans_on_the_others(frame: pd.DataFrame) -> None:
    at = frame[(frame["scope"] == "rep") & (frame["where_open"] == "Penjajakan")]

    assert (np.abs(at["apart"]) <= np.abs(at["rate"] - at["reference"]) + 0.005).all()
    assert at["shrunk"].std() < at["rate"].std()


def test_where_nothing_is_planted_hardly_any_place_is_marked() -> None:
    flagged = [len(marked(st.stages(st.demo(seed=seed, truths=NOTHING_PLANTED)).frame)) for seed in (1, 2)]

    # 2 x (24 + 4) x 4 places at 99.8 %: less than one is expected
    assert sum(flagged) <= 2


def test_one_person_who_leaks_is_named_with_the_stage() -> None:
    usual = {"Early": (80, 20), "Late": (50, 50)}
    sales = moved({**{f"R{i}": usual for i in range(5)}, "Ani": {"Early": (80, 20), "Late": (12, 88)}})

    passage = st.stages(sales)
    found = marked(passage.frame)

    # in Late too come the 80 that went on from Early, of which nobody is won
    assert found[["who", "where_open"]].to_numpy().tolist() == [["Ani", "Late"]]
    assert passage.said[0].startswith("Ani at Late: clearly below. Of 180 deals, 7% moved on; 28% is usual.")


def test_within_a_team_whose_people_differ_the_person_is_named() -> None:
    usual, low = {"Early": (90, 10)}, {"Early": (10, 90)}
    reps = {**{f"R{i}": usual for i in range(8)}, "Ani": low, "Budi": usual}
    sales = moved(reps, {rep: "South" if rep in ("Ani", "Budi") else f"T{rep[1:]}" for rep in reps})

    said = st.stages(sales).said

    assert "South at Early" in said[0]
    assert any(sentence.startswith("Ani at Early: clearly below.") for sentence in said)
    assert "not at one person" not in " ".join(said)


def test_without_a_stage_history_it_says_what_is_missing(shared_data: Path) -> None:
    passage = st.stages(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"))

    assert "stage_history" in passage.read()
    assert passage.frame.empty
    assert passage.plot().html == ""  # type: ignore[union-attr]


def test_the_figure_frames_what_is_marked_and_nothing_else(demo_sales: st.SalesData, frame: pd.DataFrame) -> None:
    picture = st.stages(demo_sales).plot()
    axes = picture.figure.axes[0]  # type: ignore[union-attr]

    rows = [label.get_text() for label in axes.get_yticklabels()]
    columns = [label.get_text().split("\n")[0] for label in axes.get_xticklabels()]
    framed = {(rows[int(p.get_y())], columns[int(p.get_x())]) for p in axes.patches if p.get_gid() == "marked"}
    assert framed == set(marked(frame)[["who", "where_open"]].itertuples(index=False, name=None))
    assert len(rows) == 28
    few = {text.get_text() for text in axes.texts if text.get_gid() == "few"}
    assert "4/6" in few  # four of the newcomer's six in Negosiasi went on, and two are open


def test_every_language_reads_and_draws_few_people_too(demo_sales: st.SalesData) -> None:
    for lang in st.languages():
        told = st.stages(replace(demo_sales, lang=lang), where={"rep": ["R01", "R02", "R03"]})
        assert "{" not in told.read() + told.definition.text
        assert told.plot().png(50).startswith(b"\x89PNG")  # type: ignore[union-attr]
