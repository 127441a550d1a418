"""A rep's matters in words: to the rep, in both languages, claiming no more than the rows do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import salestoolkit as st
from salestoolkit.review.one_to_one.rep_rows import Matters, matters
from salestoolkit.review.one_to_one.rep_sections import GENERAL, Own
from salestoolkit.words.text import say

GOAL = {"period": "month", "starts": "2025-12-01", "ends": "2026-01-01", "target": 50e6, "actual": 20e6}
GOAL |= {"expected": 30e6, "pace": 2 / 3}
COURSE = {"n": 120, "value": 0.3, "change": -0.08, "change_lo": -0.12, "change_hi": -0.04, "course": "declines"}
COURSE |= {"trend_first": 0.4, "trend_last": 0.3, "first_month": "2025-01-01", "last_month": "2025-12-01"}
FOUND = {"state": "new", "kpi": "win_rate", "grain": "quarter", "side": "below", "good": False, "n": 40, "value": 0.1}
FOUND |= {"lo": 0.04, "hi": 0.23, "starts": "2025-10-01", "since": "2025-10-01", "rule": "band", "code": "ask"}
AGREED = {"text": "Call back", "raised_on": "2025-10-06", "due_on": None, "stands": "open", "kpi": "win_rate"}
AGREED |= {"stage": None, "n_before": 20, "value_before": 0.2, "n_after": 25, "value_after": 0.4, "effect": None}
ITEM = {"stock": "unanswered", "item": "L7", "account": None, "amount": None}


def own(lang: str = "en", **parts: Any) -> Own:
    return Own(Matters(**parts), lang, "IDR")


def test_a_goal_is_told_with_what_is_left_and_without_blame() -> None:
    assert own(goals=[GOAL | {"stands": "short"}]).goals.read() == (
        "December 2025: Rp20 million of Rp50 million (40%). "
        "The calendar expects Rp30 million by now; Rp30 million to go by 31 December 2025."
    )


def test_a_decline_is_told_with_one_sign_and_asks() -> None:
    assert own(progress=[COURSE]).progress.read() == (
        "Your win rate is falling by 8.0 percentage points a year (95% interval: 4.0–12.0); the trend line runs "
        "from 40.0% in January 2025 to 30.0% in December 2025. What has changed in this time?"
    )


def test_a_deal_closed_in_the_running_month_is_not_denied() -> None:
    """It said "with 0 closed deals whose date is known" to one whose only deal was lost this month."""
    days = {"Sari": "2026-10-20", "Dodi": "2026-11-02"}
    deals = [
        {"deal_id": rep, "rep_id": rep, "status": "lost", "created_at": "2026-10-05", "closed_at": day, "amount": 8}
        for rep, day in days.items()
    ]
    found = st.progress(st.load({"deals": pd.DataFrame(deals)}, as_of="2026-11-25", lang="en")).frame
    [dodi] = found[found["rep_id"] == "Dodi"].to_dict("records")

    told = own(progress=[dodi]).progress.read()

    assert told == "Your full months hold 0 closed deals with a known date, too little to see a change yet."


def test_a_finding_says_since_when_only_where_it_is_not_of_this_cycle() -> None:
    told = "Win rate was 10.0% (4.0–23.0%; n = 40) in Q4 2025, clearly below the middle half of the team"
    ask = "The data does not say why. You know best: please tell us."

    assert own(findings=[FOUND]).findings.read() == f"New: {told}. {ask}"
    again = FOUND | {"state": "recurring", "since": "2025-04-01"}
    assert own(findings=[again]).findings.read() == f"Keeps coming back: {told}; since Q2 2025. {ask}"


def test_what_is_good_stays_so_and_does_not_keep_coming_back() -> None:
    read = own(findings=[FOUND | {"state": "recurring", "good": True}]).findings.read()

    assert read.startswith("Still so: Win rate was ")
    assert read.endswith("Well done.")


def test_the_first_eighth_in_a_row_is_not_told_as_the_day_on_which_the_run_began() -> None:
    run = FOUND | {"state": "recurring", "rule": "run", "since": "2025-04-01"}

    assert "in a row; first pointed out for Q2 2025." in own(findings=[run]).findings.read()


def test_a_wait_that_nobody_saw_end_has_no_upper_limit() -> None:
    waits = FOUND | {"kpi": "lead_response_time", "side": "above", "value": 7_200.0, "lo": 3_600.0, "hi": None}

    assert "2 hours (at least 1 hour; n = 40)" in own(findings=[waits]).findings.read()


@pytest.mark.parametrize("lang", st.languages())
@pytest.mark.parametrize(
    ("part", "rows", "codes"),
    [
        ("goals", {"goals": GOAL}, {"stands": ("reached", "missed", "ahead", "short")}),
        ("progress", {"progress": COURSE}, {"course": ("improves", "declines", "within", "too_few")}),
        ("findings", {"findings": FOUND}, {"state": ("new", "recurring", "standing", "paused", "resolved")}),
        ("findings", {"findings": FOUND}, {"code": ("ask", None)}),
        ("findings", {"findings": FOUND | {"rule": "run"}}, {"side": ("above", "below"), "good": (True, False)}),
        ("findings", {"suggested": {"n": 4}}, {"code": ("recover", "check_in")}),
        ("agreements", {"agreed": AGREED}, {"effect": ("too_early", None)}),
    ],
)
def test_every_code_is_told_in_both_languages(
    part: str, rows: dict[str, dict[str, Any]], codes: dict[str, tuple[Any, ...]], lang: str
) -> None:
    ((field, row),) = rows.items()
    for name, values in codes.items():
        texts = [getattr(own(lang, **{field: [row | {name: value}]}), part).read() for value in values]
        assert len(set(texts)) == len(values)
        assert not any("{" in text or " nan" in text for text in texts)


@pytest.mark.parametrize("lang", st.languages())
def test_where_there_is_nothing_it_says_so(lang: str) -> None:
    empty = own(lang)
    for part in (empty.goals, empty.progress, empty.agreements, empty.recovery):
        assert part.lacking
        assert part.listing.text == ""
    assert empty.findings.read() == say("review.own_findings.nothing", lang)
    assert own(lang, why_no_findings="no_band").findings.lacking == say("review.own_findings.no_band", lang)
    for why in ("too_short", "unmeasured"):
        assert own(lang, why_no_findings=why).findings.lacking == say(f"review.own_findings.{why}", lang)
    told = own(lang, why_no_findings="no_band", suggested=[{"code": "check_in", "n": 4}]).findings.said
    assert told[0] == say("review.own_findings.no_band", lang)
    assert len(told) == 2


def test_a_goal_of_which_deals_have_no_amount_says_so() -> None:
    row = GOAL | {"stands": "missed"}

    assert "no amount" not in own(goals=[row | {"unvalued": 0}]).of_goal(row | {"unvalued": 0})
    assert "2 have no amount and add nothing" in own().of_goal(row | {"unvalued": 2})


def test_questions_begin_with_what_stands_out_and_are_three() -> None:
    general = [say(f"review.own_questions.{name}", "en") for name in GENERAL]
    assert own().asked() == general

    below = FOUND
    praised = FOUND | {"code": None, "good": True}
    gone = FOUND | {"state": "resolved", "code": None}
    asked = own(findings=[below, praised, gone], suggested=[{"code": "recover", "n": 2}]).asked()
    assert asked == [
        say("review.ask.ask", "en"),
        say("review.ask.good", "en"),
        say("review.ask.recover", "en"),
    ]


def test_what_was_agreed_again_is_told_once_and_listed_each_time() -> None:
    both = own(agreed=[AGREED, AGREED | {"raised_on": "2025-07-06", "value_after": 0.1}]).agreements

    assert both.said == (
        "Not done, or agreed recently: 2.",
        "Win rate: 20.0% (n = 20) before, 40.0% (n = 25) since.",
    )
    assert both.table["Date"].tolist() == ["6 October 2025", "6 July 2025"]


def test_what_was_agreed_earlier_and_is_done_is_not_told_as_nothing() -> None:
    earlier = [{"raised_on": "2025-01-06"}] * 3

    assert own(closed=earlier).agreements.read().endswith("Done or dropped before that: 3.")
    assert own(agreed=[AGREED], closed=earlier).agreements.said[1].endswith("so not listed: 3.")
    assert own().agreements.read() == "Nothing has been agreed with you so far."


def test_a_lead_is_listed_without_a_customer_or_an_amount() -> None:
    told = replace(own(recover=[ITEM]).matters, items=12)

    passage = Own(told, "en", "IDR").recovery

    assert passage.read() == (
        "You still have 12 deals and leads that can be won. What they are worth is not known; 1 of them is listed here."
    )
    valued = Own(replace(told, recover=[ITEM | {"amount": 100}]), "en", "IDR").recovery
    assert valued.read().endswith("Listed here, the largest amounts first: 1.")
    assert passage.table.iloc[0].tolist() == ["–", "L7", "lead without an answer", "–"]
    assert "details" not in passage.listing.html


@pytest.mark.parametrize(("lang", "none", "all_of_them"), [
    ("en", "no number (n = 3)", "listed here."),
    ("id", "tanpa angka (n = 3)", "Semuanya ada di daftar ini."),
])  # fmt: skip
def test_what_has_no_number_says_so_and_a_whole_list_is_called_one(lang: str, none: str, all_of_them: str) -> None:
    row = {"text": "x", "raised_on": "2025-01-01", "due_on": None, "stands": "open", "kpi": "win_rate", "stage": None}
    row |= {"n_before": 12, "value_before": 0.5, "n_after": 3, "value_after": None, "effect": "too_early"}
    item = {"stock": "open", "item": "D1", "account": None, "amount": 5.0}

    assert none in own(lang, agreed=[row]).agreements.read()
    assert all_of_them in own(lang, recover=[item], items=1).recovery.read()
    assert all_of_them not in own(lang, recover=[item], items=2).recovery.read()


@pytest.mark.parametrize(("tables", "unseen", "told"), [
    ({"activities": [{"at": "2026-01-05T08:00", "rep_id": "A", "kind": "call"}]}, "_neither", "Neither deals nor"),
    ({"deals": [{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 1}]}, "_deals",
     "no open deals or recent losses without a decision. Whether leads were answered is not in the data."),
    ({"leads": [{"lead_id": "1", "owner_id": "A", "created_at": "2026-01-05T08:00"}
                | {"first_response_at": "2026-01-05T09:00"}]}, "_leads", "no unanswered leads. Deals are not in"),
])  # fmt: skip
def test_of_what_is_not_in_the_data_nobody_is_said_to_have_none(
    tables: dict[str, list[dict[str, Any]]], unseen: str, told: str
) -> None:
    """A log of calls alone had "you have no open deals, unanswered leads or recent losses"."""
    sales = st.load({name: pd.DataFrame(rows) for name, rows in tables.items()}, as_of="2026-01-30", lang="en")
    held = matters(sales, among=1)["A"]

    assert held.unseen == unseen
    assert told in Own(held, "en", "IDR").recovery.read()
    assert told in st.recover(sales).read()
