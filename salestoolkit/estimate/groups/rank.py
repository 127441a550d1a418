"""Rank: who is first and how sure that is, read off posterior draws instead of a bare league table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Tier = Literal["clearly_above", "within", "clearly_below", "too_few"]

UNJUDGED = ("too_few", "no_losses", "undated")
"""Words for those who are neither judged nor ranked: too few cases, or a share that leaves out what was lost."""


@dataclass(frozen=True)
class Ranks:
    """Of each group: bounds of its 95 % rank interval (1 is best), chances as 0 to 1, and the word for its place.

    ``p_best``, ``p_top_quarter`` are chances of being the first and among the first quarter; ``p_below_team`` that
    its value lies below the team's. Groups too small to be ranked have NaN and the tier ``too_few``. A tier speaks
    of the value: where lower is better, ``clearly_below`` is praise.
    """

    lo: np.ndarray
    hi: np.ndarray
    p_best: np.ndarray
    p_top_quarter: np.ndarray
    p_below_team: np.ndarray
    tier: tuple[Tier, ...]


def ranks(draws: np.ndarray, n: np.ndarray, better: Literal["higher", "lower"] = "higher") -> Ranks:
    """Rank intervals, chances and tiers of groups from posterior draws, such as those of ``beta_binomial``.

    Parameters
    ----------
    draws : array, one row a draw, one column a group
    n : array, one entry a group
        How many cases each has: below ten it is not ranked. The team's value is the mean weighted by n.
    better : "higher" or "lower"
        Which end has rank 1.

    Source: Goldstein and Spiegelhalter, JRSS A 159 (1996) 385-443.
    """
    from salestoolkit.estimate.frames import RANKED

    held = np.asarray(n) >= RANKED
    if not held.any():
        nothing = np.full(len(held), np.nan)
        return Ranks(nothing, nothing, nothing, nothing, nothing, tuple(map(_tier, nothing.tolist())))
    place = _places(draws[:, held], better)
    lo, hi = np.quantile(place, [0.025, 0.975], axis=0, method="inverted_cdf")
    best, top = (place == 1).mean(axis=0), (place <= np.ceil(held.sum() / 4)).mean(axis=0)
    team = draws @ (np.asarray(n) / np.sum(n))
    below = _in_place((draws[:, held] < team[:, None]).mean(axis=0), held)
    lo, hi, best, top = (_in_place(column, held) for column in (lo, hi, best, top))
    return Ranks(lo, hi, best, top, below, tuple(map(_tier, below.tolist())))


def _places(draws: np.ndarray, better: str) -> np.ndarray:
    """The rank of each group in each draw."""
    order = np.argsort(-draws if better == "higher" else draws, axis=1)
    return np.argsort(order, axis=1) + 1


def _in_place(column: np.ndarray, held: np.ndarray) -> np.ndarray:
    """The values of the groups that are ranked, in the places of all."""
    placed = np.full(len(held), np.nan)
    placed[held] = column
    return placed


def _tier(below: float) -> Tier:
    if np.isnan(below):
        return "too_few"
    if below <= 0.025:
        return "clearly_above"
    return "clearly_below" if below >= 0.975 else "within"
