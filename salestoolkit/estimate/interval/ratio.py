"""Ratio: a sum over a sum (or over a cost known exactly), when the customers behind it are a matter of chance."""

from __future__ import annotations

import numpy as np

from salestoolkit.estimate.simulation import LARGE, RESAMPLES, SEED


def joint_bootstrap(numerators: np.ndarray, denominators: np.ndarray | float) -> tuple[float, float, float]:
    """The ratio of the sums and its 95 % interval; customers are drawn jointly, their number too (fixed seed).

    Each customer is drawn a Poisson number of times, with its numerator and its denominator together, so that the
    interval allows for how many there were and how large each was. Studentised, so that skewed amounts do not
    make it too narrow.

    Parameters
    ----------
    numerators : array of float, one entry a customer
        What each brought, such as the value of its first deal.
    denominators : array of the same length, or one number
        What each took (months, visits); one number, such as a cost, is held fixed.

    Returns
    -------
    value, lo, hi
        NaN where the denominator is not above 0; bounds NaN below five customers.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 12; Hanley and MacGibbon,
    Comput. Methods Programs Biomed. 83 (2006) 57-62, for the Poisson weights.
    """
    from salestoolkit.estimate.frames import FEW

    fixed = 0.0 if np.ndim(denominators) else float(denominators)
    taken = np.asarray(denominators, float) if np.ndim(denominators) else np.zeros(len(numerators))
    once = np.ones((1, len(numerators)))
    with np.errstate(divide="ignore", invalid="ignore"):
        value, error = (float(x[0]) for x in _ratio(once, numerators, taken, fixed))
    if not fixed + taken.sum() > 0:
        return np.nan, np.nan, np.nan
    if len(numerators) < FEW or not error > 0:
        return value, np.nan, np.nan
    low, high = _t_quantiles(numerators, taken, fixed, value)
    floor = 0.0 if numerators.min() >= 0 else -np.inf
    return value, max(value - high * error, floor), value - low * error


def _ratio(drawn: np.ndarray, over: np.ndarray, under: np.ndarray, fixed: float) -> tuple[np.ndarray, np.ndarray]:
    """Of each row of numbers of draws: the ratio and its standard error by the delta method."""
    whole = drawn @ under + fixed
    value = drawn @ over / whole
    squares = drawn @ over**2 - 2 * value * (drawn @ (over * under)) + value**2 * (drawn @ under**2)
    return value, np.sqrt(np.maximum(squares, 0)) / whole


def _t_quantiles(over: np.ndarray, under: np.ndarray, fixed: float, value: float) -> tuple[float, float]:
    from salestoolkit.estimate.frames import Z

    if len(over) >= LARGE:
        return -Z, Z
    drawn = np.random.default_rng(SEED).poisson(1.0, size=(RESAMPLES, len(over)))
    with np.errstate(divide="ignore", invalid="ignore"):  # a sample of nobody has no ratio
        values, errors = _ratio(drawn, over, under, fixed)
        ts = (values - value) / errors
    low, high = np.quantile(ts[np.isfinite(ts)], [0.025, 0.975])
    return float(low), float(high)
