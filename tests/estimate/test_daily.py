"""Shares of days that are not alike, against examples worked by hand and statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from salestoolkit.estimate import DailyProportion
from salestoolkit.estimate.interval.daily_proportion import block_bootstrap, quasi_binomial
from salestoolkit.estimate.interval.shares import wilson

LEADS = DailyProportion("leads", of=("visitors",), day="day")


def test_phi_worked_by_hand() -> None:
    # 10 % over four days of 100: (5² + 5² + 0 + 0) / 9 = 50 / 9, by three degrees of freedom
    value, lo, hi, phi = quasi_binomial(np.array([5, 15, 10, 10.0]), np.full(4, 100.0))

    assert value == 0.1
    assert phi == pytest.approx(50 / 27)
    assert lo < 0.1 < hi


def test_phi_and_width_are_those_of_a_quasi_binomial_regression() -> None:
    chance = np.random.default_rng(5)
    visits = chance.poisson(400, 60).astype(float)
    leads = chance.binomial(visits.astype(int), chance.beta(30, 970, 60)).astype(float)
    model = sm.GLM(np.column_stack([leads, visits - leads]), np.ones(60), family=sm.families.Binomial())
    plain = model.fit()
    theirs = plain.pearson_chi2 / plain.df_resid

    _, lo, hi, phi = quasi_binomial(leads, visits)

    assert phi == pytest.approx(theirs)
    bounds = 1 / (1 + np.exp(-model.fit(scale=theirs).conf_int()[0]))
    assert (lo, hi) == pytest.approx(bounds, rel=0.02)  # theirs by logit and z, ours by score and t


def test_days_that_are_alike_leave_little_more_than_wilson() -> None:
    part, whole = np.full(200, 10.0), np.full(200, 100.0)

    _, lo, hi, phi = quasi_binomial(part, whole)
    _, low, high = wilson(np.array([2_000.0]), np.array([20_000.0]))

    assert phi == 1
    assert lo <= low[0] < high[0] <= hi
    assert hi - lo == pytest.approx(high[0] - low[0], rel=0.01)


def test_blocks_see_what_neighbouring_days_have_in_common() -> None:
    # Good and bad fortnights: day by day the days differ as much, but there are far fewer of them in truth
    part, whole = np.tile(np.repeat([20.0, 60.0], 14), 6), np.full(168, 1_000.0)

    value, lo, hi = block_bootstrap(part, whole)
    alone = quasi_binomial(part, whole)

    assert value == alone[0] == 0.04
    assert hi - lo > 1.5 * (alone[2] - alone[1])
    assert (value, lo, hi) == block_bootstrap(part, whole)


def test_five_weeks_are_the_least_for_blocks_of_weeks() -> None:
    assert np.isnan(block_bootstrap(np.ones(34), np.full(34, 10.0))[1:]).all()
    assert not np.isnan(block_bootstrap(np.arange(35.0), np.full(35, 100.0))).any()
    assert np.isnan(block_bootstrap(np.zeros(40), np.zeros(40))).all()


def counts() -> pd.DataFrame:
    """Two channels; days come twice, as they do when something else is counted within."""
    days = [pd.Timestamp(2026, 3, day) for day in (1, 1, 2, 3, 4, 5)]
    return pd.DataFrame(
        {
            "channel": ["search"] * 6 + ["social"],
            "day": [*days, days[0]],
            "leads": [2, 3, 15, 10, 10, 0, 4],
            "visitors": [50, 50, 100, 100, 100, 0, 80],
        }
    )


def test_days_are_folded_away_and_their_difference_is_kept() -> None:
    frame = LEADS(counts(), ["channel"]).set_index("channel")
    search = frame.loc["search"]

    assert (search["value"], search["n"], search["leads"], search["visitors"]) == (0.1, 400, 40, 400)
    assert search["phi"] == pytest.approx(50 / 27)
    assert search["lo"] < search["wilson_lo"] < 0.1 < search["wilson_hi"] < search["hi"]


def test_one_day_alone_has_a_share_and_no_interval() -> None:
    social = LEADS(counts(), ["channel"]).set_index("channel").loc["social"]

    assert (social["value"], social["reason"]) == (0.05, "")
    assert np.isnan([social["lo"], social["hi"], social["phi"]]).all()
    assert social["wilson_lo"] < 0.05 < social["wilson_hi"]


def test_split_by_day_every_day_stands_alone() -> None:
    frame = LEADS(counts(), ["day"])

    assert frame["n"].tolist() == [180, 100, 100, 100, 0]
    assert frame["reason"].tolist() == ["", "", "", "", "no_data"]
    assert frame["lo"].isna().all()


def test_few_visitors_show_counts_only() -> None:
    few = pd.DataFrame({"day": [1, 2], "leads": [1, 1], "visitors": [2, 2]})

    row = LEADS(few, []).iloc[0]

    assert (row["reason"], row["leads"], row["n"]) == ("too_few", 2, 4)
    assert row[["value", "lo", "hi", "phi", "wilson_lo", "wilson_hi"]].isna().all()
