"""Sales velocity: four parts of the same deals, with an interval, and not to be added up."""

from __future__ import annotations

import numpy as np
import pytest
from small_sales import deal, row_of

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS
from salestoolkit.estimate.sales import velocity


def won(count: int, days: int = 20, amount: float | None = 1_000) -> list[dict[str, object]]:
    closed = str(np.datetime64("2025-03-01") + days)
    return [deal(f"W{i}", "won", "2025-03-01", closed, amount=amount) for i in range(count)]


OPEN = [deal(f"O{i}", "open", "2025-04-01") for i in range(10)] + [
    deal("L", "lost", "2025-03-01", "2025-03-09", amount=5)
]


def test_the_parts_multiply_to_the_value_and_reps_do_not_add_up(demo_sales: st.SalesData) -> None:
    frame = st.compute("sales_velocity", demo_sales, by="rep").frame
    whole = st.compute("sales_velocity", demo_sales).frame.iloc[0]

    product = frame["open"] * frame["win_rate"] * frame["average_deal"] / (frame["cycle"] / 86_400)
    assert frame["value"].tolist() == pytest.approx(product.tolist(), nan_ok=True)
    assert frame["value"].sum() != pytest.approx(whole["value"], rel=0.01)
    assert not st.compute("sales_velocity", demo_sales, by="rep").comparable


def test_the_parts_are_those_of_the_kpis_of_their_names(demo_sales: st.SalesData) -> None:
    row = st.compute("sales_velocity", demo_sales, by="team").frame.set_index("team")
    parts = {"win_rate": "win_rate", "average_deal_size": "average_deal", "cycle_length": "cycle"}

    for kpi, part in parts.items():
        alone = st.compute(kpi, demo_sales, by="team").frame.set_index("team")["value"]
        assert row[part].tolist() == pytest.approx(alone.tolist())


@pytest.mark.parametrize(
    ("deals", "reason"),
    [
        (OPEN, "no_data"),
        ([*OPEN, *won(4)], "too_few"),
        ([*OPEN, *won(6, days=0)], "no_velocity"),
        ([*OPEN, *won(6, amount=None)], "no_velocity"),
    ],
)
def test_where_a_part_is_not_known_there_is_a_reason_and_no_number(deals: list[dict[str, object]], reason: str) -> None:
    row = row_of("sales_velocity", deals=deals)

    assert np.isnan(row["value"])
    assert (row["reason"], row["open"]) == (reason, 10)


def test_nothing_open_brings_nothing() -> None:
    row = row_of("sales_velocity", deals=[*won(6), deal("N", "lost", "2025-03-01", "2025-03-09")])

    assert (row["value"], row["open"], row["n"]) == (0, 0, 6)


def test_the_delta_method_of_many_deals_agrees_with_the_bootstrap(
    demo_sales: st.SalesData, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = st.compute("sales_velocity", demo_sales).frame.iloc[0]
    monkeypatch.setattr(velocity, "LARGE", 1_000)

    reckoned = st.compute("sales_velocity", demo_sales).frame.iloc[0]

    assert reckoned["value"] == drawn["value"]
    width = drawn["hi"] - drawn["lo"]
    assert (reckoned["lo"], reckoned["hi"]) == pytest.approx((drawn["lo"], drawn["hi"]), abs=0.25 * width)


def test_the_newcomer_is_not_ranked_and_no_part_is_shown_of_four_deals(demo_sales: st.SalesData) -> None:
    row = st.compute("sales_velocity", demo_sales, by="rep").frame.set_index("rep_id").loc[TRUTHS.newcomer.rep]

    assert (row["n"], row["reason"]) == (4, "too_few")
    assert row[["value", "win_rate", "average_deal", "cycle"]].isna().all()
