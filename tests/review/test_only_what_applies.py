"""A page shows what its source can carry; all that it cannot is one list at the end, with what would change that."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

import salestoolkit as st
from salestoolkit.generate import notebooks
from salestoolkit.reports.rep.focus import focus_on
from tests.small_sales import deal, loaded

RATES = ("win_rate", "win_rate.by_value", "win_rate.exact", "win_rate.trend", "win_rate.quarter_end")


def _orders(**more: Any) -> list[dict[str, Any]]:
    """A list of orders of two years: all won on the day they came in."""
    return [
        deal(f"{year}-{month}-{i}", "won", f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day:02}", **own, **more)
        for year in (2023, 2024)
        for month in range(1, 13)
        for i, day in enumerate((3, 11, 19, 27))
        for own in [{"rep_id": f"R{i}", "product": "AB"[i % 2], "amount": 1_000_000 + 10_000 * i + month}]
    ]


@pytest.fixture(scope="module")
def orders() -> st.SalesData:
    return loaded("2025-01-01", deals=_orders())


@pytest.fixture(scope="module")
def leads() -> st.SalesData:
    """Leads alone, with the day of their answer."""
    rows = (
        {"lead_id": f"L{i}", "owner_id": f"R{i % 4}", "created_at": f"2024-03-{i % 28 + 1:02}", "source": "web"}
        | {"first_response_at": f"2024-03-{min(i % 28 + 1 + i % 3, 31):02}" if i % 5 else None}
        for i in range(60)
    )
    return loaded("2024-04-30", leads=rows)


@pytest.fixture(scope="module")
def counts() -> st.SalesData:
    """A month's won customers by channel, without keys."""
    rows = (
        {"period": f"2024-{month:02}-01", "stage": "won", "kind": "won", "count": 40, "amount": 4_000, "channel": "web"}
        for month in range(1, 13)
    )
    return loaded("2025-01-01", stage_counts=rows)


def _review(sales: st.SalesData, template: str = notebooks.TEAM, **given: Any) -> dict[str, str]:
    """What each cell of a template shows, as text, by the cell's id; cells run as a notebook runs them."""
    space: dict[str, Any] = {"st": st, "sales": sales, "lang": sales.lang, "asked": {}, "team": "", "end": "", **given}
    shown = {}
    for cell in notebooks.notebook(template).cells[2:]:
        body = ast.parse(cell.source).body
        exec(compile(ast.Module(body[:-1], []), cell.id, "exec"), space)
        assert isinstance(body[-1], ast.Expr)
        shown[cell.id] = repr(eval(compile(ast.Expression(body[-1].value), cell.id, "eval"), space))
    return shown


@pytest.mark.parametrize("kpi", RATES)
def test_where_no_loss_is_recorded_there_is_no_win_rate(orders: st.SalesData, kpi: str) -> None:
    result = st.compute(kpi, orders)
    row = result.frame.iloc[0]

    assert np.isnan(row["value"])
    assert (row["reason"], row["n"]) == ("no_trend" if kpi.endswith("trend") else "losses", 96)
    assert "no lost deal" in result.missing
    assert "100" not in result.missing


@pytest.mark.parametrize("kpi", ["cycle_length", "cycle_length.cohort", "cohort_win_rate"])
def test_what_is_won_on_the_day_it_begins_has_no_cycle(orders: st.SalesData, kpi: str) -> None:
    result = st.compute(kpi, orders, by="quarter")

    assert result.frame["value"].isna().all()
    assert set(result.frame["reason"]) <= {"cycles", "ends", "immature"}
    assert "second" not in result.read()


def test_one_loss_makes_it_a_pipeline() -> None:
    sales = loaded("2025-01-01", deals=[*_orders(), deal("L", "lost", "2024-01-01", "2024-03-01")])

    assert st.compute("win_rate", sales).frame.iloc[0]["value"] == pytest.approx(96 / 97)
    assert st.compute("cohort_win_rate", sales).lacking.kind == "missing.cycles"


