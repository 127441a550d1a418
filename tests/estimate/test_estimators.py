"""Estimators against published figures and examples worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salestoolkit.estimate import Mean, ProductLimit, Proportion, Quotient, Survival, Total
from salestoolkit.estimate.interval.mean import bootstrap_t
from salestoolkit.estimate.interval.shares import wilson
from salestoolkit.estimate.survival.kaplan_meier import quantile


@pytest.mark.parametrize(
    ("part", "whole", "lo", "hi"),
    [  # Newcombe, Stat. Med. 17 (1998) 857-872, table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_newcombe_printed_it(part: int, whole: int, lo: float, hi: float) -> None:
    value, low, high = wilson(np.array([part], float), np.array([whole], float))

    assert (value[0], low[0], high[0]) == pytest.approx((part / whole, lo, hi), abs=6e-5)


def test_a_share_of_nothing_is_not_available() -> None:
    frame = Proportion("won", of=("won", "lost"))(pd.DataFrame({"won": [0], "lost": [0]}), [])

    assert frame["value"].isna().all()
    assert frame["reason"].tolist() == ["no_data"]
    assert frame["n"].tolist() == [0]


def test_fewer_than_five_show_counts_only() -> None:
    counts = pd.DataFrame({"rep": ["A", "B"], "won": [4, 4], "lost": [0, 1]})

    frame = Proportion("won", of=("won", "lost"))(counts, ["rep"]).set_index("rep")

    assert frame.loc["A", ["won", "n", "reason"]].tolist() == [4, 4, "too_few"]
    assert np.isnan(frame.loc["A", "value"])
    assert frame.loc["B", "value"] == pytest.approx(0.8)


def test_more_leads_than_visitors_have_a_value_but_no_interval() -> None:
    value, lo, hi = wilson(np.array([12.0]), np.array([10.0]))

    assert value[0] == pytest.approx(1.2)
    assert np.isnan(lo[0])
    assert np.isnan(hi[0])


@pytest.mark.parametrize(
    ("time", "event", "expected"),
    [  # R: survfit(Surv(time, event) ~ 1, conf.type = "log-log"); the first two are survival::aml (Miller 1981)
        ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], (31, 13, None)),
        ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1], (23, 5, 33)),
        ([1, 2, 3, 4], [1, 1, 1, 1], (2.5, None, None)),
    ],
)
def test_the_median_follows_rs_rule(time: list[int], event: list[int], expected: tuple[float | None, ...]) -> None:
    got = quantile(np.array(time, float), np.array(event), np.ones(len(time)), 0.5)

    for one, wanted in zip(got, expected, strict=True):
        if wanted is not None:
            assert one == pytest.approx(wanted)
    if expected[2] is None and expected[1] is not None:
        assert np.isnan(got[2])


def test_heavy_ties_have_a_median_and_bounds() -> None:
    # The answer times of Oldroyd, McElheran and Elkington (HBR, March 2011), n = 2,241
    time, weight = np.array([0.5, 12, 100, 720]), np.array([829.0, 359, 538, 515])

    assert quantile(time, np.array([1, 1, 1, 0]), weight, 0.5) == pytest.approx((12, 12, 12))


def test_unanswered_leads_count_as_waiting() -> None:
    counts = pd.DataFrame({"s": [600, 7_200, 90_000], "answered": [1, 1, 0], "leads": [3, 3, 4]})

    row = Survival("s", "answered", count="leads")(counts, []).iloc[0]

    assert row["value"] == 7_200
    assert (row["n"], row["answered"], row["within"], row["within_n"]) == (10, 6, 0.3, 10)


def test_a_median_that_is_not_reached_says_so() -> None:
    counts = pd.DataFrame({"s": [600, 90_000], "answered": [1, 0], "leads": [3, 7]})

    row = Survival("s", "answered", count="leads")(counts, []).iloc[0]

    assert np.isnan(row["value"])
    assert row["reason"] == "not_reached"


def test_the_steps_multiply_and_who_is_on_the_way_is_not_lost() -> None:
    counts = pd.DataFrame(
        {
            "stage": ["a", "b"],
            "place": [1, 2],
            "in": [10, 6],
            "on": [6, 3],
            "lost": [4, 1],
            "open": [0, 2],
        }
    )
    estimate = ProductLimit("stage", "place", entered="in", passed="on", lost="lost", waiting="open")

    whole, steps = estimate(counts, []).iloc[0], estimate(counts, ["stage"])

    assert whole["value"] == pytest.approx(4 / 10 + 6 / 10 * 1 / 6)
    assert whole["rate"] == pytest.approx(6 / 10 * 3 / 6)
    assert whole["lo"] < whole["value"] < whole["hi"]
    assert steps.loc[0, "value"] == pytest.approx(4 / 10)
    assert steps.loc[1, "reason"] == "too_few"  # of 6, only 4 are decided


def test_the_total_is_exact_and_its_interval_is_compound_poisson() -> None:
    counts = pd.DataFrame({"amount": [1_000.0], "squares": [100_000.0], "deals": [10]})

    row = Total("amount", squares="squares", count="deals")(counts, []).iloc[0]

    assert row["value"] == 1_000
    assert row["hi"] - row["value"] == pytest.approx(1.959964 * 100_000**0.5)


def test_a_total_has_a_bound_below_zero_only_where_refunds_are_in_it() -> None:
    """Amounts above 0 that add up to 100 have squares of at most 10,000: "Rp0 to Rp825 million" was of refunds."""
    totals = {"amount": [-900.0, 100.0, 100.0], "squares": [100_000.0, 9_000.0, 100_000.0]}
    counts = pd.DataFrame(totals | {"deals": [10, 10, 10], "k": ["a", "b", "c"]})

    frame = Total("amount", squares="squares", count="deals")(counts, ["k"]).set_index("k")

    assert (frame["lo"] <= frame["value"]).all()
    assert (frame["value"] <= frame["hi"]).all()
    half = 1.959964 * 100_000**0.5
    assert frame["lo"].to_dict() == {"a": pytest.approx(-900 - half), "b": 0.0, "c": pytest.approx(100 - half)}


def test_nothing_spent_and_nobody_won_are_no_ratio() -> None:
    counts = pd.DataFrame({"k": ["a", "b"], "r": [50.0, 0.0], "c": [0.0, 10.0], "s": [9.0, 0.0], "m": [5, 0]})

    frame = Quotient("r", "c", squares="s", count="m")(counts, ["k"]).set_index("k")

    assert frame["value"].isna().all()
    assert frame["reason"].to_dict() == {"a": "no_cost", "b": "no_data"}


def test_the_bootstrap_t_interval_leans_with_the_skew() -> None:
    # Davison and Hinkley (1997), air-conditioning failures: the exact gamma interval is 65.9 to 209.2
    hours = np.array([3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487.0])

    lo, hi = bootstrap_t(hours)

    assert hi - hours.mean() > hours.mean() - lo > 0
    assert 65.9 / 2 < lo < 65.9
    assert 209.2 < hi < 2 * 209.2
    assert (lo, hi) == bootstrap_t(hours)


def test_the_mean_has_its_companions() -> None:
    counts = pd.DataFrame({"amount": [100.0, 300.0, 0.0], "deals": [4, 1, 0], "empty": [0, 0, 2]})

    row = Mean("amount", count="deals", also=("empty",))(counts, []).iloc[0]

    assert (row["value"], row["n"], row["median"], row["top_share"], row["empty"]) == (
        140,
        5,
        100,
        300 / 700,
        2,
    )
