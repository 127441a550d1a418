"""Every agreed goal shows: of reps, teams, products and the company, of months and years, of sales and of rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.review.one_to_one.rep_rows import Matters, matters
from salestoolkit.review.one_to_one.rep_sections import Own


def goal(scope: str, who: str | None, period: str, start: str, target: float, kpi: str = "monthly_sales") -> Any:
    return {"scope": scope, "scope_id": who, "kpi": kpi, "period": period, "period_start": start, "target": target}


REPS = [{"rep_id": "A", "name": "Ana", "team": "North"}, {"rep_id": "B", "name": "Budi", "team": "South"}]
SALES = [
    {"deal_id": f"{rep}{day}", "rep_id": rep, "status": status, "closed_at": f"2025-{day}", "amount": 100}
    | {"product": product, "created_at": "2025-01-02"}
    for rep, product in (("A", "Desk"), ("B", "Lamp"))
    for day, status in (
        ("01-10", "won"),
        ("04-10", "won"),
        ("04-11", "lost"),
        ("05-05", "won"),
        ("05-06", "won"),
        ("05-07", "lost"),
        ("06-05", "lost"),
    )
]
OPEN = [
    {"deal_id": "open", "rep_id": "A", "status": "open", "created_at": "2025-06-01", "amount": 50}
    | {"expected_close_at": "2025-06-28", "product": "Desk"}
]


def company(*goals: Mapping[str, Any], as_of: str = "2025-06-12", lang: str = "en") -> st.SalesData:
    tables = {"deals": SALES + OPEN, "reps": REPS, "goals": list(goals)}
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    return st.load(frames, as_of=as_of, lang=lang, currency="IDR", timezone="Asia/Jakarta")


def own(sales: st.SalesData, rep: str) -> Own:
    about: Matters = matters(sales, 2)[rep]
    return Own(about, sales.lang, sales.currency)


def test_goals_of_every_length_scope_and_kpi_are_in_the_review_without_being_asked_for() -> None:
    passage = st.goals(
        company(
            goal("rep", "A", "month", "2025-06-01", 100),
            goal("team", "North", "quarter", "2025-04-01", 300),
            goal("team", None, "year", "2025-01-01", 2_000),
            goal("product", "Lamp", "quarter", "2025-04-01", 150),
            goal("team", "South", "quarter", "2025-04-01", 0.5, "win_rate"),
        ),
        period="running",
    )

    assert set(zip(passage.frame["scope"], passage.frame["period"], strict=True)) == {
        ("rep", "month"), ("team", "quarter"), ("product", "quarter"), ("all", "year"),
    }  # fmt: skip
    told = passage.read()
    for said in ("Sales reps, June 2025", "Teams, Q2 2025", "Products, Q2 2025", "Everybody, 2025"):
        assert f"{said}: Rp" in told
    assert "Win rate, Q2 2025, so far: South, 50.0% (goal 50.0%, n = 6)." in told


def test_the_team_review_asks_for_all_that_run() -> None:
    from salestoolkit.generate.notebooks import text

    assert 'st.goals(sales, period=\\"running\\"' in text("team_review")


def test_goals_of_weeks_show_where_no_longer_ones_run() -> None:
    frame = st.goals(company(goal("rep", "A", "week", "2025-06-09", 10)), period="running").frame

    assert list(frame["period"]) == ["week"]
    assert "9 June 2025" in own(company(goal("rep", "A", "week", "2025-06-09", 10)), "A").goals.read()


def test_goals_of_weeks_show_of_who_has_no_longer_one_whatever_others_have() -> None:
    sales = company(
        goal("team", None, "year", "2025-01-01", 2_000),
        goal("rep", "A", "month", "2025-06-01", 100),
        goal("rep", "A", "week", "2025-06-09", 10),
        goal("rep", "B", "week", "2025-06-09", 10),
        goal("rep", "B", "day", "2025-06-12", 2),
    )
    frame = st.goals(sales, period="running").frame

    told = set(zip(frame["scope_id"].fillna(""), frame["period"], strict=True))
    assert told == {("A", "month"), ("", "year"), ("B", "week"), ("B", "day")}
    for rep in "AB":
        own_goals = {row["period"] for row in matters(sales, 2)[rep].goals}
        assert own_goals == {period for who, period in told if who == rep}


@pytest.mark.parametrize(("lang", "possible"), [("en", ("possible", "likely")), ("id", ("mungkin", "kemungkinan"))])
@pytest.mark.parametrize("as_of", ["2025-06-12", "2025-06-30"])
def test_a_goal_has_one_verdict_and_the_rep_reads_no_other(as_of: str, lang: str, possible: tuple[str, ...]) -> None:
    targets = {"A": (100, 200, 100_000), "B": (100, 250, 100_000)}
    lengths = ("month", "quarter", "year")
    starts = dict(zip(lengths, ("2025-06-01", "2025-04-01", "2025-01-01"), strict=True))
    asked = [(rep, *of) for rep, goals in targets.items() for of in zip(lengths, goals, strict=True)]
    sales = company(*(goal("rep", rep, of, starts[of], target) for rep, of, target in asked), as_of=as_of, lang=lang)

    team = st.goals(sales, period="running").frame.set_index(["scope_id", "period"])
    for rep in "AB":
        for row in matters(sales, 2)[rep].goals:
            verdict = team.at[(rep, row["period"]), "verdict"]
            facts = {"reached": "reached", "reached_easily": "reached"}
            fact = {**facts, "missed": "missed"}.get(verdict, "")
            assert row["stands"] == fact or (not fact and row["stands"] in ("ahead", "short"))
            # what is out of the lead's reach is not said to be within the rep's
            assert not any(word in own(sales, rep).of_goal(row) for word in possible)
    assert "out_of_reach" in set(team["verdict"]) or as_of == "2025-06-30"
    assert {"reached", "reached_easily"} & set(team["verdict"])


def test_a_period_that_is_over_has_a_chance_from_the_start_and_none_any_more() -> None:
    """Beside 111 finished goals stood "expected by now", which was the goal, and a dash for the chance."""
    asked = goal("rep", "A", "month", "2025-06-01", 100)
    runs, over = (set(st.goals(company(asked, as_of=day, lang="en")).table) for day in ("2025-06-12", "2025-06-30"))

    assert runs - over == {"Expected by now", "Chance of reaching it"}
    assert over - runs == {"Chance from the start"}


def test_one_total_is_told_once_and_not_for_every_scope() -> None:
    """The same sum of a month stood in a sentence for the team, its teams, its reps and its regions."""
    asked = [goal(*whose, "month", "2025-06-01", 100) for whose in (("team", None), ("team", "T"), ("rep", "A"))]
    first, second, *_ = st.goals(company(*asked, as_of="2025-06-30", lang="en"), scopes=("team", "rep")).said

    assert "100" in first
    assert "June 2025, with the same total: 1 " in second
    assert "Rp" not in second


def test_of_goals_that_have_ended_the_last_is_told() -> None:
    ended = company(goal("rep", "A", "month", "2025-02-01", 9), goal("rep", "A", "quarter", "2025-01-01", 9))

    assert "for Q1 2025 and has ended" in st.goals(ended, period="running").lacking


@pytest.mark.parametrize(
    ("lang", "said", "lacking"),
    [
        ("en", "Win rate, Q2 2025: 50.0% so far, with a goal of 60.0% (n = 6).", "No goal has been agreed"),
        ("id", "Win rate, Kuartal II 2025: sejauh ini 50,0%, dengan target 60,0% (n = 6).", "Belum ada target"),
    ],
)
def test_a_reps_goal_of_another_kpi_is_the_reps_goal(lang: str, said: str, lacking: str) -> None:
    sales = company(goal("rep", "A", "quarter", "2025-04-01", 0.6, "win_rate"), lang=lang)

    assert own(sales, "A").goals.read() == said
    assert own(sales, "B").goals.read().startswith(lacking)
    assert st.goals(sales, period="running").lacking == ""


@pytest.mark.parametrize(("target", "said"), [(0.5, "Reached, well done."), (0.6, "Not reached (n = 6).")])
def test_a_goal_of_a_rate_whose_period_is_over_says_how_it_ended(target: float, said: str) -> None:
    sales = company(goal("rep", "A", "quarter", "2025-04-01", target, "win_rate"), as_of="2025-06-30")

    assert own(sales, "A").goals.read().endswith(said)


def test_a_kpi_that_cannot_be_measured_says_so_beside_its_goal() -> None:
    sales = company(goal("rep", "A", "quarter", "2025-04-01", 3_600, "lead_response_time"))

    assert "there is no number yet" in own(sales, "A").goals.read()


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ([], "No rep has a sales goal for Q2 2025"),
        ([goal("team", "North", "quarter", "2025-04-01", 900)], "No rep has a sales goal for Q2 2025"),
        ([goal("rep", "A", "quarter", "2025-04-01", 100)], "The goals of the reps for Q2 2025 are reached"),
        ([goal("rep", "A", "quarter", "2025-04-01", 900)], "1 rep is Rp600 short of the goal, and none of"),
        # who is short has nothing on the list, which is no goal that is reached
        ([goal("rep", "B", "quarter", "2025-04-01", 900)], "1 rep is Rp600 short of the goal, and none of"),
    ],
)
def test_what_may_close_a_gap_agrees_with_how_the_goals_stand(goals: list[Any], said: str) -> None:
    told = st.recover(company(*goals), cycle="quarter").said[-1]

    assert told.startswith(said)


def test_a_goal_of_a_fiscal_quarter_is_named_by_its_days() -> None:
    """A quarter's goal from 1 May was told as one of Q2, and counted May to July."""
    rows = pd.DataFrame([goal("rep", "A", "quarter", "2025-05-01", 900)])
    sales = st.load({"deals": pd.DataFrame(SALES), "reps": pd.DataFrame(REPS), "goals": rows}, as_of="2025-06-20")

    passage = st.goals(sales, period="quarter")
    assert passage.said[0].startswith("Tenaga penjualan, 1 Mei 2025 – 31 Juli 2025: ")
    assert passage.frame["period_name"].tolist() == ["1 Mei 2025 – 31 Juli 2025"]


def test_goals_that_were_hard_from_the_start_are_told_with_their_period() -> None:
    """Behind goals of a month and of a quarter it said: for 1 of 1 rep, and of which goal nobody could tell."""
    deals = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "won", "created_at": f"2025-{1 + i:02}-01", "amount": 10}
        | {"closed_at": f"2025-{1 + i:02}-09"}
        for rep in ("Ani", "Budi")
        for i in range(12)
    ]
    goals = [
        {"scope": "rep", "scope_id": rep, "kpi": "monthly_sales", "period": period, "period_start": first}
        | {"target": 9_000}
        for rep, period, first in (("Ani", "month", "2026-03-01"), ("Budi", "quarter", "2026-01-01"))
    ]
    tables = {"deals": pd.DataFrame(deals), "goals": pd.DataFrame(goals)}

    told = st.goals(st.load(tables, as_of="2026-03-10", lang="en"), period="running").read()

    assert "March 2026: of 1 goal of reps, 1 had less than a one-in-five chance from the start." in told