def test_cancelled_deals_are_an_end_of_a_cohort_and_no_loss() -> None:
    deals = [deal(f"{i}", "won" if i % 2 else "cancelled", "2024-01-01", f"2024-02-{i + 1:02}") for i in range(20)]
    sales = loaded("2024-04-01", deals=deals)

    assert st.compute("cohort_win_rate", sales).frame.iloc[0]["value"] == pytest.approx(9 / 20)
    assert st.compute("win_rate", sales).lacking.kind == "missing.losses"


def test_parts_of_the_velocity_that_are_known_are_told() -> None:
    deals = [deal(str(i), "won", "2024-01-01", "2024-01-11", amount=100) for i in range(8)]
    row = st.compute(
        "sales_velocity", loaded("2024-04-01", deals=[*deals, deal("o", "open", "2024-03-01")])
    ).frame.iloc[0]

    assert (row["cycle"], row["average_deal"], row["reason"]) == (10 * 86_400, 100, "losses")
    assert np.isnan(row["value"])
    assert np.isnan(row["win_rate"])


def test_groups_that_are_all_alike_are_not_ranked() -> None:
    deals = [
        deal(f"{rep}{i}", "won" if i % 2 else "lost", "2024-01-01", f"2024-{i % 3 + 2:02}-05", rep_id=rep)
        for rep in "ABC"
        for i in range(24)
    ]
    sales = loaded("2024-12-01", deals=deals)

    assert st.compute("win_rate", sales, by="rep").read() == "All 3 reps share the same value, 50.0%."
    assert st.compute("win_rate", sales, by="month").read() == (
        "All 3 months share the same value, 50.0%. Nothing is counted after that, up to 1 December 2024."
    )


@pytest.mark.parametrize("kind", ["orders", "leads", "counts"])
def test_a_review_has_no_chapter_of_what_it_cannot_measure(kind: str, request: pytest.FixtureRequest) -> None:
    sales = request.getfixturevalue(kind)
    shown = _review(sales)
    told = "\n".join(text for name, text in shown.items() if name not in ("unmeasured", "intake"))
    listed = shown["unmeasured"]
    titles = {title for line in listed.splitlines() for title in line.removeprefix("- ").split(": ")[0].split(", ")}

    assert "Not measurable" not in told
    assert "Not measurable" in listed
    assert " – " not in shown["overview"]
    for kpi in st.definitions():
        missing = bool(st.compute(kpi, sales).missing)
        if missing and kpi.coarse:  # dates without hours: the study that does with them stands in its place
            missing = bool(st.compute(f"{kpi.name}.{kpi.coarse}", sales).missing)
        assert (kpi.title_in("en") in titles) == missing, kpi.name
        assert bool(shown[f"{kpi.name.replace('_', '-')}-heading"]) != missing, kpi.name


def test_of_orders_neither_rates_nor_stages_are_said(orders: st.SalesData) -> None:
    shown = _review(orders)
    told = "\n".join(text for name, text in shown.items() if name.endswith(("heading", "sentence", "read", "overview")))

    for word in ("100.0%", "0 seconds", "in rate", "open pipeline"):
        assert word not in told, word
    assert shown["products-heading"]
    assert shown["monthly-sales-heading"]


def test_the_list_names_the_column_that_is_missing_and_each_cause_once(leads: st.SalesData) -> None:
    listed = _review(leads)["unmeasured"].splitlines()[2:]
    causes = [line.split(": ", 1)[1] for line in listed]

    assert len(causes) == len(set(causes))
    assert any("Sales-to-cost ratio" in line and "no tables costs, deals" in line for line in listed)
    assert any("Lead conversion rate" in line and "deal_id" in line for line in listed)


def test_a_kpi_alone_says_what_is_missing(orders: st.SalesData) -> None:
    alone = st.compute("win_rate", orders)

    assert "no lost deal" in alone.sentence.text
    assert alone.heading.text
    assert alone.reviewed.sentence.text == alone.reviewed.heading.text == alone.reviewed.definition.text == ""


