"""Agreements: how they stand, and a change that is no more than chance is not called an effect."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pandas as pd
import pytest
from small_sales import deal

import salestoolkit as st
from salestoolkit.estimate.interval.difference import difference_of
from salestoolkit.estimate.interval.shares import difference, wilson
from salestoolkit.review.follow_up.agreements import agreed, effect


def share(won: float, n: float, reference: float = 0.4, back: float = 0.5) -> dict[str, float]:
    value, lo, hi = (float(x[0]) for x in wilson(np.array([won]), np.array([n])))
    return {"n": n, "value": value, "lo": lo, "hi": hi, "reference": reference, "back": back}


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29)])
def test_the_difference_recovered_from_wilson_s_intervals_is_newcombe_s(k1: int, n1: int, k2: int, n2: int) -> None:
    first, second = (tuple(share(*part)[name] for name in ("value", "lo", "hi")) for part in ((k1, n1), (k2, n2)))

    assert difference_of(first, second) == pytest.approx(difference(k1, n1, k2, n2), abs=1e-6)  # type: ignore[arg-type]


def test_half_of_the_distance_that_comes_back_by_chance_is_no_effect() -> None:
    told = effect(share(20, 100), share(32, 100), "win_rate")

    assert told["by_chance"] == pytest.approx(0.2 + 0.5 * 0.2)
    assert told["change"] == pytest.approx(0.12)
    assert told["change_lo"] < 0.12 < told["change_hi"]
    assert told["effect"] == "unclear"  # the interval of 32 of 100 holds the 30 % that chance brings back


def test_a_change_beyond_what_chance_brings_back_is_better_and_one_against_it_worse() -> None:
    assert effect(share(20, 100), share(60, 100), "win_rate")["effect"] == "better"
    assert effect(share(40, 100), share(15, 100), "win_rate")["effect"] == "worse"


def test_the_same_rise_is_no_effect_where_nearly_all_of_it_was_chance() -> None:
    before, after = share(20, 100, reference=0.5, back=0.9), share(38, 100)

    assert effect(before, after, "win_rate")["change_lo"] > 0
    assert effect(before, after, "win_rate")["effect"] == "unclear"


def test_of_a_time_shorter_is_better_and_the_change_a_ratio() -> None:
    before = {"n": 40, "value": 7200.0, "lo": 6000.0, "hi": 8640.0, "reference": 1800.0, "back": 0.25}
    after = {"n": 40, "value": 1800.0, "lo": 1500.0, "hi": 2160.0, "reference": 1800.0, "back": 0.25}
    told = effect(before, after, "lead_response_time")

    assert told["change"] == pytest.approx(-0.75)
    assert told["change_hi"] == pytest.approx(exp(log(0.25) + 2**0.5 * log(1.2)) - 1)
    assert told["by_chance"] == pytest.approx(7200 * 4**-0.25)
    assert told["effect"] == "better"


def test_below_ten_cases_it_is_too_early() -> None:
    assert effect(share(2, 9), share(9, 20), "win_rate") == {"effect": "too_early"}


def company(*rows: dict[str, str], **declared: float) -> st.SalesData:
    deals = pd.DataFrame([{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 10}])
    told = pd.DataFrame([{"rep_id": "A", "text": "Call back", "raised_on": "2026-01-05"} | row for row in rows])
    return st.load({"deals": deals, "follow_ups": told}, as_of="2026-01-31", lang="en", **declared)


def test_what_is_due_and_not_done_is_overdue_and_what_is_suggested_is_not_agreed() -> None:
    sales = company(
        {"due_on": "2026-01-20", "status": "open", "text": "late"},
        {"due_on": "2026-01-20", "status": "DONE", "text": "done"},
        {"due_on": "2026-02-20", "status": "open", "text": "running"},
        {"due_on": "2026-02-20", "status": "overdue", "text": "put off"},
        {"due_on": "2026-01-20", "text": "without a status"},
        {"status": "suggested", "text": "not yet"},
        {"raised_on": "2026-02-02", "status": "open", "text": "after as_of"},
    )

    assert dict(agreed(sales)[["text", "stands"]].to_numpy().tolist()) == {
        "late": "overdue",
        "done": "done",
        "running": "open",
        "put off": "open",
        "without a status": "overdue",
    }


def test_a_status_that_does_not_exist_is_quarantined_with_its_reason() -> None:
    sales = company(*({"status": "open", "text": str(i)} for i in range(9)), {"status": "later"}, max_rejected=0.2)

    [rejection] = sales.intake.rejections
    assert (rejection.table, rejection.column, rejection.code, rejection.value) == (
        "follow_ups",
        "status",
        "bad_value",
        "later",
    )
    assert len(agreed(sales)) == 9


def test_a_team_can_agree_on_something_that_is_no_rep_s() -> None:
    sales = company({"rep_id": "", "team": "Makassar", "status": "open"})

    assert agreed(sales)[["scope", "who_id", "who"]].to_numpy().tolist() == [["team", "Makassar", "Makassar"]]


def test_what_is_done_and_was_agreed_a_cycle_ago_is_counted_and_not_called_nothing() -> None:
    done = {"raised_on": "2025-01-06", "status": "done"}

    assert st.agreements(company(done)).lacking.endswith("Done or dropped before that: 1.")
    said = st.agreements(company(done, {"status": "open"})).said
    assert said[0] == "Not done, or made recently: 1 agreement, of which 1 open."
    assert said[1].endswith("so not listed: 1.")


DAYS = pd.date_range("2025-09-05", "2026-01-28", freq="3D").strftime("%Y-%m-%d")


def funnel(**agreed: str) -> pd.Series:
    """Two reps who win every other deal, each through one step, and what was agreed of the funnel in November."""
    deals = [
        deal(f"{rep}{i}", "won" if i % 2 else "lost", day, day, rep_id=rep, team="North", amount=10 + i % 7)
        for rep in "AB"
        for i, day in enumerate(DAYS)
    ]
    steps = [
        {"entity": "deal", "entity_id": row["deal_id"], "stage": "Offer", "entered_at": row["created_at"]}
        for row in deals
    ]
    told = [{"text": "Offers", "raised_on": "2025-11-10", "status": "open"} | agreed]
    tables = {"deals": deals, "stage_history": steps, "follow_ups": told}
    tables["stages"] = [
        {"stage": "Offer", "position": 1, "kind": "open"},
        {"stage": "Won", "position": 2, "kind": "won"},
    ]
    sales = st.load({name: pd.DataFrame(rows) for name, rows in tables.items()}, as_of="2026-01-31", lang="en")
    return st.agreements(sales).frame.iloc[0]


@pytest.mark.parametrize(
    ("kpi", "stage"),
    [("funnel_leakage", ""), ("funnel_leakage", "Offer"), ("average_deal_size", ""), ("win_rate", "")],
)
@pytest.mark.parametrize("rep", ["A", ""])
def test_every_agreement_that_names_a_kpi_is_told_what_it_did(kpi: str, stage: str, rep: str) -> None:
    row = funnel(kpi=kpi, stage=stage, rep_id=rep)

    assert row["n_before"] >= 10
    assert row["n_after"] >= 10
    assert row["effect"] in ("better", "worse", "unclear")
    # of everybody together it is not known what chance would have brought back
    assert pd.isna(row["by_chance"]) == (rep == "")
    assert (row["who"], row["scope"]) == (("Everybody", "all") if rep == "" else ("A", "rep"))


def test_on_the_demo_company_no_agreement_helped_since_nothing_was_planted_to(demo_sales: st.SalesData) -> None:
    passage = st.agreements(replace(demo_sales, lang="en"))
    measured = passage.frame[passage.frame["kpi"].notna()]

    assert set(measured["effect"]) == {"unclear", "too_early"}
    assert any("Without any action" in text and "Fajar Hidayat" in text for text in passage.said)
    assert measured["back"].dropna().between(0, 1).all()


def test_without_agreements_the_command_that_writes_them_is_named() -> None:
    assert "salestoolkit follow-ups" in st.agreements(company({"status": "suggested"})).lacking


def test_a_share_changes_by_points_and_a_time_by_a_share_of_itself() -> None:
    told = st.agreements(st.demo(lang="en")).frame.dropna(subset="told_change").set_index("kpi")["told_change"]

    assert "points" in told["win_rate"]
    assert "%" not in told["win_rate"].replace("95% interval", "")
    assert told["lead_response_time"].str.contains("%; 95% interval").all()
