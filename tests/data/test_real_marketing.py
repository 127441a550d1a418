"""A real export of marketing campaigns, through the door: the published figures that the tables can show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_exports import one

from salestoolkit.data.intake.loading import load_export as load
from salestoolkit.data.sales import SalesData


@pytest.fixture(scope="module")
def figures(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "published_figures.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def marketing(shared_data: Path) -> SalesData:
    return load(shared_data / "digital_marketing", crm="digital_marketing", lang="en")


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        ("visitor_to_lead", "SELECT sum(leads) / sum(sessions) FROM visits"),
        ("sales_to_cost", "(SELECT sum(amount) FROM stage_counts) / (SELECT sum(amount) FROM costs)"),
        ("cac", "(SELECT sum(amount) FROM costs) / (SELECT sum(count) FROM stage_counts)"),
        ("avg_order", "SELECT sum(amount) / sum(count) FROM stage_counts"),
        ("lead_to_order", "(SELECT sum(count) FROM stage_counts) / (SELECT sum(leads) FROM visits)"),
        ("romi", "(SELECT sum(amount) FROM stage_counts) / (SELECT sum(amount) FROM costs) - 1"),
        (
            "weekend_mean_revenue",
            "SELECT avg(amount) FROM stage_counts WHERE isodow(period) > 5",
        ),
        (
            "weekday_mean_revenue",
            "SELECT avg(amount) FROM stage_counts WHERE isodow(period) < 6",
        ),
        (
            "conv1_instagram_tier2_0205",
            "SELECT leads / sessions FROM visits WHERE campaign_id = 'instagram_tier2' AND date = '2021-02-05'",
        ),
        (
            "conv2_facebook_tier1_0209",
            "SELECT count / leads FROM stage_counts s JOIN visits v ON v.date = s.period "
            "AND v.campaign_id = s.campaign_id WHERE s.campaign_id = 'facebook_tier1' "
            "AND period = '2021-02-09'",
        ),
        (
            "aov_facebook_lal_0213",
            "SELECT amount / count FROM stage_counts WHERE campaign_id = 'facebook_lal' AND period = '2021-02-13'",
        ),
        (
            "cac_youtube_blogger_0224",
            "SELECT c.amount / s.count FROM costs c JOIN stage_counts s ON c.date_from = s.period "
            "AND c.campaign_id = s.campaign_id WHERE s.campaign_id = 'youtube_blogger' "
            "AND period = '2021-02-24'",
        ),
        (
            "cpc_facebook_retargeting_0223",
            "SELECT c.amount / v.sessions FROM costs c JOIN visits v ON c.date_from = v.date "
            "AND c.campaign_id = v.campaign_id WHERE v.campaign_id = 'facebook_retargeting' "
            "AND date = '2021-02-23'",
        ),
        (
            "romi_instagram_blogger_15_25",
            "(SELECT sum(amount) FROM stage_counts WHERE campaign_id = 'instagram_blogger' "
            "AND period BETWEEN '2021-02-15' AND '2021-02-25') / (SELECT sum(amount) FROM costs WHERE "
            "campaign_id = 'instagram_blogger' AND date_from BETWEEN '2021-02-15' AND '2021-02-25') - 1",
        ),
        (
            "facebook_negative_romi_spend",
            "SELECT sum(c.amount) FROM costs c JOIN stage_counts s ON c.date_from = s.period "
            "AND c.campaign_id = s.campaign_id WHERE s.amount < c.amount AND s.campaign_id LIKE 'facebook%'",
        ),
    ],
)
def test_marketing_figures(marketing: SalesData, figures: dict[str, Any], figure: str, query: str) -> None:
    expected = figures["digital_marketing_feb2021"][figure]["value"]
    assert one(marketing, query) == pytest.approx(expected, rel=1e-4)


def test_marketing_totals(marketing: SalesData, figures: dict[str, Any]) -> None:
    expected = figures["digital_marketing_feb2021"]["totals"]["value"]
    assert one(marketing, "SELECT sum(amount) FROM costs") == expected["spend"]
    assert one(marketing, "SELECT sum(sessions) FROM visits") == expected["clicks"]
    assert one(marketing, "SELECT sum(leads) FROM visits") == expected["leads"]
    assert one(marketing, "SELECT sum(count) FROM stage_counts") == expected["orders"]
    assert one(marketing, "SELECT sum(amount) FROM stage_counts") == expected["revenue"]


def test_marketing_traps(marketing: SalesData) -> None:
    assert one(marketing, "SELECT count(DISTINCT campaign_id) FROM visits") == 11
    assert one(marketing, "SELECT count(*) FROM visits WHERE campaign_id = 'facebook_tier2'") == 28
    assert list(marketing.intake.files["read"]) == [308, 308, 308]
