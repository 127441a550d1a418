"""How often nominal 95 % intervals hold the truth, and how often a flag is false, on simulated teams (fixed seed).

Run with ``python -m benchmarks.coverage [--json]``. Coverage of counts is enumerated, all else is simulated.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.signal import lfilter

from salestoolkit.estimate.frames import RANKED
from salestoolkit.estimate.groups.false_discovery import q_values
from salestoolkit.estimate.groups.funnel_limits import exact_p, funnel_limits
from salestoolkit.estimate.groups.rank import ranks
from salestoolkit.estimate.groups.shrinkage import beta_binomial
from salestoolkit.estimate.interval.daily_proportion import block_bootstrap, quasi_binomial
from salestoolkit.estimate.interval.mean import bootstrap_t, ratio_of_means
from salestoolkit.estimate.interval.poisson_count import garwood
from salestoolkit.estimate.interval.ratio import joint_bootstrap
from salestoolkit.estimate.interval.shares import wilson
from salestoolkit.estimate.series.lebaran import bounds as against_usual
from salestoolkit.estimate.series.months import design as regressors
from salestoolkit.estimate.series.slope import hac_slope
from salestoolkit.estimate.survival.incidence import incidence
from salestoolkit.estimate.survival.kaplan_meier import quantile

SEED = 20_260_101
REPS, DEALS, RATE = 12, (8, 61), 0.3
"""A team: so many reps with 8 to 60 deals each, whose rates lie around this one."""
CALM = 5
"""So many times more teams are made where no rep differs: an alarm is rare."""

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """One line of the table: a share in per cent, of ``runs`` simulated cases (0: enumerated), and its target."""

    what: str
    design: str
    runs: int
    percent: float
    target: str = ""

    @property
    def error(self) -> str:
        """Twice the standard error of the simulation: what another seed might have given."""
        return f"{2 * np.sqrt(self.percent * (100 - self.percent) / self.runs):.1f}" if self.runs else ""

    @property
    def met(self) -> str:
        """Whether the target is met, where there is one."""
        sign, _, bound = self.target.partition(" ")
        if not bound:
            return ""
        return "yes" if (self.percent >= float(bound) if sign == ">=" else self.percent <= float(bound)) else "NO"


def rows(runs: int) -> Iterator[Row]:
    """Every line, each design with a generator of its own, so that one may be changed without the others."""
    for design in (_wilson, _garwood, _grid, _mean, _ratios, _median, _incidence, _daily, _trend, _lebaran, _alarms):
        yield from design(np.random.default_rng(SEED), runs)


def _wilson(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    p = np.linspace(0.02, 0.98, 97)
    for n in (10, 20, 50, 200):
        counts = np.arange(n + 1.0)
        _, lo, hi = wilson(counts, np.full(n + 1, float(n)))
        held = (lo <= p[:, None]) & (p[:, None] <= hi)
        cover = 100 * (stats.binom.pmf(counts, n, p[:, None]) * held).sum(axis=1)
        yield Row("Wilson", f"n = {n}, mean over true shares 2 to 98 %", 0, cover.mean(), ">= 94")
        yield Row("Wilson", f"n = {n}, the worst of these shares", 0, cover.min())


def _garwood(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    counts, mean = np.arange(400.0), np.linspace(0.5, 50, 397)[:, None]
    lo, hi = garwood(counts)
    cover = 100 * (stats.poisson.pmf(counts, mean) * ((lo <= mean) & (mean <= hi))).sum(axis=1)
    yield Row("Garwood", "mean over true means 0.5 to 50", 0, cover.mean())
    yield Row("Garwood", "the worst of these means", 0, cover.min(), ">= 95")


def _grid(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    for points in (0, 3, 6, 10):
        team = f"12 reps, 8 to 60 deals, true sd {points} points"
        held, placed = [], []
        for _ in range(runs):
            truth, n, won = _team(chance, points / 100)
            fit = beta_binomial(won, n)
            held.append((fit.lo <= truth) & (truth <= fit.hi))
            placed.append(_placed(fit.draws, n, truth))
        yield Row("Hierarchical grid", team, runs, 100 * np.mean(held), ">= 94")
        if points:
            yield Row("Rank interval", team, runs, 100 * np.concatenate(placed).mean())


def _team(chance: np.random.Generator, sd: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True rates (beta with this standard deviation), deals and wins of each rep."""
    worth = RATE * (1 - RATE) / sd**2 - 1 if sd else np.inf
    truth = chance.beta(RATE * worth, (1 - RATE) * worth, REPS) if sd else np.full(REPS, RATE)
    n = chance.integers(*DEALS, REPS)
    return truth, n, chance.binomial(n, truth)


