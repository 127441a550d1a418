"""Garwood: the exact interval of a count, such as the customers won in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def garwood(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the exact 95 % interval of the mean behind Poisson counts; of a count of 0: 0 to 3.689.

    A cost divided by these bounds is the interval of the cost per customer; where there was no customer only
    its lower bound, cost / 3.689, is known.

    Source: Garwood, Biometrika 28 (1936) 437-442.
    """
    import numpy as np
    from scipy.stats import chi2

    count = np.asarray(count, dtype=float)
    lo = np.where(count > 0, chi2.ppf(0.025, 2 * np.maximum(count, 1)) / 2, 0.0)
    return lo, chi2.ppf(0.975, 2 * (count + 1)) / 2
