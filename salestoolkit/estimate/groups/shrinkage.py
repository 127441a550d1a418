"""Shrink: what to think of each of many groups, knowing the others: full-Bayes hierarchical models on a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from salestoolkit.estimate.simulation import DRAWS, SEED

WIDE, FINE = 31, 51
"""Cells along each side of the grid that finds the mass, and of the one that is summed."""
CELLS = 400
SUMS = (0.1, 1e5)
"""How many trials the prior may be worth: from groups with nothing in common to groups that do not differ."""
FLAT_VARIANCE, FLAT_DEVIATION = 3.0, 2.5
"""Powers of 1 / (alpha + beta) that leave the variance between groups, or its root, flat: Tak et al. 2017, and BDA3."""
JEFFREYS = (0.5, 0.5)
"""Alpha and beta of what is thought of a rate of which nothing is known."""


@dataclass(frozen=True)
class Shrunk:
    """Posterior of each group: mean, 95 % bounds, and draws (one row a draw, one column a group).

    ``spread`` is the posterior mean of the two figures that describe the groups together: alpha and beta of the
    beta distribution their rates come from, or mean and standard deviation of the normal one. The draws, and the
    bounds that come of them, are made when somebody asks: ``scale`` is what the mean is told in, such as amounts
    where the model is of logs.
    """

    value: np.ndarray
    spread: tuple[float, float]
    draw: Callable[[], np.ndarray] = field(repr=False)
    scale: Callable[[np.ndarray], np.ndarray] = np.asarray

    @cached_property
    def draws(self) -> np.ndarray:
        """Posterior draws."""
        return self.scale(self._drawn)

    @property
    def lo(self) -> np.ndarray:
        """Lower 95 % bounds."""
        return self.scale(self._bounds[0])

    @property
    def hi(self) -> np.ndarray:
        """Upper 95 % bounds."""
        return self.scale(self._bounds[1])

    @property
    def of_logs(self) -> Shrunk:
        """The same, of what the model has the logs of."""
        return Shrunk(np.exp(self.value), self.spread, lambda: self._drawn, np.exp)

    @cached_property
    def _drawn(self) -> np.ndarray:
        return self.draw()

    @cached_property
    def _bounds(self) -> np.ndarray:
        return np.asarray(np.quantile(self._drawn, [0.025, 0.975], axis=0))


def beta_binomial(
    successes: np.ndarray,
    trials: np.ndarray,
    prior: tuple[float, float] | None = None,
    draws: int = DRAWS,
    power: float = FLAT_VARIANCE,
) -> Shrunk:
    """Rates of groups that are alike without being the same; a group with few trials leans on the others.

    Without ``prior`` the beta distribution that the rates come from is itself unknown, with density proportional
    to (alpha + beta)^(-power), and integrated over on a grid: a plug-in estimate of it would make intervals
    far too narrow. A group with no trials has the rate of the groups together. Where all or none succeed, each group
    stands for itself, with Jeffreys' prior. Draws have a fixed seed.

    Parameters
    ----------
    successes, trials : arrays, one entry a group
    prior : (alpha, beta), optional
        The beta distribution of the rates where it is known, such as from an earlier year.
    draws : int
        How many posterior draws; bounds come from them, the mean is exact.
    power : float
        Of the prior on alpha and beta. The default is flat in the variance between groups, for bounds that hold
        the truth as often as they say (benchmarks/coverage.py); BDA3's 5/2 leans more on the others.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 5.3; the default power from Tak, Kelly and
    Morris, J. Stat. Softw. 78(5), 2017.
    """
    hit, all_of = np.asarray(successes, float), np.asarray(trials, float)
    if hit.sum() in (0, all_of.sum()):
        prior = prior or JEFFREYS  # where all or none succeed nothing tells how alike the groups are
    known = prior and tuple(np.array([x]) for x in (*prior, 1.0))
    alpha, beta, weight = known or _posterior(hit, all_of, power)
    value = weight @ ((alpha[:, None] + hit) / ((alpha + beta)[:, None] + all_of))

    def draw() -> np.ndarray:
        chance = _chance()
        cell = chance.choice(len(weight), size=draws, p=weight)
        return np.asarray(chance.beta(alpha[cell, None] + hit, beta[cell, None] + all_of - hit))

    return Shrunk(value, (float(weight @ alpha), float(weight @ beta)), draw)


def _chance() -> np.random.Generator:
    return np.random.default_rng(SEED)


def _posterior(hit: np.ndarray, all_of: np.ndarray, power: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cells (alpha, beta) of a grid over the logit of the mean and the log of the sum, and their weights.

    A wide grid finds where the mass lies, and finer ones cover that.
    """
    n = all_of.sum() + 1
    mean = (hit.sum() + 0.5) / n
    reach = 8 * np.sqrt(1 / (n * mean * (1 - mean)) + 4 / max(len(hit), 1))
    logits = np.log(mean / (1 - mean)) + np.linspace(-reach, reach, WIDE)
    sums = np.linspace(np.log(SUMS[0]), np.log(SUMS[1]), WIDE)
    for size in (WIDE, FINE):
        density = _log_density(logits, sums, hit, all_of, power)
        logits, sums = _narrowed(logits, density.max(axis=1), size), _narrowed(sums, density.max(axis=0), size)
    density = _log_density(logits, sums, hit, all_of, power).ravel()
    weight = np.exp(density - density.max())
    share, total = (x.ravel() for x in np.meshgrid(_share(logits), np.exp(sums), indexing="ij"))
    return share * total, (1 - share) * total, weight / weight.sum()