def _placed(draws: np.ndarray, n: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Of each rep that is ranked: whether the interval holds its true rank among these."""
    found = ranks(draws, n)
    held = ~np.isnan(found.lo)
    place = stats.rankdata(-truth[held])
    return (found.lo[held] <= place) & (place <= found.hi[held])


def _mean(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    amounts: dict[str, tuple[Callable[[int], np.ndarray], float]] = {
        "log-normal, sigma 1.2": (lambda n: chance.lognormal(0, 1.2, n), np.exp(0.72)),
        "gamma, shape 0.7": (lambda n: chance.gamma(0.7, 1, n), 0.7),
    }
    for name, (draw, truth) in amounts.items():
        for n in (5, 10, 20, 50, 100):
            share = _held(lambda draw=draw, n=n: bootstrap_t(draw(n)), truth, runs)
            yield Row("Mean, bootstrap-t", f"{name}, n = {n}", runs, share, ">= 91" if n == 20 else "")


def _ratios(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    def amounts(n: int) -> np.ndarray:
        return chance.lognormal(0, 1.2, n)

    mean = np.exp(0.72)
    for n in (10, 20, 50):
        earned = _held(lambda n=n: joint_bootstrap(amounts(chance.poisson(n)), 1.0)[1:], n * mean, runs)
        yield Row("Ratio to a fixed cost, joint bootstrap", f"log-normal, Poisson customers, mean {n}", runs, earned)
        apart = _held(lambda n=n: ratio_of_means(amounts(n), amounts(n))[1:], 1, runs)
        yield Row("Ratio of two means, bootstrap-t", f"log-normal, sigma 1.2, n = {n} each", runs, apart)


def _held(bounds: Callable[[], Bounds], truth: float, runs: int) -> float:
    """In how many per cent of the runs the bounds hold the truth; bounds that are not given do not."""
    drawn = (bounds() for _ in range(runs))
    return 100 * float(np.mean([lo <= truth <= hi for lo, hi in drawn]))


def _median(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    def answers(n: int) -> Bounds:
        answer, end = chance.lognormal(1, 1.5, n), chance.uniform(0, 24, n)
        event = (answer <= end).astype(int)
        _, lo, hi = quantile(np.minimum(answer, end), event, np.ones(n), 0.5)
        return lo, np.inf if np.isnan(hi) and not np.isnan(lo) else hi

    for n in (20, 50, 200):
        share = _held(lambda n=n: answers(n), np.e, runs)
        yield Row("Kaplan-Meier median", f"log-normal waits, a quarter censored, n = {n}", runs, share, ">= 93")


def _incidence(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    win, lose, horizon = 0.3, 0.7, 1.5
    truth = win / (win + lose) * (1 - np.exp(-(win + lose) * horizon))

    def deals(n: int) -> Bounds:
        end, age = chance.exponential(1 / (win + lose), n), chance.uniform(0, 3, n)
        outcome = np.where(end <= age, np.where(chance.random(n) < win / (win + lose), 1, 2), 0)
        _, lo, hi = incidence(np.minimum(end, age), outcome, np.ones(n), horizon)
        return lo, hi

    for n in (30, 100, 300):
        share = _held(lambda n=n: deals(n), truth, runs)
        yield Row("Aalen-Johansen", f"30 % of deals won in the end, open ones censored, n = {n}", runs, share)


def _daily(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    def days(judge: Callable[[np.ndarray, np.ndarray], Bounds], count: int) -> Bounds:
        visits = chance.poisson(200, count).astype(float)
        return judge(chance.binomial(visits.astype(int), chance.beta(3, 97, count)).astype(float), visits)

    judges: dict[str, Callable[[np.ndarray, np.ndarray], Bounds]] = {
        "Daily share, quasi-binomial": lambda part, whole: quasi_binomial(part, whole)[1:3],
        "Daily share, Wilson (for comparison)": lambda part, whole: _first(wilson(part.sum()[None], whole.sum()[None])),
        "Daily share, 7-day blocks": lambda part, whole: block_bootstrap(part, whole)[1:],
    }
    for count in (14, 56):
        for name, judge in judges.items():
            if count >= 35 or "blocks" not in name:
                share = _held(lambda judge=judge, count=count: days(judge, count), 0.03, runs)
                yield Row(name, f"{count} days of 200 visitors, phi about 3", runs, share)


def _first(bounds: tuple[np.ndarray, ...]) -> Bounds:
    return float(bounds[1][0]), float(bounds[2][0])


def _trend(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    def slope(exog: np.ndarray, alike: float) -> Bounds:
        noise = chance.normal(size=len(exog) + 50)
        near = lfilter([np.sqrt(1 - alike**2)], [1, -alike], noise)[50:]
        season = np.sin(np.arange(len(exog)) * np.pi / 6)
        return hac_slope(0.01 * np.arange(len(exog)) + 0.2 * season + 0.1 * near, exog)[1:]

    for months, alike in ((36, 0), (36, 0.3), (36, 0.5), (60, 0), (60, 0.5)):
        exog, _, _ = regressors(
            pd.DataFrame({"month": pd.date_range("2021-01-01", periods=months, freq="MS")}), season=True
        )
        share = _held(lambda exog=exog, alike=alike: slope(exog, alike), 0.01, runs)
        noise = f"noise autocorrelated by {alike}" if alike else "white noise"
        yield Row("Monthly trend, HAC", f"{months} months with a season, {noise}", runs, share)


def _lebaran(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    """Before Lebaran 1.8 times, after it 0.25 times as many deals a business day as on 240 usual days."""

    def sides(days: int, factor: float, pace: float) -> Bounds:
        inside, usual = (chance.lognormal(0, 1.2, chance.poisson(mean)) for mean in (days * pace * factor, 240 * pace))
        if len(inside) < RANKED:
            return np.nan, np.nan
        weight = days / 240
        return against_usual(inside.sum(), weight * usual.sum(), (inside**2).sum(), weight**2 * (usual**2).sum())

    for name, days, factor, paces in (("before", 24, 1.8, (0.5, 2, 8)), ("after", 9, 0.25, (8, 32))):
        for pace in paces:
            drawn = (sides(days, factor, pace) for _ in range(runs))
            given = np.array([found for found in drawn if not np.isnan(found[0])])
            held = (given[:, 0] <= factor) & (factor <= given[:, 1])
            what = f"log-normal amounts, {days * factor * pace:.0f} deals {name} it, where given"
            yield Row("Around Lebaran", what, len(given), 100 * held.mean())


def _alarms(chance: np.random.Generator, runs: int) -> Iterator[Row]:
    flagged: dict[str, list[np.ndarray]] = {
        "z beyond 1.96": [],
        "exact 99.8 % limits": [],
        "Benjamini-Hochberg 5 %": [],
    }
    for _ in range(CALM * runs):
        _, n, won = _team(chance, 0)
        center = won.sum() / n.sum()
        share, error = won / n, np.sqrt(center * (1 - center) / n)
        lo, hi = funnel_limits(center, n)
        flagged["z beyond 1.96"].append(abs(share - center) > 1.96 * error)
        flagged["exact 99.8 % limits"].append((share < lo) | (share > hi))
        flagged["Benjamini-Hochberg 5 %"].append(q_values(exact_p(won, n, center)) < 0.05)
    for name, flags in flagged.items():
        target = "" if name.startswith("z") else "<= 2"
        team = "of {}, 12 reps without a true difference"
        found = np.array(flags)
        yield Row(f"False alarm: {name}", team.format("teams"), CALM * runs, 100 * found.any(axis=1).mean(), target)
        yield Row(f"False alarm: {name}", team.format("reps"), CALM * runs, 100 * found.mean(), target)


def main() -> None:
    """Parses the options, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--runs", type=int, default=4_000, help="simulated cases of each design")
    options = parser.parse_args()
    found = list(rows(options.runs))
    if options.json:
        print(json.dumps([asdict(row) for row in found]))
        return
    print("| What | Design | Runs | Per cent | +/- | Target | Met |\n|---|---|---:|---:|---:|---|---|")
    for row in found:
        runs = f"{row.runs:,}" if row.runs else "exact"
        print(f"| {row.what} | {row.design} | {runs} | {row.percent:.1f} | {row.error} | {row.target} | {row.met} |")


if __name__ == "__main__":
    main()
