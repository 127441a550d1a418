"""Leak: how many won deals a group falls short of at each stage, held against a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from salestoolkit.estimate.simulation import RESAMPLES, SEED

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd


COMMON = ("all_entered", "all_moved", "all_won", "all_amount")
PAST = ("past_entered", "past_moved")


@dataclass(frozen=True)
class Leak:
    """Won deals lost at each ``step``: entered x (reference rate - own rate) x the product of the own later rates.

    Above zero it is a leak, below zero a gain; without the step, the sum over the steps. Steps follow one another in
    their ``order`` within a ``path`` (a pipeline). A later step that none of
    the group came to has the reference's rate. The reference is all deals (``team``: ``all_entered all_moved``), the
    group's own twelve months before the period (``own``: ``past_entered past_moved`` by ``entered_month``, which is
    12 x year + month - 1), or a published ``benchmark`` (step -> rate), whose ``source`` the result then states.

    Beside the value: ``money lo_money hi_money`` (x the average won deal of all), the own ``rate``, the
    ``reference_rate`` of ``reference_n`` deals, the text ``reference``, and the sums named in ``also``. The interval
    is a smooth bootstrap of the deals (fixed seed): at each step the share that moved on is drawn from
    Beta(moved + 1/2, stayed + 1/2), for the group and for the others apart, so that it neither collapses where all
    moved on nor forgets that the group is part of the whole. A benchmark is held fixed.

    Source: Rubin, The Bayesian bootstrap, Ann. Stat. 9 (1981) 130-134, with Jeffreys' half a count.
    """

    step: str
    order: str
    path: str
    entered: str
    passed: str
    reference: str = "team"
    benchmark: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    also: tuple[str, ...] = ()
    start: date | None = None
    method: str = "leak_bootstrap"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def in_context(self, context: Any) -> Leak:
        """The same, told which reference the team practises and when the period begins."""
        return replace(self, reference=context.practice.funnel_reference, start=context.start)

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and what it is held against."""
        import pandas as pd

        from salestoolkit.estimate.frames import reasoned

        others = [key for key in keys if key != self.step]
        steps = self._folded(counts, others)
        groups = steps.groupby(others, dropna=False, sort=True) if others else [((), steps)]
        parts = [self._judged(rows, self.step in keys) for _, rows in groups]
        frame = reasoned(pd.concat(parts, ignore_index=True)[[*keys, *RESULT, *self.also]])
        shown, unheld = frame["reason"].eq(""), frame["reference_n"].eq(0)
        unknown = shown & frame["value"].isna()
        reason = frame["reason"].mask(unknown, "undecided").mask(unknown & unheld, "no_reference")
        money = {name: frame[name].where(shown) for name in ("money", "lo_money", "hi_money")}
        return frame.assign(reason=reason, reference=self.source or self.reference, **money)

    def _folded(self, counts: pd.DataFrame, others: list[str]) -> pd.DataFrame:
        """One row per group and step in order: its own counts, and ``held_n held_k`` of those it is held against."""
        first = 12 * self.start.year + self.start.month - 1 if self.start else -np.inf
        earlier = counts["entered_month"].between(first - 12, first, inclusive="left")
        kept = counts.assign(**{name: counts[name].where(earlier, 0) for name in PAST})
        steps = _grid(kept, others, [self.path, self.step, self.order], [self.entered, self.passed, *PAST, *self.also])
        n, k = steps[self.entered], steps[self.passed]
        held = {
            "team": (steps["all_entered"] - n, steps["all_moved"] - k, n / steps["all_entered"].replace(0, np.nan)),
            "own": (steps["past_entered"], steps["past_moved"], 0.0),
        }[self.reference]
        folded = steps.assign(**dict(zip(("held_n", "held_k", "part"), held, strict=True)))
        return folded.sort_values([*others, self.path, self.order], ignore_index=True)

    def _judged(self, steps: pd.DataFrame, by_step: bool) -> pd.DataFrame:
        rng = np.random.default_rng(SEED)
        n, k, part = (steps[name].to_numpy(float) for name in (self.entered, self.passed, "part"))
        held_n, held_k = steps["held_n"].to_numpy(), steps["held_k"].to_numpy()
        own, drawn = _rates(k, n), _drawn(rng, k, n)
        ref, refs = _mixed(own, _rates(held_k, held_n), part), _mixed(drawn, _drawn(rng, held_k, held_n), part)
        reference_n = held_n + np.where(part > 0, n, 0)
        if self.benchmark:
            ref = steps[self.step].map(self.benchmark).to_numpy(float)
            refs = np.broadcast_to(ref, drawn.shape)
            reference_n = np.where(np.isnan(ref), 0, n)
        paths = steps[self.path].to_numpy()
        value, values = _along(paths, n, own, ref), _along(paths, n, drawn, refs)
        size = _ratio(steps["all_amount"].max(), steps["all_won"].max())
        told = {"n": n, "rate": own, "reference_rate": ref, "reference_n": reference_n}
        if by_step:
            return steps.assign(**told, **_bounded(value, values, size))
        begun = steps.assign(n=n, reference_n=reference_n).groupby(self.path)[["n", "reference_n"]].max().sum()
        one = 1.0 if len(np.unique(paths)) == 1 else np.nan  # rates of two pipelines do not multiply
        rates = {"rate": one * own.prod(), "reference_rate": one * ref.prod()}
        summed = begun.to_dict() | rates | steps[list(self.also)].sum().to_dict()
        return steps.head(1).assign(**summed, **_bounded(value.sum(keepdims=True), values.sum(1, keepdims=True), size))


