"""Lead conversion: customers of all leads that came in, by when they came in, and the young told apart."""

from __future__ import annotations

import numpy as np
import pytest
from small_sales import deal, loaded, row_of

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS


def leads(count: int, created: str, name: str = "L") -> list[dict[str, object]]:
    return [{"lead_id": f"{name}{i}", "created_at": created} for i in range(count)]


def won(count: int, created: str, closed: str, name: str = "L") -> list[dict[str, object]]:
    return [deal(f"D{name}{i}", "won", created, closed, lead_id=f"{name}{i}") for i in range(count)]


def test_three_rates_of_the_same_team_are_three_numbers_under_three_names() -> None:
    # 100 leads, 40 become deals: 30 won, 6 lost, 4 open
    ends = ["won"] * 30 + ["lost"] * 6 + ["open"] * 4
    deals = [
        deal(f"D{i}", end, "2025-01-05", None if end == "open" else "2025-01-25", lead_id=f"L{i}")
        for i, end in enumerate(ends)
    ]
    tables = {"leads": leads(100, "2025-01-01"), "deals": deals}

    values = {name: row_of(name, **tables)["value"] for name in ("lead_conversion", "win_rate", "cohort_win_rate")}

    assert values == pytest.approx({"lead_conversion": 0.3, "win_rate": 30 / 36, "cohort_win_rate": 30 / 40})


def test_leads_too_young_to_have_become_customers_are_told() -> None:
    tables = {
        "leads": [*leads(20, "2025-01-01"), *leads(10, "2025-04-25", "Y")],
        "deals": won(10, "2025-01-03", "2025-01-31"),
    }
    sales = loaded("2025-05-01T00:00", **tables)

    months = st.compute("lead_conversion", sales, by="month").frame
    whole = st.compute("lead_conversion", sales)

    assert (months.iloc[0]["value"], months.iloc[0]["mature"]) == (0.5, True)
    assert (months.iloc[-1]["young"], months.iloc[-1]["mature"]) == (10, False)
    assert "10 leads are not customers yet and younger than 30 days" in whole.definition.text


def test_a_lead_of_two_won_deals_is_one_customer() -> None:
    deals = [*won(5, "2025-01-03", "2025-01-31"), deal("second", "won", "2025-02-01", "2025-02-20", lead_id="L0")]

    row = row_of("lead_conversion", leads=leads(10, "2025-01-01"), deals=deals)

    assert (row["customers"], row["n"], row["horizon"]) == (5, 10, 30 * 86_400)


def test_the_win_of_a_merged_lead_is_that_of_the_lead_that_stands_and_has_its_days() -> None:
    # L0 to L4 were absorbed by S0 to S4, and the deals name the absorbed ones
    absorbed = [row | {"merged_into": f"S{i}"} for i, row in enumerate(leads(5, "2025-01-01"))]
    stand = leads(10, "2025-01-11", "S")

    row = row_of("lead_conversion", leads=[*absorbed, *stand], deals=won(5, "2025-01-12", "2025-01-31"))

    # the lead that stands came when the first of those it absorbed came: 30 days to each win
    assert (row["customers"], row["n"], row["horizon"]) == (5, 10, 30 * 86_400)


def test_wins_of_an_absorbed_lead_and_of_its_survivor_are_one_customer_with_the_first_of_them() -> None:
    tables = {
        "leads": [
            {"lead_id": "A", "created_at": "2025-01-01", "merged_into": "S"},
            {"lead_id": "S", "created_at": "2025-01-05", "deal_id": "D1"},
            *leads(9, "2025-01-01"),
        ],
        "deals": [
            deal("D1", "won", "2025-01-06", "2025-03-01"),
            deal("D2", "won", "2025-01-06", "2025-01-21", lead_id="A"),
        ],
    }

    row = row_of("lead_conversion", **tables)

    assert (row["customers"], row["n"], row["horizon"]) == (1, 10, 20 * 86_400)


def test_what_is_won_after_the_day_of_the_data_is_not_known() -> None:
    row = row_of(
        "lead_conversion", "2025-02-01", leads=leads(10, "2025-01-01"), deals=won(5, "2025-01-03", "2025-03-01")
    )

    assert (row["customers"], row["value"]) == (0, 0)
    assert np.isnan(row["horizon"])


def test_hot_sources_convert_best_and_the_newcomer_is_not_ranked_first(demo_sales: st.SalesData) -> None:
    sources = st.compute("lead_conversion", demo_sales, by="source").frame.set_index("source")["value"]
    planted = {source.name: source.converted * (1 - source.unanswered) * source.won for source in TRUTHS.sources}
    best = sorted(planted, key=planted.__getitem__)[-2:]

    assert set(sources.nlargest(2).index) == set(best)
    reps = st.compute("lead_conversion", demo_sales, by="rep").frame.set_index("rep_id")
    assert reps["value"].idxmax() != TRUTHS.newcomer.rep
    assert not reps.at[TRUTHS.newcomer.rep, "mature"]