def test_a_split_that_the_source_does_not_have_is_in_the_list_where_the_whole_is_measured(orders: st.SalesData) -> None:
    shown = _review(loaded("2025-01-01", deals=[*_orders(), deal("L", "lost", "2024-01-01", "2024-03-01")]))

    assert any("(team): Not measurable" in line or "(team), " in line for line in shown["unmeasured"].splitlines())
    assert not any("reps.team" in text for name, text in shown.items() if name not in ("unmeasured", "intake"))


def test_a_reps_review_has_the_list_too(orders: st.SalesData) -> None:
    focus = focus_on("R1", orders, lang="en")
    shown = _review(orders, notebooks.REP, focus=focus)

    assert "none of your deals is lost" in shown["unmeasured"]
    assert "Your win rate over time" in shown["unmeasured"]
    assert not shown["own-progress-heading"]
    assert not shown["win-rate-heading"]
    assert shown["monthly-sales-heading"]
    assert "Not measurable" not in "\n".join(text for name, text in shown.items() if name != "unmeasured")


def test_what_became_a_deal_is_not_unanswered_nor_anything_where_answers_are_not_recorded() -> None:
    rows = [{"lead_id": f"L{i}", "owner_id": "R1", "created_at": "2024-03-01T08:00"} for i in range(6)]
    deals = [
        deal("D1", "won", "2024-03-05", "2024-03-20", lead_id="L1", amount=100),
        deal("D2", "lost", "2024-03-05", "2024-03-20", lead_id="L2", amount=100),
        deal("D3", "lost", "2024-03-05", "2024-03-20", amount=100),
    ]
    answered = [rows[0] | {"first_response_at": "2024-03-01T09:00"}, *rows[1:4], rows[4] | {"deal_id": "D3"}, rows[5]]

    known, unknown = (st.recover(loaded("2024-04-01", leads=some, deals=deals)).frame for some in (answered, rows))
    assert known.loc[known["stock"] == "unanswered", "item"].tolist() == ["L3", "L5"]
    assert not len(unknown)


def test_dates_without_hours_give_a_response_in_days(leads: st.SalesData) -> None:
    hours, days = st.compute("lead_response_time", leads), st.compute("lead_response_time.same_day", leads)
    row, shown = days.frame.iloc[0], _review(leads)

    # of 60 leads 12 are not answered; the others after i % 3 days, those of the last days of March not after its end
    assert np.isnan(hours.frame.iloc[0]["value"])
    assert (row["n"], row["by_then"]) == (60, 16)
    assert row["value"] == pytest.approx(16 / 60)
    assert row["within_week"] == pytest.approx(48 / 60)
    assert "Leads answered on the same day" in shown["overview"]
    assert "Leads answered on the same day" in shown["lead-response-time-heading"]
    assert "on the day they came in" in shown["lead-response-time-sentence"]
    assert "Lead response time" not in shown["unmeasured"].split("Does a fast answer")[0]


def test_a_response_in_days_by_week_keeps_its_weeks(leads: st.SalesData) -> None:
    frame = st.compute("lead_response_time.same_day", leads, by="week").frame

    assert frame["week"].dt.day_of_week.eq(0).all()
    assert frame["week"].is_unique
    assert frame["within_week"].between(0, 1).any()


def test_hours_are_kept_where_they_are_known() -> None:
    rows = (
        {"lead_id": str(i), "created_at": f"2024-03-{i + 1:02}T09:00", "first_response_at": f"2024-03-{i + 1:02}T09:30"}
        for i in range(12)
    )
    result = st.compute("lead_response_time", loaded("2024-04-30", leads=rows)).reviewed

    assert result.title == "Lead response time"
    assert result.frame.iloc[0]["value"] == 1_800


def test_an_answer_dated_by_the_day_is_not_before_a_lead_of_that_day() -> None:
    rows = [
        {"lead_id": str(i), "created_at": f"2024-03-{i + 1:02}T09:00", "first_response_at": f"2024-03-{i + 1:02}"}
        for i in range(12)
    ]
    row = st.compute("lead_response_time.same_day", loaded("2024-04-30", leads=rows)).frame.iloc[0]

    assert (row["value"], row["n"], row["earlier_contact"]) == (1.0, 12, 0)
