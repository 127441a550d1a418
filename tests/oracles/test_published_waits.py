"""Waits and outcomes against R's answers and statsmodels': each figure names its source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from salestoolkit.estimate import Incidence
from salestoolkit.estimate.survival.incidence import incidence
from salestoolkit.estimate.survival.kaplan_meier import logrank, quantile, restricted_mean, share_within

# R survival::aml (Miller 1981): remission in weeks; 0 where it lasted to the end of the watch
MAINTAINED = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161.0]), np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = np.array([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45.0]), np.array([1] * 5 + [0] + [1] * 6)

# Freireich 1963 (Kleinbaum and Klein; MASS::gehan)
SIX_MP = (
    np.array([10, 7, 32, 23, 22, 6, 16, 34, 32, 25, 11, 20, 19, 6, 17, 35, 6, 13, 9, 6, 10.0]),
    np.array([1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0]),
)
CONTROL = np.array([1, 22, 3, 12, 8, 17, 2, 11, 8, 12, 2, 5, 4, 15, 8, 23, 5, 11, 4, 1, 8.0]), np.ones(21, int)

Watched = tuple[np.ndarray, np.ndarray]


def once(group: Watched) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every case counted once."""
    return *group, np.ones(len(group[0]))


@pytest.mark.parametrize(
    ("group", "at", "left", "median", "to_48"),
    [  # R: survfit(Surv(time, status) ~ 1, conf.type = "log-log"), print(rmean = 48)
        (
            MAINTAINED,
            (9, 13, 18, 23, 31, 34, 48),
            (0.9091, 0.8182, 0.7159, 0.6136, 0.4909, 0.3682, 0.1841),
            (31, 13, np.nan),
            31.84318,
        ),
        (
            NOT_MAINTAINED,
            (5, 8, 12, 23, 27, 30, 33, 43, 45),
            (0.83333, 0.66667, 0.58333, 0.48611, 0.38889, 0.29167, 0.19444, 0.09722, 0),
            (23, 5, 33),
            22.70833,
        ),
    ],
)
def test_remission_as_r_has_it(
    group: Watched, at: tuple[int, ...], left: tuple[float, ...], median: tuple[float, ...], to_48: float
) -> None:
    assert [1 - share_within(*once(group), week)[0] for week in at] == pytest.approx(left, abs=6e-5)
    assert quantile(*once(group), 0.5) == pytest.approx(median, nan_ok=True)
    assert restricted_mean(*once(group), 48)[0] == pytest.approx(to_48, abs=6e-5)


def test_the_bounds_of_a_share_are_those_of_the_curve() -> None:
    # By hand, for the maintained after 13 weeks: two of 11, S = 9/11; Greenwood 1/110 + 1/90; log-log
    value, lo, hi = share_within(*once(MAINTAINED), 13)

    half = 1.959964 * np.sqrt(1 / 110 + 1 / 90) / abs(np.log(9 / 11))
    assert value == pytest.approx(2 / 11)
    assert (lo, hi) == pytest.approx((1 - (9 / 11) ** np.exp(-half), 1 - (9 / 11) ** np.exp(half)), abs=1e-6)


def test_a_restricted_mean_has_greenwoods_error() -> None:
    # By hand, 1, 2, 3, 4 to tau = 3: area 1 + 3/4 + 1/2; ahead of 1 lie 5/4 and of 2 lies 1/2
    mean, lo, hi = restricted_mean(np.array([1, 2, 3, 4.0]), np.ones(4, int), np.ones(4), 3)

    half = 1.959964 * np.sqrt((5 / 4) ** 2 / 12 + (1 / 2) ** 2 / 6)
    assert (mean, lo, hi) == pytest.approx((2.25, 2.25 - half, min(2.25 + half, 3)), abs=1e-6)


def test_nobody_was_watched_so_long() -> None:
    one = np.array([1.0]), np.array([0]), np.array([5.0])

    assert np.isnan(share_within(*one, 2)).all()
    assert np.isnan(restricted_mean(*one, 2)).all()
    assert share_within(*one, 1)[0] == 0


def together(a: Watched, b: Watched) -> tuple[np.ndarray, ...]:
    """Two groups in one table, with a name for each."""
    time, event = (np.concatenate(pair) for pair in zip(a, b, strict=True))
    return time, event, np.ones(len(time)), np.repeat(["a", "b"], [len(a[0]), len(b[0])])


def test_the_log_rank_test_as_r_has_it() -> None:
    # R: survdiff(Surv(time, status) ~ x, aml); the second is 16.79 in Kleinbaum and Klein
    assert logrank(*together(MAINTAINED, NOT_MAINTAINED)) == pytest.approx((3.396, 0.0653), abs=5e-4)
    assert logrank(*together(SIX_MP, CONTROL))[0] == pytest.approx(16.793, abs=6e-4)


def test_one_group_alone_cannot_differ() -> None:
    assert np.isnan(logrank(*once(MAINTAINED), np.zeros(11))).all()
    assert np.isnan(logrank(MAINTAINED[0], np.zeros(11), np.ones(11), np.arange(11) % 2)).all()
    assert np.isnan(logrank(np.ones(4), np.ones(4), np.ones(4), np.arange(4) % 2)).all()


def test_who_left_before_the_first_event_changes_nothing() -> None:
    time, event, weight, group = together(MAINTAINED, NOT_MAINTAINED)
    early = np.append(time, 1), np.append(event, 0), np.append(weight, 1), np.append(group, "c")

    assert logrank(*early) == pytest.approx(logrank(time, event, weight, group))
    assert np.isnan(logrank(np.array([1, 2, 3.0]), np.array([0, 1, 0]), np.ones(3), np.array(["a", "b", "b"]))).all()


