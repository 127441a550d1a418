"""Evidence: an association between an exposure and an outcome, held against what else differs. Not a cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Association:
    """A ratio with its 95 % interval, and the test that it is 1."""

    value: float
    lo: float
    hi: float
    chi2: float
    p: float


@dataclass(frozen=True)
class Adjusted:
    """An odds ratio adjusted by logistic regression, and the risk difference it means for these very cases.

    ``log_odds`` and ``error`` are the coefficient and its standard error; the rest are values with 95 % intervals.
    """

    log_odds: float
    error: float
    odds_ratio: tuple[float, float, float]
    difference: tuple[float, float, float]


UNKNOWN = Adjusted(np.nan, np.nan, (np.nan,) * 3, (np.nan,) * 3)
"""Of too few, or of clusters that are all alike: how far they vary cannot be seen in them."""
TRUSTED = 10
"""Reps from which on errors that allow for their being alike can be trusted."""
NO_ERROR = 1e-6
"""A standard error of the logarithm of odds below this is rounding, not precision."""


def mantel_haenszel(tables: np.ndarray) -> Association:
    """The common odds ratio of 2 x 2 tables, one a stratum, with the test of no association (continuity corrected).

    Parameters
    ----------
    tables : array of shape (strata, 2, 2)
        Rows: exposed, not exposed. Columns: with the outcome, without. One table gives the crude odds ratio.

    Source: Mantel and Haenszel, JNCI 22 (1959) 719-748; interval by Robins, Breslow and Greenland, 1986.
    """
    from statsmodels.stats.contingency_tables import StratifiedTable

    tables = np.asarray(tables, dtype=float)
    tables = tables[tables.sum(axis=(1, 2)) > 1]  # a stratum of one case compares nothing
    agree, differ = tables[:, 0, 0] * tables[:, 1, 1], tables[:, 0, 1] * tables[:, 1, 0]
    if not (agree.any() and differ.any()):
        return Association(*[np.nan] * 5)
    strata = StratifiedTable(np.moveaxis(tables, 0, -1))
    lo, hi = strata.oddsratio_pooled_confint()
    test = strata.test_null_odds(correction=True)
    return Association(float(strata.oddsratio_pooled), float(lo), float(hi), float(test.statistic), float(test.pvalue))


def e_value(ratio: float) -> float:
    """How strongly something unmeasured would have to go with exposure and outcome to explain a risk ratio away.

    For the interval, pass its bound nearer to 1. For an odds ratio of a common outcome pass its square root.

    Source: VanderWeele and Ding, Ann. Intern. Med. 167 (2017) 268-274.
    """
    away = ratio if ratio >= 1 else 1 / ratio
    return float(away + np.sqrt(away * (away - 1)))


def standardized(
    outcome: np.ndarray, exposed: np.ndarray, others: np.ndarray, weight: np.ndarray, cluster: np.ndarray | None = None
) -> Adjusted:
    """Logistic regression of an outcome on an exposure and other columns, and what it means in risk.

    The risk difference is the mean, over all cases, of the predicted chance if exposed less that if not; its
    interval is the delta method's.

    Parameters
    ----------
    outcome, exposed : arrays of 0 and 1
    others : array of shape (cases, columns)
        Without a constant.
    weight : array
        How many cases a row stands for.
    cluster : array, optional
        Whose case it is: cases of one rep are alike, and errors then allow for it. Of fewer than ten reps such errors
        come out too small, so they are never smaller than those that take each case for itself.

    Returns
    -------
    Adjusted
        All NaN for fewer than ten events (or non-events) a coefficient, or where with or without exposure all or
        none had the outcome: only unadjusted figures can be given then.

    Source: Greenland, Am. J. Epidemiol. 160 (2004) 301-305; ten events a variable: Peduzzi et al., 1996.
    """
    import statsmodels.api as sm

    columns = np.column_stack([np.ones(len(outcome)), exposed, others])
    if not _enough(outcome, exposed, weight, columns.shape[1] - 1):
        return UNKNOWN
    fit = sm.GLM(outcome, columns, family=sm.families.Binomial(), freq_weights=weight).fit()
    clusters = 1 if cluster is None else len(np.unique(cluster[weight > 0]))
    if cluster is not None and clusters > 1:
        # statsmodels has no errors by cluster for weighted rows: each case gets a row of its own
        times = weight.astype(int)
        whose = np.repeat(np.unique(cluster, return_inverse=True)[1], times)
        cases = sm.GLM(np.repeat(outcome, times), np.repeat(columns, times, axis=0), family=sm.families.Binomial())
        alike = cases.fit(cov_type="cluster", cov_kwds={"groups": whose})
        fit = fit if clusters < TRUSTED and NO_ERROR < alike.bse[1] < fit.bse[1] else alike
    log_odds, error = float(fit.params[1]), float(fit.bse[1])
    if not error > NO_ERROR:
        return UNKNOWN
    value, lo, hi = np.exp(_bounded(log_odds, error)).tolist()
    return Adjusted(log_odds, error, (value, lo, hi), _difference(fit, columns, weight))


def _enough(outcome: np.ndarray, exposed: np.ndarray, weight: np.ndarray, variables: int) -> bool:
    cells = np.array([weight @ ((outcome == y) & (exposed == x)) for y in (0, 1) for x in (0, 1)]).reshape(2, 2)
    return bool(cells.all() and cells.sum(axis=1).min() >= 10 * variables)


def _difference(fit: Any, columns: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    share, slope = [], []
    for exposure in (1, 0):
        columns[:, 1] = exposure
        risk = fit.predict(columns)
        share.append(weight @ risk / weight.sum())
        slope.append((weight * risk * (1 - risk)) @ columns / weight.sum())
    lean = slope[0] - slope[1]
    return _bounded(float(share[0] - share[1]), float(np.sqrt(max(lean @ fit.cov_params() @ lean, 0.0))))


def _bounded(value: float, error: float) -> tuple[float, float, float]:
    from salestoolkit.estimate.frames import Z

    return value, value - Z * error, value + Z * error
