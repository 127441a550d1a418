"""The published numbers of real exports, asked for on the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Rows = Callable[..., list[dict[str, Any]]]
VARIANTS = ("sales_pipeline.csv", "month-first", "day-first", "day-first-short-year")


@pytest.fixture
def maven(cli: Callable[..., Any], shared_data: Path) -> Rows:
    return _asked(cli, shared_data / "maven_crm", "maven_crm")


@pytest.fixture
def zoho(cli: Callable[..., Any], shared_data: Path) -> Rows:
    return _asked(cli, shared_data / "zoho_crm", "zoho")


def _asked(cli: Callable[..., Any], folder: Path, crm: str) -> Rows:
    def ask(name: str, *options: str) -> list[dict[str, Any]]:
        done = cli("kpi", name, folder, "--crm", crm, "--format", "json", *options)
        assert (done.code, done.err) == (0, "")
        found: list[dict[str, Any]] = json.loads(done.out)
        return found

    return ask


def test_maven_whole(maven: Rows) -> None:
    (rate,), (sold,), (deal,) = maven("win_rate"), maven("monthly_sales"), maven("average_deal_size")
    assert (rate["won"], rate["n"]) == (4238, 6711)
    assert round(100 * rate["value"], 2) == 63.15
    assert sold["value"] == 10_005_534
    assert (round(deal["value"], 2), deal["median"]) == (2360.91, 1117)


def test_maven_reps(maven: Rows) -> None:
    rates = maven("win_rate", "--by", "rep")
    assert len(rates) == 35
    assert sum(row["value"] is None for row in rates) == 5
    best = max((row for row in rates if row["n"] >= 10), key=lambda row: row["value"])
    assert (best["rep"], round(100 * best["value"], 2)) == ("Hayden Neloms", 70.39)
    leader = max(maven("monthly_sales", "--by", "rep"), key=lambda row: row["value"] or 0)
    assert (leader["rep"], leader["value"]) == ("Darcel Schlecht", 1_153_214)


def test_maven_quarters_and_products(maven: Rows) -> None:
    quarters = [row["value"] for row in maven("monthly_sales", "--by", "quarter")]
    assert quarters == [1_134_672, 3_086_111, 2_982_255, 2_802_496]
    products = {row["product"]: row["value"] for row in maven("monthly_sales", "--by", "product")}
    assert products["GTX Pro"] == 3_510_578
    assert sum(products.values()) == 10_005_534


def test_maven_says_what_is_missing(cli: Callable[..., Any], shared_data: Path) -> None:
    options = (shared_data / "maven_crm", "--crm", "maven_crm", "--lang", "en")
    funnel, response = (cli("kpi", name, *options) for name in ("funnel_leakage", "lead_response_time"))
    assert (funnel.code, response.code) == (0, 0)
    assert "cannot show where deals leak: export the stage history" in funnel.err
    assert "Export the leads: when each came in, its owner, its first answer" in response.err


@pytest.mark.parametrize("variant", ["month-first", "day-first", "day-first-short-year"])
def test_maven_date_variants_are_equal(
    cli: Callable[..., Any], shared_data: Path, tmp_path: Path, maven: Rows, variant: str
) -> None:
    for name in ("accounts.csv", "products.csv", "sales_teams.csv"):
        shutil.copy(shared_data / "maven_crm" / name, tmp_path)
    shutil.copy(shared_data / "maven_crm" / f"sales_pipeline.{variant}.csv", tmp_path / "sales_pipeline.csv")
    ask = _asked(cli, tmp_path, "maven_crm")
    # Days, months and two-digit years can be told apart by no column: the order is declared.
    declared = ("--date-order", "mdy" if variant == "month-first" else "dmy")
    for name in ("win_rate", "monthly_sales"):
        assert ask(name, "--by", "month", *declared) == maven(name, "--by", "month")


def test_zoho(zoho: Rows, cli: Callable[..., Any], shared_data: Path) -> None:
    (rate,), (sold,), (cost,) = zoho("win_rate"), zoho("monthly_sales"), zoho("sales_to_cost.same_period")
    assert (rate["won"], rate["lost"], round(100 * rate["value"], 2)) == (1425, 485, 74.61)
    assert (sold["value"], cost["cost"]) == (89_066_200, 44_209_580)
    assert (round(cost["paid_cac"], 2), cost["cac"]) == (31_024.27, None)
    done = cli("kpi", "lead_response_time", shared_data / "zoho_crm", "--crm", "zoho", "--lang", "en")
    assert (done.code, "Not measurable with this data" in done.err) == (0, True)


def test_digital_marketing(cli: Callable[..., Any], shared_data: Path) -> None:
    published = json.loads((shared_data / "published_figures.json").read_text(encoding="utf-8"))
    ask = _asked(cli, shared_data / "digital_marketing", "digital_marketing")
    assert published
    assert all(row["value"] is not None for row in ask("visitor_to_lead", "--by", "channel"))
