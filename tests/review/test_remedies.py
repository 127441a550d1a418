"""Remedies: each row of the evidence table speaks only where its evidence is there; else there is a question."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from refusals import refused

import salestoolkit as st
from salestoolkit.review.follow_up.findings import RULES
from salestoolkit.review.follow_up.recommendations import chosen, remedies, spend

NOW, BEFORE = date(2026, 1, 1), date(2025, 10, 1)


def finding(kpi: str = "funnel_leakage", stage: str = "", **more: Any) -> dict[str, Any]:
    whole = {"kpi": kpi, "stage": stage, "scope": "rep", "who_id": "A", "starts": NOW, "state": "new", "good": False}
    return whole | more


def evidence(*others: dict[str, Any], **told: Any) -> Any:
    """What is known of one rep: by default active, not busy, late by every clock, with ordinary discounts."""
    facts = {"active": True, "busy": False, "only_off_hours": False, "discounts_high": False, "small_in": ()} | told
    asked = {name: lambda rep_id, value=value: value for name, value in facts.items()}
    rows = pd.DataFrame([finding(stage="Penawaran"), *others])
    return SimpleNamespace(**asked, findings=rows, period=SimpleNamespace(start=NOW))


PENAWARAN, LATE, SMALL = finding(stage="Penawaran"), finding("lead_response_time"), finding("average_deal_size")


@pytest.mark.parametrize(
    ("row", "told", "code"),
    [
        (PENAWARAN, {}, "training"),
        (PENAWARAN, {"active": False}, "ask"),
        (PENAWARAN, {"busy": True}, "ask"),
        (finding("win_rate"), {}, "ask"),
        (LATE, {"busy": True}, "resource_load"),
        (LATE, {"only_off_hours": True}, "resource_hours"),
        (LATE, {}, "ask"),
        (SMALL, {"small_in": ("Kasir Lite",)}, "pricing"),
        (SMALL, {"small_in": ("Kasir Lite", "Stok Awan")}, "ask"),
        (SMALL, {"discounts_high": True}, "pricing"),
        (SMALL, {}, "ask"),
        (finding(stage="Penawaran", scope="team"), {}, "process"),
        (finding(stage="Penawaran", starts=BEFORE), {}, "ask"),
    ],
)
def test_a_suggestion_needs_its_evidence(row: dict[str, Any], told: dict[str, Any], code: str) -> None:
    assert chosen(row, evidence(**told)) == code


def test_two_stages_that_leak_are_no_matter_of_one_stage() -> None:
    assert chosen(PENAWARAN, evidence(finding(stage="Negosiasi"))) == "ask"
    assert chosen(PENAWARAN, evidence(finding(stage="Negosiasi", state="resolved"))) == "training"


@pytest.mark.parametrize(("hi", "told"), [(0.9, ["spend"]), (1.2, [])])
def test_spend_is_reviewed_only_where_the_upper_end_of_the_interval_does_not_break_even(hi: float, told: Any) -> None:
    frame = pd.DataFrame([{"n": 30, "value": 0.7, "lo": 0.5, "hi": hi}])
    result = SimpleNamespace(missing="", frame=frame)
    sales = SimpleNamespace(lang="en", currency="IDR")
    known: Any = SimpleNamespace(spending=result, sales=sales, cycle="quarter", period=SimpleNamespace(start=NOW))

    assert [row["code"] for row in spend(known)] == told


@pytest.fixture(scope="module")
def suggested(demo_sales: st.SalesData) -> pd.DataFrame:
    return remedies(replace(demo_sales, lang="en"))


def test_on_the_demo_company_each_planted_truth_gets_its_row(suggested: pd.DataFrame) -> None:
    told = {(row["code"], row["who_id"]) for row in suggested.to_dict("records")}

    assert ("process", "Makassar") in told
    assert {code for code, who in told if who == "R05"} == {"resource_load"}  # slow, and above P75 in leads
    assert not {code for code, who in told if who == "R21"}  # slow until a quarter ago, and not in the last one
    assert {code for code, who in told if who == "R12"} == {"check_in"}  # four deals, all won
    assert not {"training", "pricing", "spend"} & {code for code, _ in told}


def test_every_suggestion_keeps_evidence_n_and_the_version_of_the_rules(suggested: pd.DataFrame) -> None:
    assert suggested["evidence"].str.fullmatch("[0-9a-f]{12}").all()
    assert suggested["evidence"].is_unique
    assert (suggested["rules"] == RULES).all()
    assert suggested["n"].notna().all()
    assert suggested.loc[~suggested["code"].isin(["check_in", "reset"]), ["lo", "hi"]].notna().all(axis=None)


def test_the_follow_up_asks_open_questions_in_both_languages(demo_sales: st.SalesData) -> None:
    for lang, words in (("en", ("What", "How", "Which", "When")), ("id", ("Apa", "Bagaimana", "Pelanggan", "Target"))):
        passage = st.follow_up(replace(demo_sales, lang=lang))
        frame = passage.frame
        asked = frame["ask"].dropna()

        # few of which period: over the whole of it some closed dozens
        assert "Q4 2025" in passage.said[-1] or "kuartal IV 2025" in passage.said[-1].replace("K", "k")

        assert asked.str.endswith("?").all()
        assert asked.str.startswith(words).all()
        assert frame.loc[frame["code"].notna(), "ask"].notna().all()


def test_one_rep_s_follow_up_is_plain_and_names_nobody_else(demo_sales: st.SalesData) -> None:
    told = json.loads(json.dumps(st.follow_up_of(demo_sales, "R21")))
    text = json.dumps(told, ensure_ascii=False)
    names = st.compute("win_rate", demo_sales, by="rep").frame[["rep_id", "rep"]]
    others = names[(names["rep_id"] != "R21") & names["rep_id"].notna()]

    assert [row["kpi"] for row in told["findings"]] == ["lead_response_time"]
    assert [row["code"] for row in told["suggestions"]] == []  # it was not seen again in the last quarter
    assert told["agreed"]
    assert not [name for name in (*others["rep_id"], *others["rep"]) if name in text]


def test_a_rep_who_does_not_sell_has_no_follow_up(demo_sales: st.SalesData) -> None:
    with refused(st.UnknownName, match="R99"):
        st.follow_up_of(demo_sales, "R99")


def test_too_few_deals_name_the_period_they_are_of(demo_sales: st.SalesData) -> None:
    told = st.follow_up(replace(demo_sales, lang="en"))
    few = told.frame[told.frame["code"] == "check_in"]

    assert few["because"].str.startswith("Too few deals were closed in Q4 2025 to say anything").all()
    assert "Too few deals known to be closed in Q4 2025, so just check in: " in told.read()
    asked = told.frame[told.frame["code"].isin(["ask", "process", "training"])]
    assert len(asked)
    assert asked["because"].str.contains(r" in Q\d 20\d\d is ").all()


def test_deals_closed_on_an_unknown_day_are_told_where_few_are_known() -> None:
    """Of one whose losses have no date it said that no deal had been closed in the quarter."""
    deals = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "lost", "created_at": created, "amount": 1, "closed_at": day}
        for rep, day in {"Ani": None, "Budi": "2026-08-05"}.items()
        for i, created in enumerate(["2026-07-01"] * 6 + ["2026-10-05"])
        if day is None or i < 6
    ]
    deals += [
        {"deal_id": f"w{rep}{i}", "rep_id": rep, "status": "won", "created_at": "2026-07-01", "amount": 1}
        | {"closed_at": "2026-08-03"}
        for rep, count in {"Ani": 2, "Budi": 2, "Citra": 20}.items()
        for i in range(count)
    ]
    told = st.follow_up(st.load({"deals": pd.DataFrame(deals)}, as_of="2026-11-01", lang="en"))
    because = told.frame[told.frame["code"] == "check_in"].set_index("who")["because"]

    # of Ani's seven the one that began after the quarter cannot belong there
    assert because["Ani"].startswith("Deals known to be closed in Q3 2026: 2, too few to say anything. 6 more without")
    assert because["Budi"].startswith("Too few deals were closed in Q3 2026 to say anything (n = 8).")
    assert set(because.index) == {"Ani", "Budi"}


def test_nothing_is_to_be_talked_about_with_who_has_left_nor_of_a_quarter_before_one_came() -> None:
    """Who had left was to be asked how it is going, and who came in October why so little was closed."""
    came = {"Ani": "2024-01-01", "Budi": "2024-01-01", "Citra": "2024-01-01", "Dewi": "2026-10-01", "Eko": "2026-09-20"}
    reps = pd.DataFrame(
        [{"rep_id": rep, "name": rep, "active_from": day, "active_to": ""} for rep, day in came.items()]
    )
    reps.loc[reps["rep_id"] == "Budi", "active_to"] = "2026-09-30"
    deals = [
        {"deal_id": f"{rep}{i}", "rep_id": rep, "status": "won" if i % 2 else "lost", "created_at": created}
        | {"amount": 1, "closed_at": day}
        for rep, (created, day, count) in {
            "Ani": ("2026-07-01", "2026-08-05", 20),
            "Budi": ("2026-07-01", "2026-07-02", 3),
            "Dewi": ("2026-10-05", "2026-10-20", 2),
            "Eko": ("2026-09-21", "2026-09-25", 2),
            "Citra": ("2026-07-01", "2026-08-05", 4),
        }.items()
        for i in range(count)
    ]
    sales = st.load({"deals": pd.DataFrame(deals), "reps": reps}, as_of="2026-11-01", lang="en")

    told = st.follow_up(sales).frame

    assert set(told.loc[told["code"] == "check_in", "who"]) == {"Citra", "Eko"}
    earlier = st.follow_up(st.load({"deals": pd.DataFrame(deals), "reps": reps}, as_of="2026-09-30", lang="en")).frame
    assert "Budi" in set(earlier.loc[earlier["code"] == "check_in", "who"])