def test_remission_under_six_mp_as_the_textbooks_print_it() -> None:
    weeks = (6, 7, 10, 13, 16, 22, 23)

    left = [1 - share_within(*once(SIX_MP), week)[0] for week in weeks]

    assert left == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=6e-4)
    assert [quantile(*once(group), 0.5)[0] for group in (SIX_MP, CONTROL)] == [23, 8]


def test_a_curve_that_rests_at_one_half_has_the_ordinary_median() -> None:
    # R survfit and every textbook: the median of 1, 2, 3, 4 is 2.5; statsmodels alone says 3
    assert quantile(np.array([1, 2, 3, 4.0]), np.ones(4, int), np.ones(4), 0.5)[0] == 2.5


def test_heavy_ties_still_have_bounds() -> None:
    # The waits of HBR 2011 as four values; statsmodels 0.15 gives (nan, nan) for the interval
    time, weight = np.array([0.5, 12, 100, 720]), np.array([829.0, 359, 538, 515])

    assert quantile(time, np.array([1, 1, 1, 0]), weight, 0.5) == (12, 12, 12)


def test_competing_outcomes_worked_by_hand() -> None:
    # Five deals: won at 1, lost at 2, open at 3, won at 4, open at 5.
    # I(4) = 1/5 + S(4-) x 1/2 with S(4-) = 4/5 x 3/4 = 3/5: 1/5 + 3/10 = 1/2
    time, outcome = np.array([1, 2, 3, 4, 5.0]), np.array([1, 2, 0, 1, 0])

    won = [incidence(time, outcome, np.ones(5), at)[0] for at in (0.5, 1, 3, 4)]
    lost = incidence(time, np.array([2, 1, 0, 2, 0]), np.ones(5), 4)[0]

    assert won == pytest.approx([0, 0.2, 0.2, 0.5])
    assert lost == pytest.approx(0.2)


@pytest.mark.parametrize("horizon", [2, 8, 20])
def test_incidence_and_its_error_are_those_of_statsmodels(horizon: float) -> None:
    # R and statsmodels give the same curves for survival::mgus2, whose 1,384 rows are not restated here
    chance = np.random.default_rng(7)
    time, outcome = np.ceil(chance.exponential(10, 300)), chance.integers(0, 3, 300)
    with np.errstate(divide="ignore", invalid="ignore"):  # its last step divides by those left, none
        theirs = CumIncidenceRight(time, outcome)
    last = np.flatnonzero(np.asarray(theirs.times) <= horizon)[-1]

    value, lo, hi = incidence(time, outcome, np.ones(300), horizon)

    assert value == pytest.approx(theirs.cinc[0][last])
    left = 1 - value
    half = 1.959964 * theirs.cinc_se[0][last] / abs(left * np.log(left))
    assert (lo, hi) == pytest.approx((1 - left ** np.exp(-half), 1 - left ** np.exp(half)), abs=1e-6)


def test_lost_deals_as_censored_would_promise_too_much() -> None:
    # Three in ten are won, the rest lost a little later: one minus Kaplan-Meier says far more than three in ten
    time, outcome, weight = np.array([1, 2, 3.0]), np.array([1, 2, 1]), np.array([15.0, 70, 15])

    naive = share_within(time, (outcome == 1).astype(int), weight, 3)[0]

    assert naive == 1
    assert incidence(time, outcome, weight, 3)[0] == pytest.approx(0.3)


# Varicent (Funnelcake) guide, created win rate: 100 created in January, 3 won, 7 lost, 90 open
JANUARY = pd.DataFrame({"days": [10, 20, 30], "outcome": [1, 2, 0], "deals": [3, 7, 90], "rep": ["A", "A", "B"]})


def test_a_young_cohort_has_the_published_bounds() -> None:
    row = Incidence("days", "outcome", "deals")(JANUARY, []).iloc[0]

    assert (row["least"], row["most"]) == (0.03, 0.93)
    assert (row["won"], row["lost"], row["open"], row["n"]) == (3, 7, 90, 100)
    assert (row["horizon"], row["matured"]) == (10, 1)
    assert row["value"] == pytest.approx(0.03)
    assert row["lo"] < 0.03 < row["hi"]


def test_the_horizon_is_the_teams_and_a_cohort_younger_than_it_says_so() -> None:
    old = pd.DataFrame({"days": [40, 60], "outcome": [1, 2], "deals": [10, 10], "rep": ["C", "C"]})

    frame = Incidence("days", "outcome", "deals")(pd.concat([JANUARY, old]), ["rep"]).set_index("rep")

    assert frame["horizon"].unique().tolist() == [40]  # nine in ten of the 13 wins came by day 40
    assert frame["reason"].to_dict() == {"A": "", "B": "immature", "C": ""}
    assert frame.loc["B", "matured"] == 0
    assert np.isnan(frame.loc["B", "value"])
    assert frame.loc["C", "value"] == pytest.approx(0.5)


def test_where_nothing_is_won_yet_no_horizon_can_be_told() -> None:
    counts = pd.DataFrame({"days": [5, 9], "outcome": [2, 0], "deals": [6, 6]})

    row = Incidence("days", "outcome", "deals")(counts, []).iloc[0]

    assert (row["reason"], row["least"], row["most"]) == ("immature", 0, 0.5)


def test_a_given_horizon_is_kept_and_a_group_of_nothing_has_no_data() -> None:
    counts = pd.DataFrame({"days": [5.0, np.nan], "outcome": [1, np.nan], "deals": [6, 0], "rep": ["A", "B"]})

    frame = Incidence("days", "outcome", "deals", horizon=30)(counts, ["rep"])

    assert frame["horizon"].tolist() == [30, 30]
    assert frame["reason"].tolist() == ["", "no_data"]
    assert frame["value"].tolist() == pytest.approx([1, np.nan], nan_ok=True)
