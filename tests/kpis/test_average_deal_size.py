"""Average deal size: the mean, what lies far off it, typical sizes, and why sizes differ or change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

import salestoolkit as st

KPI = st.definition("average_deal_size")
STUDIES = [KPI.study(study.name) for study in KPI.studies]


def load(deals: Iterable[Mapping[str, Any]], as_of: str = "2025-12-31") -> st.SalesData:
    rows = [
        {"deal_id": str(i), "status": "won", "closed_at": "2025-03-04"} | dict(deal) for i, deal in enumerate(deals)
    ]
    return st.load({"deals": pd.DataFrame(rows)}, as_of=as_of, lang="en", timezone="Asia/Jakarta")


def amounts(*values: float | None, **also: Any) -> list[dict[str, Any]]:
    return [{"amount": value} | also for value in values]


def whole(name: str, sales: st.SalesData, **asked: Any) -> Any:
    return st.compute(name, sales, **asked).frame.iloc[0]


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_the_example_of_each_study_gives_the_answer_worked_by_hand(study: st.KPI) -> None:
    result = st.compute(study, load(study.example.tables["deals"], study.example.as_of))
    row = result.frame.iloc[0]

    assert {name: row[name] for name in study.example.answer} == pytest.approx(dict(study.example.answer), rel=1e-3)
    for lang in st.languages():
        assert "{" not in result.read(lang) + result.to(lang).definition.text


def test_what_lies_far_above_is_flagged_and_stays_in_the_mean() -> None:
    # Logs of 80 to 125 have a median of log 100 and a MAD of 0.1116 (log 1.118): the limit is 100 x e^0.496 = 164
    result = st.compute("average_deal_size", load(amounts(80, 90, 100, 110, 125, 160, 10_000)))
    row = result.frame.iloc[0]

    assert row["outliers"] == 1
    assert row["value"] == pytest.approx(10_665 / 7)
    assert row["top_share"] == pytest.approx(10_000 / 10_665)
    assert "Far above the others and still counted: 1 deal (log" in result.definition.text


def test_few_amounts_that_may_be_log_normal_have_an_alternative_interval_named_so() -> None:
    few = st.compute("average_deal_size", load(amounts(50, 80, 100, 140, 200)))
    many = st.compute("average_deal_size", load(amounts(50, 60, 70, 80, 90, 100, 120, 140, 170, 200)))
    row = few.frame.iloc[0]

    # logs: mean 4.6278, variance 0.2803; 4.7680 +- 2.7764 x sqrt(0.2803 / 5 + 0.2803^2 / 8)
    assert (row["cox_lo"], row["cox_hi"]) == pytest.approx((57.703, 240.01), rel=1e-4)
    assert row["lo"] != row["cox_lo"]
    assert "(modified Cox)" in few.definition.text
    assert "(modified Cox)" not in many.definition.text


def test_where_half_of_the_amounts_are_equal_nothing_can_be_far_off() -> None:
    assert whole("average_deal_size", load(amounts(100, 100, 100, 100, 9_000)))["outliers"] == 0


def test_won_deals_without_an_amount_are_counted_and_left_out() -> None:
    sales = load(amounts(100, 200, 300, 400, 500, None, 0, 0))
    row = whole("average_deal_size", sales)

    assert (row["n"], row["value"], row["without_amount"]) == (5, 300, 3)
    assert whole("win_rate", sales)["won"] == 8


@pytest.mark.parametrize("study", [KPI, *STUDIES], ids=lambda study: study.name)
def test_nothing_and_too_few_give_no_number(study: st.KPI) -> None:
    also = {"list_amount": 200, "product": "P"}
    asked = {"start": "2025-03-01", "end": "2025-04-01"}
    lost = load([{"status": "lost", "amount": 100} | also] * 6)

    nothing = whole(study, lost, **asked)
    few = whole(study, load(amounts(100, 200, 300, 400, **also)), **asked)

    assert (nothing["n"], nothing["reason"]) == (0, "no_data")
    assert (few["n"], few["reason"]) == (4, "too_few")
    for row in (nothing, few):
        assert row[["value", "lo", "hi"]].isna().all()


def test_a_newcomer_with_two_large_deals_is_drawn_towards_the_team() -> None:
    chance = np.random.default_rng(3)
    team = [
        {"rep_id": f"R{i}", "amount": float(amount)} for i in range(8) for amount in chance.lognormal(6, 0.8, size=20)
    ]
    newcomer = amounts(*[4_000.0] * 5, rep_id="NEW")

    frame = st.compute("average_deal_size.typical", load(team + newcomer), by="rep").frame.set_index("rep_id")

    others = frame["own"].drop("NEW")
    assert frame.loc["NEW", "own"] == pytest.approx(4_000)
    assert others.max() < frame.loc["NEW", "value"] < 4_000
    assert (frame["lo"] < frame["value"]).all()
    assert (frame["value"] < frame["hi"]).all()
    assert frame["value"].drop("NEW").std() < others.std()


def test_reps_who_do_not_differ_are_shrunk_to_one_another(demo_sales: st.SalesData) -> None:
    frame = st.compute("average_deal_size.typical", demo_sales, by="rep").frame.dropna(subset="value")

    # docs/demo.md: no rep's deals are larger in truth
    assert frame["value"].std() < 0.4 * frame["own"].std()
    whole_of_it = whole("average_deal_size.typical", demo_sales)["value"]
    assert ((frame["lo"] < whole_of_it) & (whole_of_it < frame["hi"])).mean() > 0.9


def test_a_group_differs_by_what_it_sells_and_for_how_much() -> None:
    tables = KPI.study("mix").example.tables
    frame = st.compute("average_deal_size.mix", load(tables["deals"]), by="rep").frame.set_index("rep_id")

    # worked by hand in the example
    assert frame.loc["R2", ["difference", "mix", "size"]].tolist() == pytest.approx([55, 63, -8])
    assert frame.loc["R1", ["difference", "mix", "size"]].tolist() == pytest.approx([-55, -63, 8])
    assert frame.loc["R2", "value"] == pytest.approx(260 / 150)


def test_the_whole_has_no_other_group_to_be_held_against(demo_sales: st.SalesData) -> None:
    assert whole("average_deal_size.mix", demo_sales)["reason"] == "no_groups"


@pytest.mark.parametrize("split", ["rep", "team", "source"])
def test_mix_and_size_of_every_group_of_the_demo_add_up(split: str, demo_sales: st.SalesData) -> None:
    frame = st.compute("average_deal_size.mix", demo_sales, by=split).frame.dropna(subset="value")
    sizes = st.compute("average_deal_size", demo_sales, by=split).frame
    mean = whole("average_deal_size", demo_sales)["value"]

    assert len(frame) > 2
    np.testing.assert_allclose(frame["mix"] + frame["size"], frame["difference"])
    np.testing.assert_allclose(frame["difference"], sizes.loc[frame.index, "value"] - mean)


MONTHS = {"2025-01-31": (100, "P"), "2025-02-10": (150, "P"), "2025-03-05": (200, "P"), "2025-03-31": (300, "Q")}


def sold(count: int = 5) -> list[dict[str, Any]]:
    return [
        {"closed_at": day, "amount": amount, "product": product}
        for day, (amount, product) in MONTHS.items()
        for _ in range(count)
    ]


def test_a_period_is_held_against_one_of_equally_many_days() -> None:
    # March has 31 days: the 31 before it begin on 29 January, and peers who take February miss the 31st of January.
    result = st.compute("average_deal_size.change", load(sold()), start="2025-03-01", end="2025-04-01")
    row = result.frame.iloc[0]

    assert (row["days"], row["n"], row["others"]) == (31, 10, 10)
    assert (row["before_mean"], row["mean"], row["value"]) == (125, 250, 2)
    assert (row["difference"], row["mix"], row["size"]) == (125, 0.5 * (300 - 125), 0.5 * (200 - 125))
    assert "31 days before" in result.read("en")


def test_of_a_period_that_is_not_over_the_days_that_have_passed_are_compared() -> None:
    sales = load(sold(), as_of="2025-03-10")

    row = whole("average_deal_size.change", sales, start="2025-03-01", end="2025-04-01")

    # ten days of March against 19 to 28 February, in which nothing was sold
    assert (row["days"], row["n"], row["others"], row["reason"]) == (10, 5, 0, "no_comparison")


def test_without_a_period_there_is_nothing_to_hold_against() -> None:
    assert whole("average_deal_size.change", load(sold()))["reason"] == "no_period"


def test_the_change_of_each_team_adds_up(demo_sales: st.SalesData) -> None:
    asked = {"start": "2025-07-01", "end": "2026-01-01"}
    frame = st.compute("average_deal_size.change", demo_sales, by="team", **asked).frame
    now = st.compute("average_deal_size", demo_sales, by="team", **asked).frame["value"]
    before = st.compute("average_deal_size", demo_sales, by="team", start="2024-12-29", end="2025-07-01").frame["value"]

    assert (frame["days"] == 184).all()  # so many days has the second half of a year, and 29 December is 184 earlier
    np.testing.assert_allclose(frame["mix"] + frame["size"], frame["difference"])
    np.testing.assert_allclose(frame["difference"], now - before)


def test_the_product_that_sells_does_not_pay(demo_sales: st.SalesData) -> None:
    frame = st.compute("average_deal_size.discount", demo_sales, by="product").frame.set_index("product")

    # docs/demo.md, truth 5: of Kasir Lite's list price about 0.6 comes in, of the others' 0.95
    assert 1 - frame.loc["Kasir Lite", "value"] == pytest.approx(0.6, abs=0.02)
    assert (1 - frame["value"].drop("Kasir Lite")).tolist() == pytest.approx([0.95] * 5, abs=0.01)
    assert frame.loc["Kasir Lite", "lo"] > frame["hi"].drop("Kasir Lite").max()
    assert frame["n"].idxmax() == "Kasir Lite"


def test_a_price_above_the_list_is_a_discount_below_zero() -> None:
    row = whole("average_deal_size.discount", load(amounts(110, 110, 120, 130, 130, list_amount=100)))

    assert row["value"] == pytest.approx(-0.2)
    assert row["lo"] < row["value"] < row["hi"] < 0