def _share(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


def _log_density(logits: np.ndarray, sums: np.ndarray, hit: np.ndarray, all_of: np.ndarray, power: float) -> np.ndarray:
    """Log posterior density of each cell: the prior in these coordinates, and the groups' beta-binomial chances."""
    from scipy.special import betaln

    share, total = _share(logits)[:, None], np.exp(sums)[None, :]
    alpha, beta = share * total, (1 - share) * total
    seen = sum(betaln(alpha + y, beta + n - y) for y, n in zip(hit, all_of, strict=True)) - len(hit) * betaln(
        alpha, beta
    )
    return np.asarray(np.log(alpha) + np.log(beta) - power * np.log(total) + seen)


def _narrowed(axis: np.ndarray, profile: np.ndarray, size: int) -> np.ndarray:
    """An axis that covers, with a cell to spare, where the density is worth counting (e^-15 of its peak)."""
    used = np.flatnonzero(profile > profile.max() - 15)
    return np.linspace(axis[max(used[0] - 1, 0)], axis[min(used[-1] + 1, len(axis) - 1)], size)


def normal_normal(estimates: np.ndarray, errors: np.ndarray, draws: int = DRAWS) -> Shrunk:
    """Means of groups (of logs of amounts or times) that are alike without being the same, from their errors.

    The mean and the standard deviation tau of the groups are unknown, both with a flat prior; tau is integrated
    over, so that intervals hold where it cannot be told from 0. Fewer than three groups say nothing about tau,
    and each then stands for itself. Draws have a fixed seed.

    Parameters
    ----------
    estimates, errors : arrays, one entry a group
        Each group's own estimate and its standard error (above 0).
    draws : int
        How many posterior draws; bounds come from them, the mean is exact.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 5.4; Gelman, Bayesian Anal. 1 (2006) 515-534.
    """
    y, variance = np.asarray(estimates, float), np.asarray(errors, float) ** 2
    if len(y) < 3:
        spread = float(y.mean()) if len(y) else np.nan, np.nan
        return Shrunk(y, spread, lambda: y + np.sqrt(variance) * _chance().standard_normal((draws, len(y))))
    tau, weight = _spreads(y, variance)
    center, doubt = _centers(tau, y, variance)
    lean = variance / (variance + tau[:, None] ** 2)  # how far each leans on the others
    value = weight @ (lean * center[:, None] + (1 - lean) * y)

    def draw() -> np.ndarray:
        chance = _chance()
        cell = chance.choice(len(weight), size=draws, p=weight)
        team = (center[cell] + np.sqrt(doubt[cell]) * chance.standard_normal(draws))[:, None]
        own = np.sqrt((1 - lean[cell]) * variance) * chance.standard_normal((draws, len(y)))
        return np.asarray(lean[cell] * team + (1 - lean[cell]) * y + own)

    return Shrunk(value, (float(weight @ center), float(weight @ tau)), draw)


def _spreads(y: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values of tau from 0 to infinity, evenly spread in tau / (tau + a typical error), and their weights."""
    place = (np.arange(CELLS) + 0.5) / CELLS
    tau = np.sqrt(np.median(variance)) * place / (1 - place)
    total = variance + tau[:, None] ** 2
    center, doubt = _centers(tau, y, variance)
    density = np.log(doubt) / 2 - np.log(total).sum(axis=1) / 2 - ((y - center[:, None]) ** 2 / total).sum(axis=1) / 2
    weight = np.exp(density - density.max()) / (1 - place) ** 2
    return tau, weight / weight.sum()


def _centers(tau: np.ndarray, y: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each tau: the mean of the groups, each weighted by how well it is known, and its variance."""
    trust = 1 / (variance + tau[:, None] ** 2)
    return (trust * y).sum(axis=1) / trust.sum(axis=1), 1 / trust.sum(axis=1)
