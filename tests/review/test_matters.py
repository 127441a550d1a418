"""Matters: each rep's own rows of every part, equal to those parts, and nothing that rests on anybody else."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from small_sales import deal, loaded

import salestoolkit as st
from salestoolkit.data.practice.practice import Practice
from salestoolkit.review.one_to_one.rep_rows import LISTED, Matters, matters, worked
from salestoolkit.review.pipeline.recovery import stock

AMONG = 24


@pytest.fixture(scope="module")
def held(demo_sales: st.SalesData) -> dict[str, Matters]:
    return matters(demo_sales, AMONG)


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
        assert [quarter[name] for name in ("target", "actual")] == goals.loc[rep, ["target", "actual"]].tolist()
        assert quarter["stands"] == ("reached" if quarter["actual"] >= quarter["target"] else "missed")
        assert [row["course"] for row in own.progress] == [courses.loc[rep, "course"]]
        assert [row["text"] for row in own.agreed] == agreed.loc[agreed["who_id"] == rep, "text"].tolist()


def test_a_change_counts_where_it_is_clear_for_as_many_people_as_are_looked_at(demo_sales: st.SalesData) -> None:
    p = st.progress(demo_sales).frame.set_index("rep_id")["p"].dropna()
    for among in (1, 24, 10**9):
        changed = {
            rep
            for rep, own in matters(demo_sales, among).items()
            if own.progress[0]["course"] in ("improves", "declines")
        }
        assert changed == set(p[p * among < 0.05].index)
    assert changed == set()


def test_what_is_expected_goes_by_working_days_and_by_all_days_where_none_is_one() -> None:
    practice = Practice(country="")
    week = date(2025, 3, 3), date(2025, 3, 10)
    assert worked(*week, date(2025, 3, 5), practice) == pytest.approx(2 / 5)
    assert worked(*week, date(2025, 3, 9), practice) == 1
    assert worked(date(2025, 3, 8), date(2025, 3, 10), date(2025, 3, 9), practice) == pytest.approx(1 / 2)


def test_what_to_recover_is_own_and_begins_with_the_largest_amounts(
    held: dict[str, Matters], demo_sales: st.SalesData
) -> None:
    whole = stock(demo_sales)
    for rep, own in held.items():
        mine = whole[whole["rep_id"] == rep]
        assert {row["item"] for row in own.recover} <= set(mine["item"])
        assert own.items == len(mine)
        assert len(own.recover) == min(LISTED, len(mine))
        amounts = [-1 if row["amount"] is None else row["amount"] for row in own.recover]
        assert amounts == sorted(amounts, reverse=True)


def test_a_rep_s_matters_hold_nobody_else_and_no_number_of_everybody(
    held: dict[str, Matters], demo_sales: st.SalesData
) -> None:
    names = dict(demo_sales.connection.execute("SELECT rep_id, name FROM reps").fetchall())
    for rep, own in held.items():
        text = json.dumps(asdict(own), ensure_ascii=False)
        assert not [name for other, name in names.items() if other != rep and (name in text or f'"{other}"' in text)]
        keys = {key for part in asdict(own).values() if isinstance(part, list) for row in part for key in row}
        assert not keys & {"reference", "by_chance", "back", "q", "worth", "who", "team", "chance", "win_chance"}


def deals(rep: str) -> list[dict[str, object]]:
    closed = [
        deal(
            f"{rep}{i}", "won" if i % 3 else "lost", "2025-01-02", f"2025-0{1 + i % 3}-1{i % 9}", rep_id=rep, amount=50
        )
        for i in range(30)
    ]
    own = {"rep_id": rep, "account": f"customer of {rep}"}
    return [*closed, deal(f"{rep}-open", "open", "2025-03-01", **own)]


def test_an_amount_that_is_not_known_is_not_everybody_s_mean() -> None:
    own = matters(loaded("2025-04-15T00:00", deals=[*deals("A"), *deals("B")]), 2)["A"]

    (item,) = own.recover
    assert item == {"stock": "open", "item": "A-open", "account": "customer of A", "amount": None}


def test_data_with_deals_alone_have_a_course_and_no_goals(shared_data: Path) -> None:
    held = matters(st.load(shared_data / "maven_crm", crm="maven_crm", lang="en"), 35)

    assert {len(own.goals) + len(own.agreed) for own in held.values()} == {0}
    assert sum(own.progress[0]["course"] == "within" for own in held.values()) > 20
