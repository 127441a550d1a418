"""Findings: only what truly differs is named, it is the team's where it is the team's, and it is known since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from refusals import refused
from small_sales import loaded

import salestoolkit as st
from salestoolkit.data.demo import NOTHING_PLANTED
from salestoolkit.review.cycles import completed, cycle_of
from salestoolkit.review.follow_up.findings import classified, evidence_id, judged, since, state, state_word
from salestoolkit.review.follow_up.signals import STRONG, Period, held_against_all, signals

AT = pd.Timestamp("2025-01-06 09:00")
PLANTED = {("lead_response_time", "R05"), ("lead_response_time", "R21"), ("funnel_leakage", "Makassar")}


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ("000001", "new"),
        ("100001", "new"),
        ("001001", "recurring"),
        ("000011", "recurring"),
        ("110001", "recurring"),
        ("001110", "paused"),
        ("001111", "recurring"),
        ("000010", "paused"),
        ("000100", "resolved"),
        ("111100", "resolved"),
    ],
)
def test_a_signal_is_new_recurring_paused_or_resolved_by_its_last_six_cycles(seen: str, told: str) -> None:
    assert state([cycle == "1" for cycle in seen]) == told


@pytest.mark.parametrize(("seen", "first"), [("000001", 5), ("000101", 3), ("101001", 5), ("111100", 0)])
def test_two_cycles_without_end_a_spell(seen: str, first: int) -> None:
    assert since([cycle == "1" for cycle in seen]) == first


def cycle_rows(flagged: set[str], *, team_rule: str = "", n: int = 20) -> pd.DataFrame:
    """One cycle of a team of five reps and one other, those ``flagged`` below the limits."""
    whole = {"kpi": "win_rate", "stage": "", "side": "below", "good": False, "starts": date(2026, 1, 1), "p": 0.5}
    reps = [
        {**whole, "scope": "rep", "who_id": name, "who": name, "team": "X" if name != "z" else "Z", "n": n}
        for name in "abcdez"
    ]
    teams = [{**whole, "scope": "team", "who_id": name, "who": name, "team": name, "n": 5 * n} for name in "XZ"]
    rows = [{**row, "rule": "limits" if row["who_id"] in flagged else ""} for row in reps]
    return pd.DataFrame([*rows, *({**row, "rule": team_rule if row["who_id"] == "X" else ""} for row in teams)])


def named(frame: pd.DataFrame) -> set[tuple[str, str]]:
    told = classified(frame, [date(2026, 1, 1)])
    return set(zip(told["who_id"], told["rule"], strict=True))


def test_what_most_reps_of_a_team_have_is_the_team_s_and_names_none_of_them() -> None:
    assert named(cycle_rows({"a", "b"})) == {("a", "limits"), ("b", "limits")}
    assert named(cycle_rows({"a", "b", "c"})) == {("X", "most_reps")}


def test_a_rep_is_not_singled_out_for_what_the_team_has() -> None:
    assert named(cycle_rows({"a", "z"}, team_rule="limits")) == {("X", "limits"), ("z", "limits")}


def test_a_team_of_two_that_can_be_judged_has_no_most() -> None:
    frame = cycle_rows({"a", "b"})
    frame.loc[frame["who_id"].isin(["c", "d", "e"]), "p"] = float("nan")

    assert named(frame) == {("a", "limits"), ("b", "limits")}


def watched(starts: date, who: str = "a") -> dict[str, object]:
    """A row of somebody to be watched in a cycle."""
    row = cycle_rows(set()).iloc[0].to_dict()
    return {**row, "who_id": who, "starts": starts, "rule": "watch", "p": 0.04}


def test_nobody_is_watched_for_an_earlier_cycle_and_that_is_no_finding() -> None:
    cycles = [date(2025, 10, 1), date(2026, 1, 1)]

    assert classified(pd.DataFrame([watched(cycles[0])]), cycles).empty


def test_who_is_a_finding_already_is_not_watched_besides() -> None:
    cycles = [date(2025, 10, 1), date(2026, 1, 1)]
    outside = {**watched(cycles[0]), "rule": "limits", "p": 0.0001}

    told = classified(pd.DataFrame([outside, watched(cycles[1])]), cycles)

    assert list(told["state"]) == ["paused"]


def test_who_is_watched_now_is_told_since_now() -> None:
    cycles = [date(2025, 10, 1), date(2026, 1, 1)]

    told = classified(pd.DataFrame([watched(cycles[1]), watched(cycles[0], "b")]), cycles)

    assert list(zip(told["who_id"], told["state"], told["since"], strict=True)) == [("a", "watch", cycles[1])]


@pytest.mark.parametrize(("before", "word"), [(False, "New"), (True, "Back again")])
def test_what_is_new_by_rule_and_was_seen_before_is_back_again(before: bool, word: str) -> None:
    row = {"state": "new", "seen": 1 + before}

    assert state_word(row, "en") == word.lower()


def test_the_id_of_evidence_is_its_own_and_the_same_on_any_machine() -> None:
    row = {"kpi": "win_rate", "stage": "", "scope": "rep", "who_id": "R05", "side": "below"}
    one, next_ = (evidence_id({**row, "starts": day, "rule": "limits"}) for day in (date(2026, 1, 1), date(2026, 4, 1)))

    assert one == "98bfa7934c89"
    assert next_ != one


def test_the_demo_company_is_reviewed_by_quarter_since_few_deals_are_closed_in_a_month(
    demo_sales: st.SalesData,
) -> None:
    assert cycle_of(demo_sales) == "quarter"
    assert completed(demo_sales, "quarter")[-1] == (date(2025, 10, 1), date(2026, 1, 1))
    assert len(completed(demo_sales, "month")) == 6


def test_nothing_but_what_was_planted_needs_anything(demo_sales: st.SalesData) -> None:
    frame = st.findings(demo_sales).frame
    told = frame[frame["state"].isin(["new", "recurring", "paused"])]

    assert set(zip(told["kpi"], told["who_id"], strict=True)) == PLANTED
    assert not told["good"].any()
    assert set(told.loc[told["kpi"] == "funnel_leakage", "stage"]) == {"Penawaran"}
    assert told.loc[told["who_id"] == "R05", "state"].item() == "recurring"


def test_at_99_8_percent_nothing_but_what_was_planted_is_flagged_in_six_cycles(demo_sales: st.SalesData) -> None:
    frame = judged(demo_sales)
    flagged = frame[frame["rule"].isin(STRONG)]

    assert set(zip(flagged["kpi"], flagged["who_id"], strict=True)) == PLANTED
    assert set(flagged["rule"]) == {"limits"}
    assert not flagged["good"].any()


@pytest.mark.parametrize("size", [3, 8])
def test_one_slow_rep_does_not_make_the_others_fast_or_their_team(size: int) -> None:
    """The waits of both teams are the same but for one rep of A, who answers a day later."""
    team = {f"{team}{i}": team for team in "AB" for i in range(size)}
    leads = [
        {"lead_id": f"{rep}-{i}", "owner_id": rep, "created_at": (at := AT + pd.Timedelta(days=i % 80))}
        | {"first_response_at": at + pd.Timedelta(minutes=10 + 7 * i % 300, days=int(rep == "A0"))}
        for rep in team
        for i in range(120)
    ]
    reps = [{"rep_id": rep, "team": of, "name": rep} for rep, of in team.items()]
    sales = loaded("2025-04-01T00:00", leads=leads, reps=reps)
    [period] = [Period(*cycle, sales) for cycle in completed(sales, "quarter")][-1:]
    frame = signals(sales, "quarter")
    told = frame[frame["rule"].isin(STRONG)]

    assert told[["kpi", "scope", "who_id", "side"]].to_numpy().tolist() == [
        ["lead_response_time", "rep", "A0", "above"]
    ]
    assert (held_against_all(st.definition("lead_response_time"), "team", period)["p"] < 0.002).all()


def test_where_nothing_is_planted_one_comparison_in_two_hundred_at_most_makes_a_signal() -> None:
    frame = signals(st.demo(seed=1, truths=NOTHING_PLANTED), "quarter")
    made = frame[frame["p"].notna()]

    assert len(made) > 900
    assert made["rule"].isin(STRONG).mean() <= 0.005
    assert 0.01 < (made["p"] < 0.05).mean() < 0.05  # exact tests are on the safe side


def test_few_cases_make_no_signal(demo_sales: st.SalesData) -> None:
    frame = judged(demo_sales)

    assert (frame.loc[frame["rule"] != "", "n"] >= 10).all()
    assert "R12" not in set(frame.loc[(frame["kpi"] == "win_rate") & (frame["rule"] != ""), "who_id"])


def test_a_load_as_it_stood_is_the_load_of_that_day_and_leaves_the_load_alone(demo_sales: st.SalesData) -> None:
    then, exported = demo_sales.as_it_stood(date(2025, 10, 1)), st.demo(as_of="2025-10-01T00:00+07:00")
    now = st.compute("lead_response_time", demo_sales).frame

    for kpi in ("win_rate", "lead_response_time", "funnel_leakage"):
        earlier, own = (st.compute(kpi, sales, by="rep").frame for sales in (then, exported))
        pd.testing.assert_frame_equal(earlier, own)
    pd.testing.assert_frame_equal(st.compute("lead_response_time", demo_sales).frame, now)
    assert demo_sales.as_it_stood(date(2026, 1, 1)) is demo_sales


def test_eight_quarters_on_one_side_of_the_own_median_are_a_signal_within_all_limits() -> None:
    won = {"A": [5] * 9 + [8] * 8, "B": [5, 8] * 8 + [6], "C": [8, 5] * 8 + [6]}
    quarters = pd.date_range("2022-01-15", periods=17, freq="3MS") + pd.Timedelta(days=14)
    rows = [
        {"deal_id": f"{rep}{day:%y%m}{i}", "rep_id": rep, "status": "won" if i < k else "lost", "closed_at": day}
        for rep, ks in won.items()
        for day, k in zip(quarters, ks, strict=True)
        for i in range(12)
    ]
    frame = signals(st.load({"deals": pd.DataFrame(rows)}, as_of="2026-03-31"), "quarter")
    told = frame[(frame["kpi"] == "win_rate") & (frame["scope"] == "rep") & (frame["rule"] != "")]

    assert told[["who_id", "rule", "side", "good"]].drop_duplicates().to_numpy().tolist() == [
        ["A", "run", "above", True]
    ]
    assert told["starts"].tolist() == [date(2026, 1, 1)]


def test_findings_of_one_rep_hold_nobody_else_and_compare_with_everybody(demo_sales: st.SalesData) -> None:
    whole, own = st.findings(demo_sales).frame, st.findings(demo_sales, where={"rep": "R05"}).frame

    assert own["who_id"].unique().tolist() == ["R05"]
    assert own["evidence"].tolist() == whole.loc[whole["who_id"] == "R05", "evidence"].tolist()


def test_a_finding_says_its_number_interval_n_rule_and_since_when(demo_sales: st.SalesData) -> None:
    said = st.findings(replace(demo_sales, lang="en")).said

    assert (
        "Fajar Hidayat, Lead response time: 18.1 hours (6.7–24.8 hours; n = 49) in Q4 2025, compared with 2.4 hours "
        "(recurring; outside the 99.8% limits; since Q3 2025)." in said
    )


def test_without_a_completed_cycle_nothing_is_said() -> None:
    deals = pd.DataFrame([{"deal_id": "1", "rep_id": "A", "status": "won", "closed_at": "2026-01-05", "amount": 10}])
    passage = st.findings(st.load({"deals": deals}, as_of="2026-01-20", lang="en"))

    assert passage.lacking == "Nothing can be said yet: no period is completed."


def test_what_cannot_be_compared_is_not_called_unmeasured_or_usual() -> None:
    """Without owners it said that deal size cannot be measured, and that all numbers are within the usual."""
    deals = [
        {"deal_id": f"{i}", "status": "won", "closed_at": f"2026-0{i % 6 + 1}-05", "amount": 10 + i} for i in range(90)
    ]
    sales = st.load({"deals": pd.DataFrame(deals)}, as_of="2026-08-20", lang="en")
    told = "no win rate, response time, deal size or funnel step can be measured by rep or team"

    assert st.compute("average_deal_size", sales).frame["value"].notna().all()
    assert told in st.findings(sales).lacking
    assert st.findings(sales).lacking == st.follow_up(sales).lacking


def test_a_log_of_calls_alone_has_nothing_to_compare_and_has_not_just_begun() -> None:
    calls = [{"at": f"2026-{month:02}-05T08:00", "rep_id": "A", "kind": "call"} for month in range(1, 9)]
    sales = st.load({"activities": pd.DataFrame(calls)}, as_of="2026-08-20", lang="en")

    assert st.findings(sales).lacking.startswith("People cannot be compared")
    assert st.follow_up(sales).lacking == st.findings(sales).lacking


def test_a_limit_that_findings_do_not_have_is_refused(demo_sales: st.SalesData) -> None:
    with refused(st.UsageError, match="Use team or rep"):
        st.findings(demo_sales, where={"product": "Kasir Lite"})
    with refused(st.UnknownName, match="quarter"):
        st.findings(demo_sales, cycle="year")


def test_a_list_of_orders_is_reviewed_by_month_where_each_closes_ten_in_one() -> None:
    """Without a lost order there is no win rate, and each review went by quarters, however many were sold."""

    def orders(each_month: int) -> st.SalesData:
        days = pd.date_range("2025-03-01", periods=12, freq="MS")
        rows = [
            {"deal_id": f"{rep}{day:%m}{i}", "rep_id": rep, "status": "won", "created_at": day, "closed_at": day}
            for rep in "AB"
            for day in days
            for i in range(each_month)
        ]
        return st.load({"deals": pd.DataFrame(rows)}, as_of="2026-02-28", lang="en")

    assert (cycle_of(orders(12)), cycle_of(orders(4))) == ("month", "quarter")
