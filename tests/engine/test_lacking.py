"""What is missing: exactly the column that is not there or not filled, with the right reason, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.data.alone import alone
from salestoolkit.data.schema import TABLES
from salestoolkit.engine.counting import Question
from salestoolkit.engine.missing import Missing, what_is_missing
from tests.small_sales import deal, loaded

Tables = dict[str, list[dict[str, Any]]]

REASONS = {
    "": ("it lacks {}", "kolom {} tidak ada"),
    "empty": ("{} is there but empty in every row", "kolom {} ada, tetapi kosong di semua baris"),
    "none_closed": ("no deal is closed yet", "belum ada deal yang ditutup"),
}


def _company() -> Tables:
    """A small company whose every column that a KPI may ask for is filled."""
    of_deal = {
        "product": "A",
        "product_line": "P",
        "account": "K",
        "lost_reason": "price",
        "source": "web",
        "stage": "S",
    }
    of_deal |= {
        "campaign_id": "C",
        "amount": 100,
        "list_amount": 120,
        "cost": 40,
        "probability": 0.5,
        "currency": "IDR",
    }
    more = {"expected_close_at": "2024-06-01T10:00", **of_deal}
    deals = [
        deal(
            f"D{i}",
            status,
            f"2024-01-0{i + 1}T08:00",
            closed and f"2024-02-0{i + 1}T08:30",
            rep_id="R",
            lead_id=f"L{i}",
            **more,
        )
        for i, (status, closed) in enumerate([("won", True), ("lost", True), ("open", ""), ("won", True)])
    ]
    leads = [
        {"lead_id": f"L{i}", "created_at": f"2024-01-01T09:0{i}", "first_response_at": f"2024-01-01T10:0{i}"}
        | {
            "converted_at": f"2024-01-02T08:0{i}",
            "deal_id": f"D{i}",
            "owner_id": "R",
            "source": "web",
            "channel": "ads",
        }
        | {"campaign_id": "C", "kind": "inbound", "status": "new"}
        for i in range(4)
    ]
    costs = {"date_from": "2024-01-01", "date_to": "2024-01-31", "amount": 50, "category": "media", "rep_id": "R"}
    goal = {"scope": "rep", "scope_id": "R", "kpi": "monthly_sales", "period": "month", "target": 100}
    return {
        "reps": [{"rep_id": "R", "name": "Ani", "team": "T", "region": "W", "manager_id": "M", "role": "rep"}],
        "deals": deals,
        "leads": leads,
        "costs": [costs | {"channel": "ads", "campaign_id": "C", "currency": "IDR"}],
        "goals": [goal | {"period_start": "2024-02-01", "currency": "IDR", "agreed_by": "M"}],
        "stages": [{"pipeline": "P", "stage": name, "position": i, "kind": "open"} for i, name in enumerate("ST")],
        "stage_history": [
            {"entity": "deal", "entity_id": f"D{i}", "stage": name, "entered_at": f"2024-01-1{day}T08:00"}
            for i in range(4)
            for day, name in enumerate("ST")
        ],
        "visits": [
            {"date": "2024-01-05", "channel": "ads", "campaign_id": "C", "sessions": 9, "visitors": 8, "leads": 2}
        ],
    }


def _found(sales: st.SalesData) -> dict[str, Missing]:
    """What each KPI and study lacks, for the whole and for each split."""
    kpis = [kpi for one in st.definitions() for kpi in (one, *(of.of(one) for of in one.studies if of.reviewed))]
    asked = ((kpi, by) for kpi in kpis for by in ((), *((name,) for name in kpi.by)))
    found = {f"{kpi.name} {by}": what_is_missing(kpi, sales, Question(by)) for kpi, by in asked}
    return {asked: missing for asked, missing in found.items() if missing}


def _optional() -> Iterator[str]:
    for table, rows in _company().items():
        yield from (f"{table}.{name}" for name in rows[0] if not TABLES[table].column(name).required)


@pytest.fixture(scope="module")
def full() -> st.SalesData:
    return loaded("2024-04-01", **_company())


def _as_if(sales: st.SalesData, column: str, why: str) -> st.SalesData:
    """The load without a column, or with one that is empty, as the door tells of it."""
    table, _, name = column.partition(".")
    fed = {**sales.fed, table: sales.fed[table] - {name}}
    return replace(sales, fed=fed, given=sales.given if why else {**sales.given, table: sales.given[table] - {name}})


def _without(table: str, column: str, keep: bool) -> Tables:
    rows = _company()
    for row in rows[table]:
        row.pop(column)
        if keep:
            row[column] = None
    return rows


@pytest.mark.parametrize("why", ["", "empty"])
@pytest.mark.parametrize("name", list(_optional()))
def test_the_one_column_that_is_taken_away_or_emptied_is_named(name: str, why: str, full: st.SalesData) -> None:
    assert not _found(full)
    for asked, missing in _found(_as_if(full, name, why)).items():
        assert missing.columns == (name,), asked
        for lang, reason in zip(("en", "id"), REASONS[why], strict=True):
            assert reason.format(name) in missing.sentence(lang), asked


@pytest.mark.parametrize("column", ["created_at", "closed_at", "amount", "product", "rep_id", "expected_close_at"])
def test_what_a_kpi_cannot_do_without_is_missed(column: str, full: st.SalesData) -> None:
    assert _found(_as_if(full, f"deals.{column}", ""))
    assert _found(_as_if(full, f"deals.{column}", "empty"))


def test_the_door_tells_a_column_that_is_empty_from_one_that_is_not_there(full: st.SalesData) -> None:
    absent, empty = (loaded("2024-04-01", **_without("leads", "first_response_at", keep)) for keep in (False, True))

    assert full.given["leads"] - absent.given["leads"] == {"first_response_at"}
    assert empty.given == full.given
    assert empty.fed == absent.fed
    assert "it lacks leads.first_response_at" in st.compute("lead_response_time", absent).missing
    assert "leads.first_response_at is there but empty" in st.compute("lead_response_time", empty).missing


def test_where_nothing_is_closed_yet_no_column_is_called_missing() -> None:
    tables = _company()
    tables["deals"] = [row | {"status": "open", "closed_at": None} for row in tables["deals"]]
    told = st.compute("win_rate", loaded("2024-04-01", **tables)).lacking

    for lang, reason in zip(("en", "id"), REASONS["none_closed"], strict=True):
        assert told.sentence(lang).endswith(f": {reason}.")


def test_where_nothing_is_won_that_is_the_reason_and_sales_are_none() -> None:
    tables = _company()
    tables["deals"] = [row | {"status": row["status"].replace("won", "lost")} for row in tables["deals"]]
    sales = loaded("2024-04-01", **tables)

    for name in ("average_deal_size", "cycle_length", "cohort_win_rate", "sales_velocity"):
        assert "no won deal" in st.compute(name, sales).missing, name
    assert st.compute("monthly_sales", sales).frame.iloc[0]["value"] == 0
    assert not st.compute("win_rate", sales).missing


def test_of_a_table_that_is_not_there_the_table_is_asked_for() -> None:
    sales = loaded("2024-04-01", deals=_company()["deals"])
    told = st.compute("sales_to_cost", sales).missing

    assert told.startswith("Not measurable with this data: it has no table costs. Give the costs of")


def test_a_column_is_known_to_be_there_after_a_load_was_saved(tmp_path: Any) -> None:
    from salestoolkit.data.snapshot import opened, save

    sales = loaded("2024-04-01", **_without("deals", "product", keep=True))
    again = opened(save(sales, tmp_path / "saved"), "en")

    assert again.given == sales.given
    assert st.compute("win_rate", again, by="product").missing == st.compute("win_rate", sales, by="product").missing


def test_what_a_rep_s_own_deals_do_not_show_is_told_of_them_and_not_of_the_export() -> None:
    rows = [
        deal("a", "won", "2024-01-01", "2024-01-09", rep_id="R"),
        deal("b", "lost", "2024-01-01", "2024-01-09", rep_id="S"),
    ]
    sales = loaded("2024-03-01", deals=rows)
    told = {
        (rep, kpi, lang): what_is_missing(st.definition(kpi), alone(sales, rep), Question()).sentence(lang)
        for rep in "RS"
        for kpi in ("win_rate", "cohort_win_rate")
        for lang in ("en", "id")
    }

    assert sales.given
    assert told["R", "win_rate", "en"] == (
        "Not measurable with your rows: none of your deals is lost, so nothing says how often one is won."
    )
    assert told["R", "cohort_win_rate", "en"].startswith("Not measurable with your rows: none of your deals is lost or")
    assert told["S", "cohort_win_rate", "en"] == "Not measurable with your rows: none of your deals is won yet."
    assert told["R", "win_rate", "id"].startswith(
        "Tidak dapat diukur dengan baris Anda: tidak ada deal Anda yang gagal"
    )
    assert not any("xport" in said or "kspor" in said for said in told.values())


def test_of_a_whole_export_it_is_still_the_export_that_lacks_losses() -> None:
    rows = [deal("a", "won", "2024-01-01", "2024-01-09", rep_id="R")]
    lack = what_is_missing(st.definition("win_rate"), loaded("2024-03-01", deals=rows), Question())

    assert lack.sentence("en").endswith("Export the lost deals too, with their close dates.")
    assert (
        Missing.written({"columns": ["deals.status"], "table": False, "kind": lack.kind, "why": dict(lack.why)}) == lack
    )


def test_counts_by_day_are_nobodys_and_no_rep_is_called_not_stated() -> None:
    counts = [{"period": f"2024-0{i}-01", "stage": "Won", "kind": "won", "count": 9, "amount": 90} for i in (1, 2, 3)]
    sales = loaded("2024-04-01", stage_counts=counts, reps=[{"rep_id": "R", "name": "Rani"}])
    answer = st.compute("monthly_sales", sales, by="rep")

    assert answer.lacking.columns == ("deals.rep_id",)
    assert answer.reviewed.silent
    assert not st.compute("monthly_sales", sales).lacking


def test_counts_by_channel_are_split_by_their_own_channel() -> None:
    """It asked for the table of leads, though the counts say which channel each is of."""
    counts = [
        {"period": "2024-01-01", "channel": channel, "stage": "Won", "kind": "won", "count": 9, "amount": amount}
        for channel, amount in (("Ads", 90), ("Fair", 40))
    ]
    sales = loaded("2024-04-01", stage_counts=counts)

    answer = st.compute("monthly_sales", sales, by="channel")

    assert answer.frame.set_index("channel")["value"].to_dict() == {"Ads": 90.0, "Fair": 40.0}
    assert st.compute("monthly_sales", sales, by="campaign").lacking.columns == ("stage_counts.campaign_id",)


def test_cost_of_nobody_makes_no_number_of_a_rep_or_team() -> None:
    """Each rep's page had a card with a dash, as if no cost were recorded at all."""
    tables: Tables = {
        "deals": [
            deal(f"{rep}{i}", "won", "2024-01-01", "2024-01-09", rep_id=rep, amount=5.0)
            for rep in "RS"
            for i in range(6)
        ],
        "reps": [{"rep_id": rep, "name": rep, "team": "North"} for rep in "RS"],
        "costs": [{"date_from": "2024-01-01", "date_to": "2024-01-31", "category": "salary", "amount": 9.0}],
    }
    whole = loaded("2024-03-01", **tables)
    costs = [row | {"rep_id": "R"} for row in tables["costs"]]

    for by in ("rep", "team"):
        assert st.compute("sales_to_cost", whole, by=by).lacking.columns == ("costs.rep_id",)
        assert not st.compute("sales_to_cost", loaded("2024-03-01", **(tables | {"costs": costs})), by=by).lacking
    assert not st.compute("sales_to_cost", whole).lacking
