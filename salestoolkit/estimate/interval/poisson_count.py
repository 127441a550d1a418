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
    from statsmodels.stats.rates import confint_poisson

    lo, hi = confint_poisson(count, 1.0, method="exact-c")
    return np.broadcast_to(lo, hi.shape), hi  # of a single 0 it gives the lower bound as a bare number
