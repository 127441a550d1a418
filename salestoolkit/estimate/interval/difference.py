"""Mover: how far two independent estimates differ, from the interval of each."""

from __future__ import annotations

from math import sqrt

Estimate = tuple[float, float, float]
"""Value, lower and upper 95 % bound."""


def difference_of(first: Estimate, second: Estimate) -> Estimate:
    """How far ``first`` lies above ``second``, with a 95 % interval recovered from the two intervals (MOVER).

    For two shares with Wilson's intervals it is Newcombe's. Take amounts and times on logs: then it is a log ratio. NaN
    where a number is missing, infinite where a bound is.

    Source: Zou and Donner, Stat. Med. 27 (2008) 1693-1702.
    """
    (value, lo, hi), (other, low, high) = first, second
    apart = value - other
    return (
        apart,
        apart - sqrt((value - lo) ** 2 + (high - other) ** 2),
        apart + sqrt((hi - value) ** 2 + (other - low) ** 2),
    )
