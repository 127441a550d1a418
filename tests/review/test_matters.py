"""Matters: each rep's own rows of every part, equal to those parts, and nothing of anybody else."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.review.findings import found
from salestoolkit.review.matters import LISTED, Matters, matters
from salestoolkit.review.recovery import stock

LEAST = 6


@pytest.fixture(scope="module")
def held(demo_sales: st.SalesData) -> dict[str, Matters]:
    return matters(demo_sales, LEAST)


def test_every_seller_has_matters(held: dict[str, Matters]) -> None:
    assert sorted(held) == [f"R{i:02}" for i in range(1, 25)]


def test_goals_course_and_agreements_are_those_of_the_team_s_parts(
    held: dict[str, Matters], demo_sales: st.SalesData
) -> None:
    goals = st.goals(demo_sales, period="quarter", scopes=("rep",)).frame.set_index("scope_id")
    courses = st.progress(demo_sales).frame.set_index("rep_id")
    agreed = st.agreements(demo_sales).frame
    for rep, own in held.items():
        (quarter,) = (row for row in own.goals if row["period"] == "quarter")
        assert [quarter[name] for name in ("target", "actual", "verdict")] == goals.loc[
            rep, ["target", "actual", "verdict"]
        ].tolist()
        assert [row["course"] for row in own.progress] == [courses.loc[rep, "course"]]
        assert [row["text"] for row in own.agreed] == agreed.loc[agreed["who_id"] == rep, "text"].tolist()


def test_findings_are_the_rep_s_own_with_the_code_of_what_is_suggested(
    held: dict[str, Matters], demo_sales: st.SalesData
) -> None:
    whole = found(demo_sales)
    whole = whole[(whole["scope"] == "rep") & (whole["state"] != "watch")]
    assert len(whole)
    told = {(rep, row["evidence"]) for rep, own in held.items() for row in own.findings}
    assert told == set(zip(whole["who_id"], whole["evidence"], strict=True))
    assert [(row["kpi"], row["state"], row["code"]) for row in held["R05"].findings] == [
        ("lead_response_time", "recurring", "resource_load")
    ]
    assert [row["code"] for row in held["R12"].suggested] == ["check_in"]


def test_what_to_recover_is_own_and_begins_with_the_most_worth(
    held: dict[str, Matters], demo_sales: st.SalesData
) -> None:
    whole = stock(demo_sales)
    for rep, own in held.items():
        mine = whole[(whole["rep_id"] == rep) & ~(whole["win_chance"] < 0.005)]
        assert [row["item"] for row in own.recover] == mine["item"].tolist()[:LISTED]
        assert own.items == len(mine)


def test_a_rep_s_matters_hold_nobody_else_and_no_number_of_everybody(
    held: dict[str, Matters], demo_sales: st.SalesData
) -> None:
    names = dict(demo_sales.connection.execute("SELECT rep_id, name FROM reps").fetchall())
    for rep, own in held.items():
        text = json.dumps(asdict(own), ensure_ascii=False)
        assert not [name for other, name in names.items() if other != rep and (name in text or f'"{other}"' in text)]
        keys = {key for part in asdict(own).values() if isinstance(part, list) for row in part for key in row}
        assert not keys & {"reference", "by_chance", "back", "q", "worth", "who", "team"}


def deals(rep: str) -> list[dict[str, object]]:
    closed = [
        deal(
            f"{rep}{i}", "won" if i % 3 else "lost", "2025-01-02", f"2025-0{1 + i % 3}-1{i % 9}", rep_id=rep, amount=50
        )
        for i in range(30)
    ]
    own = {"rep_id": rep, "account": f"customer of {rep}"}
    return [*closed, deal(f"{rep}-open", "open", "2025-03-01", **own)]


@pytest.mark.parametrize(("least", "why", "known"), [(2, "", True), (3, "too_small", False)])
def test_in_a_small_team_nothing_is_told_that_rests_on_the_others(least: int, why: str, known: bool) -> None:
    own = matters(loaded("2025-04-15T00:00", deals=[*deals("A"), *deals("B")]), least)["A"]

    assert own.why_no_findings == why
    (item,) = own.recover
    assert (item["item"], item["account"], item["stock"]) == ("A-open", "customer of A", "open")
    assert (item["win_chance"] is not None) is known
    assert item["amount"] is None, "its own is not known, and the mean of everybody's is not its own"


def test_data_with_deals_alone_have_a_course_and_no_goals(shared_data: Path) -> None:
    held = matters(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"), LEAST)

    assert {len(own.goals) + len(own.agreed) for own in held.values()} == {0}
    assert sum(own.progress[0]["course"] == "within" for own in held.values()) > 20


def test_a_load_without_a_completed_cycle_says_so() -> None:
    few = [deal(f"{rep}1", "won", "2025-04-02", "2025-04-10", rep_id=rep, amount=5) for rep in "ABCDEF"]

    own = matters(loaded("2025-04-15T00:00", deals=few), LEAST)["A"]

    assert (own.why_no_findings, list(own.findings), list(own.suggested)) == ("too_short", [], [])
