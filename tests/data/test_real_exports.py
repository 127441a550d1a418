"""Two real CRM exports, through the door: every published figure that the canonical tables can show."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_exports import one, pairs

from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.data.sales import SalesData
from salestoolkit.words.errors import InputError


@pytest.fixture(scope="module")
def figures(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "published_figures.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def maven(shared_data: Path) -> SalesData:
    return load(shared_data / "maven_crm", crm="maven_crm", lang="en")


@pytest.fixture(scope="module")
def zoho(shared_data: Path) -> SalesData:
    return load(shared_data / "zoho_crm", crm="zoho", lang="en")


CLOSED = "SELECT count(*) FILTER (status = 'won') / count(*) FILTER (status IN ('won', 'lost')) FROM deals"


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        ("opportunities", "SELECT count(*) FROM deals"),
        ("won_revenue", "SELECT sum(amount) FROM deals WHERE status = 'won'"),
        ("avg_won_deal", "SELECT sum(amount) / count(*) FROM deals WHERE status = 'won'"),
        ("median_won_deal", "SELECT median(amount) FROM deals WHERE status = 'won'"),
        ("win_rate_closed", CLOSED),
        ("win_rate_all_opps", "SELECT count(*) FILTER (status = 'won') / count(*) FROM deals"),
        (
            "value_conversion_list_price",
            "SELECT sum(amount) FILTER (status = 'won') / sum(list_amount) FROM deals",
        ),
    ],
)
def test_maven_single_figures(maven: SalesData, figures: dict[str, Any], figure: str, query: str) -> None:
    assert one(maven, query) == pytest.approx(figures["maven_crm"][figure]["value"], rel=1e-6)


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        ("stages", "SELECT stage, count(*) FROM deals GROUP BY 1"),
        (
            "region",
            "SELECT region, count(*), round(avg(amount), 2) FROM deals JOIN reps USING (rep_id) "
            "WHERE status = 'won' GROUP BY 1",
        ),
        (
            "win_rate_by_product_closed",
            "SELECT product, avg(CASE WHEN status = 'won' THEN 1.0 ELSE 0 END) FROM deals "
            "WHERE status IN ('won', 'lost') GROUP BY 1",
        ),
        (
            "q4_2017_by_manager_revenue",
            "SELECT manager_id, CAST(sum(amount) AS DOUBLE) FROM deals JOIN reps USING (rep_id) "
            "WHERE status = 'won' AND closed_at >= '2017-10-01' GROUP BY 1",
        ),
        (
            "q4_2017_new_opps_by_manager",
            "SELECT manager_id, count(*) FROM deals JOIN reps USING (rep_id) "
            "WHERE created_at >= '2017-10-01' GROUP BY 1",
        ),
        (
            "quarter_revenue",
            "SELECT strftime(closed_at, '%Y') || 'Q' || quarter(closed_at), CAST(sum(amount) AS DOUBLE) "
            "FROM deals WHERE status = 'won' GROUP BY 1",
        ),
    ],
)
def test_maven_figures_by_group(maven: SalesData, figures: dict[str, Any], figure: str, query: str) -> None:
    found, expected = pairs(maven, query), figures["maven_crm"][figure]["value"]
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=1e-9), key


def test_maven_products_are_aliased_and_nothing_is_lost(maven: SalesData, figures: dict[str, Any]) -> None:
    found = pairs(maven, "SELECT product, CAST(sum(amount) AS DOUBLE) FROM deals WHERE status = 'won' GROUP BY 1")
    assert {name: found[name] for name in figures["maven_crm"]["product_revenue"]["value"]} == (
        figures["maven_crm"]["product_revenue"]["value"]
    )
    assert sum(found.values()) == 10_005_534
    assert "GTXPro" not in found
    assert one(maven, "SELECT count(*) FROM deals WHERE product_line IS NULL OR list_amount IS NULL") == 0
    assert sum("'GTXPro' was read as 'GTX Pro' in 1,480 rows" in note for note in maven.intake.notes) == 1


def test_maven_leaders(maven: SalesData, figures: dict[str, Any]) -> None:
    expected = figures["maven_crm"]
    revenue = pairs(maven, "SELECT rep_id, CAST(sum(amount) AS DOUBLE) FROM deals WHERE status = 'won' GROUP BY 1")
    assert revenue["Darcel Schlecht"] == max(revenue.values()) == expected["top_rep_by_revenue"]["value"][1]
    assert revenue["Violet Mclelland"] == min(revenue.values()) == expected["bottom_rep_by_revenue"]["value"][1]
    closed = pairs(
        maven,
        "SELECT rep_id, avg(CASE status WHEN 'won' THEN 1.0 ELSE 0 END) FROM deals "
        "WHERE status <> 'open' GROUP BY 1 HAVING count(*) >= 10",
    )
    assert max(closed, key=lambda rep: closed[rep]) == expected["top_rep_by_win_rate_closed"]["value"][0]
    everything = pairs(maven, "SELECT rep_id, avg(CASE status WHEN 'won' THEN 1.0 ELSE 0 END) FROM deals GROUP BY 1")
    assert everything["Reed Clapper"] == pytest.approx(expected["top_rep_by_win_rate_all"]["value"][1], abs=1e-6)
    share = one(maven, "SELECT count(*) FILTER (status = 'won') / count(*) FROM deals WHERE product = 'GTK 500'")
    assert share == expected["gtk500_win"]["value"]["all"]


def test_maven_traps(maven: SalesData) -> None:
    assert one(maven, "SELECT count(*) FROM deals WHERE account IS NULL") == 1425
    assert one(maven, "SELECT count(*) FROM deals WHERE status = 'open' AND closed_at IS NOT NULL") == 0
    assert one(maven, "SELECT count(*) FROM reps") == 35
    assert one(maven, "SELECT count(*) FROM reps WHERE rep_id NOT IN (SELECT rep_id FROM deals)") == 5
    assert maven.intake.accepted == maven.intake.read == 8835
    assert maven.as_of.isoformat() == "2018-01-01T00:00:00+00:00"
    assert maven.precision == {"deals.created_at": "day", "deals.closed_at": "day"}
    assert "stage_history" not in maven.fed


def with_pipeline(shared_data: Path, folder: Path, variant: str) -> Path:
    for name in ("accounts.csv", "products.csv", "sales_teams.csv"):
        shutil.copy(shared_data / "maven_crm" / name, folder / name)
    shutil.copy(shared_data / "maven_crm" / f"sales_pipeline{variant}.csv", folder / "sales_pipeline.csv")
    return folder


def deals(sales: SalesData) -> list[tuple[Any, ...]]:
    return sales.connection.execute(
        "SELECT * REPLACE (epoch(created_at) AS created_at, epoch(closed_at) AS closed_at) FROM deals ORDER BY deal_id"
    ).fetchall()


@pytest.mark.parametrize(("variant", "order"), [(".month-first", "mdy"), (".day-first", "dmy")])
def test_maven_date_order_is_proved_by_the_column(
    maven: SalesData, shared_data: Path, tmp_path: Path, variant: str, order: str
) -> None:
    sales = load(with_pipeline(shared_data, tmp_path, variant), crm="maven_crm", lang="en")
    assert deals(sales) == deals(maven)
    for column in ("engage_date", "close_date"):
        assert any(f"date order {order} of '{column}' is proved by row" in note for note in sales.intake.notes)


def test_maven_short_years_are_refused_until_declared(maven: SalesData, shared_data: Path, tmp_path: Path) -> None:
    folder = with_pipeline(shared_data, tmp_path, ".day-first-short-year")
    with pytest.raises(InputError, match=r"can be read as dmy or ymd") as refused:
        load(folder, crm="maven_crm")
    assert refused.value.file == "sales_pipeline.csv"
    assert refused.value.column == "engage_date"
    assert "'20-10-16' and '25-10-16'" in str(refused.value)
    assert "date_order" in str(refused.value)
    assert deals(load(folder, crm="maven_crm", date_order="dmy")) == deals(maven)


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        ("won", "SELECT count(*) FROM deals WHERE status = 'won'"),
        ("lost", "SELECT count(*) FROM deals WHERE status = 'lost'"),
        ("win_rate_closed", CLOSED),
        ("won_amount", "SELECT sum(amount) FROM deals WHERE status = 'won'"),
        ("avg_won", "SELECT avg(amount) FROM deals WHERE status = 'won'"),
        ("campaign_actual_cost", "SELECT sum(amount) FROM costs"),
        (
            "cac_campaign",
            "(SELECT sum(amount) FROM costs) / (SELECT count(*) FROM deals WHERE status = 'won')",
        ),
    ],
)
def test_zoho_single_figures(zoho: SalesData, figures: dict[str, Any], figure: str, query: str) -> None:
    assert one(zoho, query) == pytest.approx(figures["zoho_crm"][figure]["value"], rel=1e-6)


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        (
            "conversion_by_source",
            "SELECT l.source, count(*), count(d.deal_id) FROM leads l LEFT JOIN deals d USING (lead_id) GROUP BY 1",
        ),
        ("open_potentials_by_stage", "SELECT stage, count(*) FROM deals WHERE status = 'open' GROUP BY 1"),
        (
            "open_age_by_stage",
            "SELECT stage, avg(date_diff('day', created_at, expected_close_at)) FROM deals "
            "WHERE status = 'open' GROUP BY 1",
        ),
    ],
)
def test_zoho_figures_by_group(zoho: SalesData, figures: dict[str, Any], figure: str, query: str) -> None:
    found, expected = pairs(zoho, query), figures["zoho_crm"][figure]["value"]
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, abs=1e-4), key


def test_zoho_reps(zoho: SalesData, figures: dict[str, Any]) -> None:
    rates = pairs(
        zoho,
        "SELECT rep_id, avg(CASE status WHEN 'won' THEN 1.0 ELSE 0 END) FROM deals WHERE status <> 'open' GROUP BY 1",
    )
    for figure, pick in (("rep_best_win", max), ("rep_worst_win", min)):
        name, rate = figures["zoho_crm"][figure]["value"]
        assert pick(rates, key=lambda rep: rates[rep]) == name
        assert rates[name] == pytest.approx(rate, abs=1e-6)
    assert one(zoho, "SELECT count(*) FROM leads WHERE owner_id = 'Augustine Paul'") == 349
    assert one(zoho, "SELECT count(*) FROM reps") == 11


def test_zoho_traps(zoho: SalesData) -> None:
    assert zoho.precision["leads.created_at"] == "day"
    called = "SELECT count(DISTINCT lead_id) FROM activities WHERE kind = 'call'"
    assert one(zoho, called) == 157
    first = "SELECT amount FROM costs WHERE campaign_id = '24000011'"
    assert zoho.connection.execute(first).fetchall()[0][0] == 141_560
    assert one(zoho, "SELECT count(*) FROM deals WHERE status = 'open' AND closed_at IS NOT NULL") == 0
    assert one(zoho, "SELECT count(*) FROM deals WHERE status <> 'open' AND closed_at IS NULL") == 0
    assert zoho.intake.accepted == zoho.intake.read