RESULT = ("value", "lo", "hi", "n", "money", "lo_money", "hi_money", "rate", "reference_rate", "reference_n")


def shortfall(entered: np.ndarray, rates: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Won deals that each step falls short of: entered x (reference - rate) x the product of the later rates.

    Parameters
    ----------
    entered : array of shape (steps,)
    rates, reference : arrays of shape (steps,) or (draws, steps)
        A later step with an unknown rate has the reference's; a step that nobody entered falls short of nothing.
    """
    known = np.where(np.isnan(rates), reference, rates)
    ones = np.ones((*known.shape[:-1], 1))
    later = np.concatenate([np.cumprod(known[..., :0:-1], axis=-1)[..., ::-1], ones], axis=-1)
    return np.asarray(entered * (reference - known) * later)


def _along(paths: np.ndarray, entered: np.ndarray, rates: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The shortfall of each step along its own path."""
    found = np.empty(rates.shape)
    for path in np.unique(paths):
        on = paths == path
        found[..., on] = shortfall(entered[on], rates[..., on], reference[..., on])
    return found


def _grid(counts: pd.DataFrame, others: list[str], step: list[str], names: list[str]) -> pd.DataFrame:
    """Every group with every step of its paths, also those that none of it came to; what all have in common beside."""
    sums = counts.groupby([*others, *step], dropna=False)[names].sum().astype(float).reset_index()
    common = counts.groupby(step, dropna=False)[list(COMMON)].max().astype(float).reset_index()
    grid = sums[[*others, step[0]]].drop_duplicates().merge(common, on=step[0])
    return grid.merge(sums, on=[*others, *step], how="left").fillna(dict.fromkeys(names, 0.0))


def _rates(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(part / np.where(whole > 0, whole, np.nan))


def _drawn(rng: np.random.Generator, part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    drawn = rng.beta(part + 0.5, np.maximum(whole - part, 0) + 0.5, size=(RESAMPLES, len(part)))
    return np.where(whole > 0, drawn, np.nan)


def _mixed(own: np.ndarray, others: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The rate of the whole that the group is a ``part`` of; the others' alone where it is none of it."""
    return np.where(part >= 1, own, np.where(part > 0, part * own + (1 - part) * others, others))


def _ratio(over: float, under: float) -> float:
    return over / under if under > 0 else np.nan


def _bounded(value: np.ndarray, values: np.ndarray, size: float) -> dict[str, np.ndarray]:
    lo, hi = np.quantile(values, [0.025, 0.975], axis=0)
    bounds = {"value": value, "lo": lo, "hi": hi}
    return bounds | {
        name: bound * size for name, bound in zip(("money", "lo_money", "hi_money"), (value, lo, hi), strict=True)
    }
