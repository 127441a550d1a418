"""Which goals run at as_of and whose they are: the company's too, none of unknown names, and why there is none."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.figures.picture import Picture
from salestoolkit.review.follow_up.recommendations import recovering
from salestoolkit.review.one_to_one.rep_rows import Matters, matters
from salestoolkit.review.one_to_one.rep_sections import Own

REPS = [
    {"rep_id": "A", "name": "Ana", "team": "North", "region": "Java"},
    {"rep_id": "B", "name": "Budi", "team": "South", "region": "Bali"},
]
DEALS = [
    {"deal_id": str(i), "rep_id": rep, "status": "won", "created_at": "2025-01-02", "product": "Desk"}
    | {"closed_at": f"2025-{month:02}-10", "amount": 100}
    for i, (rep, month) in enumerate((rep, month) for month in range(1, 13) for rep in "AB")
]


def goal(scope: str, name: str, target: float, period: str = "month", starts: str = "2025-12-01") -> dict[str, Any]:
    own = {"scope": scope, "scope_id": name, "kpi": "monthly_sales", "target": target}
    return own | {"period": period, "period_start": starts}


def company(*goals: dict[str, Any], as_of: str = "2025-12-31", lang: str = "en", **more: Any) -> st.SalesData:
    tables = {"reps": REPS, "deals": DEALS, "goals": list(goals)} | more
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if len(rows)}
    return st.load(frames, as_of=as_of, currency="IDR", lang=lang)


@pytest.mark.parametrize("empty", ["", None])
def test_a_goal_of_the_whole_company_is_seen_as_the_kpi_sees_it(empty: str | None) -> None:
    sales = company(goal("team", empty, 400), goal("team", "North", 150), goal("rep", "A", 100))  # type: ignore[arg-type]
    passage = st.goals(sales)
    whole = passage.frame.set_index("scope").loc["all"]
    kpi = st.compute("quota_attainment", sales, start="2025-12-01", end="2026-01-01").frame.iloc[0]
    assert (whole["actual"], whole["target"], whole["verdict"]) == (200, 400, "missed")
    assert (kpi["closed"], kpi["quota"], kpi["scope"]) == (200, 400, "company")
    assert list(passage.frame["who"]) == ["Everybody", "North", "Ana"]
    assert "Everybody, December 2025: Rp200 of a goal of Rp400" in passage.read()


def test_a_team_s_review_leaves_the_company_s_goal_out() -> None:
    sales = company(goal("team", "", 400), goal("team", "North", 150))
    assert list(st.goals(sales, where={"team": "North"}).frame["who"]) == ["North"]


UNKNOWN = [("team", "Nord"), ("rep", "Rizky"), ("region", "Jawa"), ("product", "Desc")]
RIGHT = {"team": "North", "rep": "A", "region": "Java", "product": "Desk"}


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("scope", "name"), UNKNOWN)
def test_nothing_is_said_of_a_name_that_the_data_does_not_have_but_that(scope: str, name: str, lang: str) -> None:
    """It said "Rp0, missed" of a name that was mistyped."""
    passage = st.goals(company(goal(scope, name, 500), goal(scope, RIGHT[scope], 100), lang=lang), scopes=[scope])
    assert list(passage.frame["scope_id"]) == [RIGHT[scope]]
    told = {"en": "1 goal was not read, because nobody", "id": "1 target tidak dibaca, karena namanya"}[lang]
    assert passage.said[-1].startswith(told)
    # a page may be pseudonymous, and whom a goal is of that nobody has is known by no number
    assert name not in passage.read()
    alone = st.goals(company(goal(scope, name, 500), lang=lang), scopes=[scope])
    assert alone.frame.empty
    assert alone.read() == passage.said[-1]


LINES = [{"deal_id": "1", "product": "Lamp", "amount": 100}]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_nor_of_a_product_that_no_deal_is_of(lang: str) -> None:
    goals = [goal("product", "Lamp", 500), goal("product", "Desk", 100)]
    passage = st.goals(company(*goals, deal_lines=LINES, lang=lang), scopes=["product"])
    assert list(passage.frame["scope_id"]) == ["Desk"]
    assert passage.said[-1].endswith({"en": "no deal is of this product: Lamp.", "id": "untuk produk ini: Lamp."}[lang])
    both, only = (company(*some, deal_lines=LINES) for some in (goals, goals[1:]))
    for by in (None, "product"):
        asked = {"by": by, "start": "2025-12-01", "end": "2026-01-01"}
        pd.testing.assert_frame_equal(*(st.compute("quota_attainment", sales, **asked).frame for sales in (both, only)))


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ([goal("rep", "A", 5, starts="2025-10-01")], "The last goal by month was for October 2025 and has ended"),
        ([goal("rep", "A", 5, starts="2026-01-01")], "The first goal by month is for January 2026"),
        ([goal("rep", "A", 5, "year", "2025-01-01")], "None of the goals is by month; they are by year."),
        ([goal("product", "Desk", 5)], "List what was agreed to sell"),
        ([], "List what was agreed to sell"),
    ],
)
def test_why_there_is_no_goal(goals: list[dict[str, Any]], said: str) -> None:
    assert st.goals(company(*goals)).lacking.startswith(said)


def test_a_rep_s_goal_that_has_ended_is_said_to_have_ended() -> None:
    old = [goal("rep", "A", 50, "quarter", "2025-04-01"), goal("rep", "A", 20, starts="2025-06-01")]
    sales = company(*old)
    assert st.focus_on("A", sales, lang="en").own.goals.read() == (
        "Your last goal was for Q2 2025 and has ended. None has been agreed with you since."
    )
    assert "No goal has been agreed with you" in st.focus_on("B", sales, lang="en").own.goals.read()
    assert matters(sales, 6)["A"].ended == [{"period": "quarter", "starts": "2025-04-01"}]
    running = company(*old, goal("rep", "A", 500))
    assert "ended" not in st.focus_on("A", running, lang="en").own.goals.read()


@pytest.mark.parametrize("as_of", ["2025-12-31", "2025-12-20"])
def test_what_is_over_has_no_chance_and_nothing_to_come(as_of: str) -> None:
    sales = company(goal("rep", "A", 500), goal("rep", "B", 50), as_of=as_of)
    passage = st.goals(sales)
    over = as_of == "2025-12-31"
    assert passage.frame["chance"].isna().tolist() == [over, over]
    assert ("Chance of reaching it" in passage.table) == (not over)
    assert ("The period is over" in passage.read(), "expected by now" in passage.read()) == (over, not over)
    late = pd.DataFrame(
        [*DEALS, {"deal_id": "open", "rep_id": "A", "status": "open", "created_at": "2025-11-01"} | {"amount": 90}]
    )
    said = st.recover(company(goal("rep", "A", 500), as_of=as_of, deals=late), cycle="month").read()
    assert ("The period of the goals, December 2025, is over" in said) == over
    # of the one deal that is open nobody knows how likely it is won in the eleven days that are left
    assert ("short of the goal, and none of their open deals" in said) == (not over)


def test_of_few_people_a_goal_that_is_over_is_reached_or_missed() -> None:
    """A goal that had been too easy was called on pace after its end."""
    sales = company(goal("rep", "A", 1), goal("rep", "B", 500))
    verdicts = {rep: own.goals[0]["stands"] for rep, own in matters(sales, 6).items()}
    assert verdicts == {"A": "reached", "B": "missed"}


def test_what_a_goal_has_brought_is_net_of_refunds_as_the_kpi_is() -> None:
    lines = [
        {"deal_id": "0", "product": "Desk", "amount": 100, "booked_at": None},
        {"deal_id": "0", "product": "Desk", "amount": -30, "booked_at": "2025-12-15"},
    ]
    sales = company(goal("rep", "A", 100), goal("team", "", 400), deal_lines=lines)
    told = st.goals(sales).frame.set_index("scope")["actual"]
    assert dict(told) == {"all": 170, "rep": 70}
    assert st.compute("monthly_sales", sales, start="2025-12-01").frame["value"].iloc[0] == 170


def test_a_goal_of_nothing_is_no_goal() -> None:
    """Who has won nothing in a year may be suggested 0; the figure divided by it."""
    passage = st.goals(company(goal("rep", "A", 0), goal("rep", "B", 50)))
    assert "1 goal" in passage.plot().alt  # type: ignore[union-attr]
    assert "Highest" not in passage.plot().alt  # type: ignore[union-attr]
    assert list(passage.frame["scope_id"]) == ["B"]
    assert "1 goal was not read" in passage.said[-1]
    assert "1 goal was not read" in st.goals(company(goal("rep", "A", 0))).read()


GAP = {"rep_id": "A", "who": "Ana", "team": "North", "gap": 900.0, "items": 4, "expected": 300.0, "carry": 300.0}
GAP |= {"period": "Q4 2025"}


@pytest.mark.parametrize(
    ("over", "lang", "said"),
    [
        ("", "en", "Rp900 of the goal of Q4 2025 is still missing; about Rp300 of that may still be won"),
        ("Q4 2025", "en", "The goal of Q4 2025 was missed by Rp900. About Rp300 may still come in"),
        ("Q4 2025", "id", "Target Q4 2025 kurang Rp900. Sekitar Rp300 mungkin masih masuk"),
    ],
)
def test_of_a_period_that_is_over_nothing_is_still_to_be_won(over: str, lang: str, said: str) -> None:
    gaps, nobody = pd.DataFrame([GAP | {"lo": 0.0, "hi": 900.0}]), pd.DataFrame({"who_id": []})
    period = SimpleNamespace(start=date(2025, 10, 1))
    sales = company(lang=lang)
    known: Any = SimpleNamespace(gaps=gaps, unjudged=nobody, over=over, sales=sales, cycle="quarter", period=period)
    [row] = recovering(known)
    assert row["because"].startswith(said)
    assert row["code"] == "recover"


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("over", [True, False])
def test_nor_to_the_rep(over: bool, lang: str) -> None:
    suggested = [{"code": "recover", "n": 4, "over": over}]
    told = Own(Matters(suggested=suggested), lang, "IDR").findings.read()
    assert ({"en": "part of what is missing", "id": "sebagian kekurangannya"}[lang] in told) == (not over)
    assert ({"en": "is over", "id": "sudah selesai"}[lang] in told) == over


def test_suggested_goals_come_round(tmp_path: Any) -> None:
    """Saved as goals.csv beside the export they are goals that have not begun; a month later they are judged."""
    sales = company()
    for name, rows in (("reps", REPS), ("deals", DEALS), ("goals", None)):
        frame = st.agreed_rows(sales, period="month") if rows is None else pd.DataFrame(rows)
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    assert (
        "The first goal by month is for January 2026"
        in st.goals(st.load(tmp_path, as_of="2025-12-31", lang="en")).lacking
    )
    later = st.goals(st.load(tmp_path, as_of="2026-01-15", lang="en"))
    assert set(later.frame["scope_id"]) == {"North", "South", "A", "B"}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_figure_of_goals_that_are_over_explains_no_simulation_and_names_all_who_share_an_end(lang: str) -> None:
    reps = [{"rep_id": rep, "name": f"Rep {rep}", "team": "North"} for rep in "ABCD"]
    asked = [goal("rep", rep, 50) for rep in "ACD"]
    ends = company(*asked, as_of="2025-12-31", lang=lang, reps=reps)
    runs = company(*asked, as_of="2025-12-20", lang=lang, reps=reps)

    over, running = (st.goals(sales).plot() for sales in (ends, runs))

    assert isinstance(over, Picture)
    assert isinstance(running, Picture)
    assert "Rep C, Rep D (0" in over.alt
    drawn = [{artist.get_gid() for artist in picture.figure.findobj()} for picture in (over, running)]
    assert ["outlook" in marks for marks in drawn] == [False, True]
