"""Win rate: by value, exact and its trend, each under its own name; what is not counted is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_sales import check_example, deal, loaded, row_of

import salestoolkit as st
from salestoolkit.data.demo.truths import TRUTHS


@pytest.mark.parametrize("study", ["by_value", "exact", "trend", "quarter_end"])
def test_the_example_of_a_study_gives_the_answer_worked_by_hand(study: str) -> None:
    check_example(f"win_rate.{study}")


def months(rates: list[tuple[int, int]], first: str = "2024-01-15") -> list[dict[str, object]]:
    """Deals won and closed in each month after the first."""
    days = pd.date_range(first, periods=len(rates), freq=pd.DateOffset(months=1))
    return [
        deal(f"{day:%Y%m}-{i}", "won" if i < won else "lost", closed=f"{day:%Y-%m-%d}")
        for day, (won, closed) in zip(days, rates, strict=True)
        for i in range(closed)
    ]


def test_cancelled_deals_are_below_no_line_and_are_told() -> None:
    deals = [deal(str(i), s, closed="2025-03-04") for i, s in enumerate(["won"] * 3 + ["lost"] * 3 + ["cancelled"] * 2)]

    result = st.compute("win_rate", loaded("2025-05-01", deals=deals))

    assert (result.frame["n"].item(), result.frame["value"].item(), result.frame["cancelled"].item()) == (6, 0.5, 2)
    assert "Deals cancelled, counted neither as won nor as lost: 2." in result.definition.text


def test_the_same_wins_with_a_rising_rate_are_fewer_leads_and_no_better_team() -> None:
    # the trap of the brief: 10 wins a month throughout, of 40 closed deals at first and 20 at last
    result = st.compute(
        "win_rate.trend", loaded("2025-02-01", deals=months([(10, 40 - 20 * i // 11) for i in range(12)]))
    )
    row = result.frame.iloc[0]

    assert row["lo"] > 0
    assert (row["part_before"], row["part_after"]) == (60, 60)
    assert row["n_after"] < row["n_before"]
    assert "The rate rose and the wins did not: 60, then 60 won" in result.definition.text


def test_more_wins_with_a_rising_rate_are_told_without_that_note() -> None:
    result = st.compute("win_rate.trend", loaded("2025-02-01", deals=months([(8 + i, 40) for i in range(12)])))

    assert result.frame["value"].item() > 0
    assert "The rate rose and the wins did not" not in result.definition.text


def test_a_month_that_is_not_over_is_not_in_the_trend() -> None:
    steady = months([(6, 20)] * 6)
    unfinished = [deal(f"x{i}", "won", closed="2024-07-02") for i in range(30)]

    row = row_of("win_rate.trend", "2024-07-03T00:00", deals=[*steady, *unfinished])

    assert (row["n"], row["value"]) == (120, pytest.approx(0, abs=1e-9))


@pytest.mark.parametrize("rates", [[(5, 5)] * 6, [(0, 5)] * 6, [(0, 6), (0, 6), (6, 6)], [(2, 6), (3, 6)]])
def test_where_no_curve_can_be_fitted_there_is_a_reason_and_no_number(rates: list[tuple[int, int]]) -> None:
    row = row_of("win_rate.trend", "2025-05-01", deals=months(rates))

    assert np.isnan(row["value"])
    assert row["reason"] == "no_trend"


def test_the_rep_who_improves_and_the_one_who_slides_are_found(demo_sales: st.SalesData) -> None:
    frame = st.compute("win_rate.trend", demo_sales, by="rep").frame.set_index("rep_id")
    up, down = (drift.rep for drift in TRUTHS.drifts)

    assert frame["value"].idxmax() == up
    assert frame["value"].idxmin() == down
    assert frame.at[up, "lo"] > 0 > frame.at[down, "hi"]
    # by the whole period both look like anybody
    rates = st.compute("win_rate", demo_sales, by="rep").frame.set_index("rep_id")["value"].drop(TRUTHS.newcomer.rep)
    assert rates[[up, down]].between(rates.quantile(0.25), 0.45).all()


def test_the_newcomer_with_four_wins_is_not_ranked(demo_sales: st.SalesData) -> None:
    for spec in ("win_rate", "win_rate.by_value", "win_rate.exact", "win_rate.trend"):
        row = st.compute(spec, demo_sales, by="rep").frame.set_index("rep_id").loc[TRUTHS.newcomer.rep]
        assert (row["n"], row["reason"]) == (4, "too_few")
        assert np.isnan(row["value"])


def test_the_rate_by_value_is_the_value_won_of_the_value_decided(demo_sales: st.SalesData) -> None:
    deals = demo_sales.connection.table("deals").to_arrow_table().to_pandas()
    closed = deals[deals["status"].isin(["won", "lost"])].assign(amount=deals["amount"].astype(float))
    sums = closed.groupby(["product", "status"])["amount"].sum().unstack()

    frame = st.compute("win_rate.by_value", demo_sales, by="product").frame.set_index("product")

    pd.testing.assert_series_equal(
        frame["value"], sums["won"] / sums.sum(axis=1), check_names=False, check_index_type=False
    )
    assert ((frame["lo"] < frame["value"]) & (frame["value"] < frame["hi"])).all()


def test_the_linearised_interval_is_about_that_of_a_bootstrap_over_deals(demo_sales: st.SalesData) -> None:
    deals = demo_sales.connection.table("deals").to_arrow_table().to_pandas()
    closed = deals[deals["status"].isin(["won", "lost"]) & (deals["product"] == "Stok Awan")]
    amount, won = closed["amount"].to_numpy(float), (closed["status"] == "won").to_numpy(float)
    drawn = np.random.default_rng(1).integers(0, len(closed), (2_000, len(closed)))
    rates = (amount * won)[drawn].sum(axis=1) / amount[drawn].sum(axis=1)

    frame = st.compute("win_rate.by_value", demo_sales, by="product").frame.set_index("product")

    assert frame.loc["Stok Awan", ["lo", "hi"]].tolist() == pytest.approx(np.quantile(rates, [0.025, 0.975]), abs=0.01)


def test_all_won_by_value_has_no_interval_and_no_amount_is_no_number() -> None:
    won = [deal(str(i), "won", closed="2025-03-04", amount=100) for i in range(6)]
    won.append(deal("lost for nothing", "lost", closed="2025-03-04", amount=0))
    bare = [deal(str(i), "won", closed="2025-03-04", amount=0) for i in range(6)]

    row, nothing = row_of("win_rate.by_value", deals=won), row_of("win_rate.by_value", deals=bare)

    assert (row["value"], row["n"]) == (1.0, 6)
    assert np.isnan(row["lo"])
    assert (nothing["n"], nothing["reason"], nothing["without_amount"]) == (0, "no_data", 6)


def test_the_exact_interval_holds_wilsons(demo_sales: st.SalesData) -> None:
    wilson, exact = (st.compute(spec, demo_sales, by="rep").frame for spec in ("win_rate", "win_rate.exact"))

    assert wilson["value"].equals(exact["value"])
    known = exact["lo"].notna()
    assert ((exact["hi"] - exact["lo"])[known] > (wilson["hi"] - wilson["lo"])[known]).all()


def test_nobody_knows_what_is_overdue_where_no_deal_has_a_day_on_which_it_should_close() -> None:
    """Each rep was shown "Open and overdue: 0"."""
    deals = [deal("1", "won", "2025-01-01", "2025-02-01"), deal("2", "lost", "2025-01-01", "2025-02-01")]
    deals.append(deal("3", "open", "2025-01-01"))
    dated = [*deals, deal("4", "open", "2025-01-01", expected_close_at="2025-06-01")]
    without, told = (st.compute("win_rate", loaded("2025-05-01", deals=rows)) for rows in (deals, dated))

    assert "Open and overdue" not in without.table
    assert told.table["Open and overdue"].tolist() == ["0"]
    assert "Deals still open, not counted as lost: 1." in without.definition.text
    assert "past their expected close date: 0" in told.definition.text
