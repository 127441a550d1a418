"""Associations in strata against R: admissions to Berkeley in 1973 (UCBAdmissions), and published E-values."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.estimate.groups.association import e_value, mantel_haenszel, standardized

# Six departments; rows men, women; columns admitted, rejected
ADMISSIONS = np.array(
    [
        [[512, 313], [89, 19]],
        [[353, 207], [17, 8]],
        [[120, 205], [202, 391]],
        [[138, 279], [131, 244]],
        [[53, 138], [94, 299]],
        [[22, 351], [24, 317]],
    ]
)


def rows(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Tables as rows with weights: admitted, woman, a column for each further department, how many."""
    department, woman, rejected = np.indices(tables.shape)
    others = department.ravel()[:, None] == np.arange(1, len(tables))
    return 1.0 - rejected.ravel(), woman.ravel(), others.astype(float), tables.ravel().astype(float)


def test_the_advantage_of_men_goes_away_within_departments() -> None:
    # R: mantelhaen.test(UCBAdmissions)
    crude, within = mantel_haenszel(ADMISSIONS.sum(axis=0)[None]), mantel_haenszel(ADMISSIONS)

    assert crude.value == pytest.approx(1.84108, abs=6e-6)
    assert (within.value, within.lo, within.hi) == pytest.approx((0.90470, 0.77191, 1.06033), abs=6e-6)
    assert (within.chi2, within.p) == pytest.approx((1.42695, 0.23226), abs=6e-6)


def test_the_adjusted_odds_as_r_has_them() -> None:
    # R: glm(admitted ~ sex + department, binomial); without departments the coefficient is -0.61035
    adjusted = standardized(*rows(ADMISSIONS))
    crude = standardized(*rows(ADMISSIONS.sum(axis=0)[None]))

    assert (adjusted.log_odds, adjusted.error) == pytest.approx((0.09987, 0.08085), abs=6e-6)
    assert adjusted.odds_ratio[0] == pytest.approx(np.exp(0.09987), abs=1e-5)
    assert adjusted.difference[1] < 0 < adjusted.difference[2]
    assert crude.log_odds == pytest.approx(-0.61035, abs=6e-6)


def test_without_other_columns_the_risk_difference_is_the_plain_one() -> None:
    # 1,198 of 2,691 men and 557 of 1,835 women were admitted; the interval is Wald's
    men, women = 1198 / 2691, 557 / 1835
    error = np.sqrt(men * (1 - men) / 2691 + women * (1 - women) / 1835)

    value, lo, hi = standardized(*rows(ADMISSIONS.sum(axis=0)[None])).difference

    plain = women - men
    assert (value, lo, hi) == pytest.approx((plain, plain - 1.959964 * error, plain + 1.959964 * error), abs=1e-6)


def test_cases_of_one_rep_told_twice_are_no_new_evidence() -> None:
    chance = np.random.default_rng(11)
    rep = np.repeat(np.arange(40), 10)
    exposed, score = chance.integers(0, 2, 400), chance.normal(size=400)
    chances = 1 / (1 + np.exp(-(0.5 * exposed + 0.5 * score + chance.normal(size=40)[rep])))
    outcome = chance.binomial(1, chances).astype(float)

    def judged(weight: float, cluster: np.ndarray | None) -> tuple[float, float]:
        found = standardized(outcome, exposed, score[:, None], np.full(400, weight), cluster)
        return found.log_odds, found.error

    (value, alone), (_, alone_twice) = judged(1, None), judged(2, None)
    (same, by_rep), (_, by_rep_twice) = judged(1, rep), judged(2, rep)

    assert same == pytest.approx(value)
    assert alone_twice == pytest.approx(alone / np.sqrt(2))
    assert by_rep_twice == pytest.approx(by_rep, rel=0.01)


def test_too_few_events_or_none_are_not_adjusted() -> None:
    none = ADMISSIONS[:1].copy()
    none[0, 1, 1] = 0  # every woman admitted: the odds ratio has no finite estimate
    few = ADMISSIONS // 40  # 39 admitted for six coefficients

    assert np.isnan(standardized(*rows(few)).odds_ratio).all()
    assert np.isnan(standardized(*rows(none)).difference).all()


def test_tables_that_compare_nothing_have_no_odds_ratio() -> None:
    assert np.isnan(mantel_haenszel(np.array([[[3, 2], [0, 0]]])).value)
    assert mantel_haenszel(np.concatenate([ADMISSIONS, [[[1, 0], [0, 0]]]])) == mantel_haenszel(ADMISSIONS)


def test_e_values_as_published() -> None:
    # VanderWeele and Ding, Ann. Intern. Med. 167 (2017) 268-274; 7 is the figure of HBR 2011
    assert [e_value(ratio) for ratio in (3.9, 1.8, 2.4, 7)] == pytest.approx([7.263, 3.0, 4.233, 13.481], abs=6e-4)
    assert e_value(1 / 7) == pytest.approx(e_value(7))
    assert e_value(1) == 1


def test_clusters_that_are_all_alike_do_not_say_how_far_clusters_vary() -> None:
    chance = np.random.default_rng(11)
    exposed, score = chance.integers(0, 2, 120), chance.normal(size=120)
    outcome = chance.binomial(1, 1 / (1 + np.exp(-0.5 * exposed))).astype(float)
    told = [np.tile(each, 4) for each in (outcome, exposed, score)]

    found = standardized(told[0], told[1], told[2][:, None], np.ones(480), np.repeat(np.arange(4), 120))

    assert np.isnan([*found.odds_ratio, *found.difference]).all()


@pytest.mark.parametrize(("reps", "wider"), [(4, True), (40, False)])
def test_of_few_clusters_errors_are_no_smaller_than_of_cases_alone(reps: int, wider: bool) -> None:
    # every rep has the same share with and without exposure: alike within, and clusters say that nothing varies
    chance = np.random.default_rng(3)
    exposed = np.tile([0, 1], 200).astype(float)
    whose = np.arange(400) // (400 // reps)
    outcome = (np.arange(400) // 2 % 5 < 2).astype(float)
    outcome[:8] = 1 - outcome[:8]
    score = chance.normal(size=400)

    by_rep, plain = (standardized(outcome, exposed, score[:, None], np.ones(400), who) for who in (whose, None))

    assert by_rep.log_odds == pytest.approx(plain.log_odds)
    assert (by_rep.error == pytest.approx(plain.error)) == wider
    assert by_rep.error <= plain.error * (1 + 1e-9)
    assert (by_rep.difference == pytest.approx(plain.difference)) == wider
