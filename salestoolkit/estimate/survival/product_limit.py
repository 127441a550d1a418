"""Product limit: how many leak on their way through all steps, and how many get through (Kaplan-Meier over stages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows


@dataclass(frozen=True)
class ProductLimit:
    """The share that leaks: per ``step`` lost / entered, overall what leaks at all the steps one after the other.

    Entered are passed, lost and ``waiting``; who still waits is neither passed nor lost. ``rate`` is the share that
    passed, overall the product of the steps. Per step Wilson's interval; overall Greenwood's variance over the
    steps, as Wilson's interval of a sample that varies as much. ``n`` is the number that is decided, at the step or
    overall: who has only just begun, and lost nothing yet, is not ranked by that.

    Source: Kaplan and Meier, JASA 53 (1958) 457-481, with stages in the place of time.
    """

    step: str
    order: str
    entered: str
    passed: str
    lost: str
    waiting: str
    method: str = "product_limit"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason``, ``rate`` and the counts."""
        from salestoolkit.estimate.frames import each, reasoned

        if self.step in keys:
            return self._with_waiting(self._per_step(counts, keys))
        known = _known(counts, self.order, [self.entered, self.passed])
        return self._with_waiting(_decided(reasoned(each(counts, keys, lambda rows: self._overall(rows, known)))))

    def _with_waiting(self, judged: pd.DataFrame) -> pd.DataFrame:
        """Where some entered and none was decided there is something: that nobody moved on or was lost."""
        waiting = judged["reason"].eq("no_data") & (judged[self.entered] > 0)
        return judged.assign(reason=judged["reason"].mask(waiting, "not_decided"))

    def _per_step(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        frame = _steps(counts, keys, self.step, self.order)
        entered = frame[self.entered].to_numpy(float)
        passed, lost = frame[self.passed].to_numpy(float), frame[self.lost].to_numpy(float)
        judged = _judged(frame, lost, np.where(passed + lost > 0, entered, np.nan), passed + lost)
        shown = judged["value"].notna()
        return judged.assign(rate=(frame[self.passed] / frame[self.entered].replace(0, np.nan)).where(shown))

    def _overall(self, rows: Rows, known: np.ndarray) -> dict[str, float]:
        steps, counts = _folded(rows, self.order, known)
        passed, lost, entered = (steps[name] for name in (self.passed, self.lost, self.entered))
        if not len(entered):
            return {"value": np.nan, "lo": np.nan, "hi": np.nan, "n": 0, "rate": np.nan, **counts}
        counts |= {self.entered: entered[0], self.passed: passed[-1]}
        through = passed[-1]
        used = _used(passed, entered)
        passed, lost, entered = passed[:used], lost[:used], entered[:used]
        undecided = (passed + lost == 0).any()  # where all still wait nobody knows how many will pass
        value, lo, hi = (np.nan, np.nan, np.nan) if undecided else cascade(passed, lost, entered)
        rate = np.nan if undecided else float(np.prod(passed / entered))
        return {"value": value, "lo": lo, "hi": hi, "n": lost.sum() + through, "rate": rate, **counts}


@dataclass(frozen=True)
class StepRate:
    """The share that goes on: per ``step`` ``passed`` / ``entered``, overall the product of the steps.

    Per step Wilson's interval; overall the variance of Greenwood. Where more passed than entered, because steps may
    be skipped and nobody fills them in, the share is above 1 and has no interval.
    """

    step: str
    order: str
    entered: str
    passed: str
    method: str = "product_limit"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the counts."""
        from salestoolkit.estimate.frames import each, reasoned

        if self.step not in keys:
            known = _known(counts, self.order, [self.entered, self.passed])
            return _decided(reasoned(each(counts, keys, lambda rows: self._overall(rows, known))))
        frame = _steps(counts, keys, self.step, self.order)
        entered = frame[self.entered].to_numpy(float)
        return _judged(frame, frame[self.passed].to_numpy(float), entered, entered)

    def _overall(self, rows: Rows, known: np.ndarray) -> dict[str, float]:
        steps, counts = _folded(rows, self.order, known)
        passed, entered = steps[self.passed], steps[self.entered]
        if not len(entered):
            return {"value": np.nan, "lo": np.nan, "hi": np.nan, "n": 0, **counts}
        counts |= {self.entered: entered[0], self.passed: passed[-1]}
        used = _used(passed, entered)
        passed, entered = passed[:used], entered[:used]
        lost, low, high = cascade(passed, entered - passed, entered)
        return {"value": 1 - lost, "lo": 1 - high, "hi": 1 - low, "n": entered[0], **counts}


def cascade(passed: np.ndarray, lost: np.ndarray, entered: np.ndarray) -> tuple[float, float, float]:
    """The share lost over all steps and its 95 % bounds; NaN where a step was entered by nobody.

    Of those that come to a step a share is lost, and a share comes to the next; so from the last step back, the
    share lost from here on is lost + passed x (lost from the next on). Each step is a sample of its own, with
    three ways out, and the variances add up as Greenwood's do. The interval is Wilson's of as many cases as would
    vary so; for one cohort followed through all steps it is Wilson's of the lost among all.
    """
    from salestoolkit.estimate.interval.shares import wilson_of

    if not len(entered) or (entered == 0).any():
        return np.nan, np.nan, np.nan
    share, variance = 0.0, 0.0
    for on, off, n in zip(passed[::-1], lost[::-1], entered[::-1], strict=True):
        here = (off + on * share) / n
        variance = ((off + on * share**2) / n - here**2) / n + (on / n) ** 2 * variance
        share = here
    if (passed + lost > entered).any() or share < 0:
        return float(share), np.nan, np.nan
    worth = float(share * (1 - share) / variance if variance > 0 else entered.max())
    _, lo, hi = wilson_of(float(np.clip(share, 0, 1)) * worth, worth)
    return float(share), lo, hi


def _steps(counts: pd.DataFrame, keys: list[str], step: str, order: str) -> pd.DataFrame:
    """The counts of each group and step, the steps in their order."""
    from salestoolkit.estimate.frames import fold

    others = [key for key in keys if key != step]
    return fold(counts, [*keys, order]).sort_values([*others, order], ignore_index=True).drop(columns=order)


def _known(counts: pd.DataFrame, order: str, counted: list[str]) -> np.ndarray:
    """Where all steps stand. A group in which nobody came to the last of them has it nevertheless.

    A group with nothing to count stands at no step, whatever is filled in for it.
    """
    stood = counts[counted].gt(0).any(axis=1)
    return np.unique(counts.loc[stood, order].dropna().to_numpy(float))


def _used(passed: np.ndarray, entered: np.ndarray) -> int:
    """How many steps there are to judge: if nobody went on from the last that was entered, nobody comes after it."""
    used = int(entered.nonzero()[0].max(initial=0)) + 1
    return len(entered) if passed[used - 1 :].any() else used


def _folded(rows: Rows, order: str, known: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Of each count one number for each of the ``known`` steps, and the sum over all of them."""
    at = rows[order].astype(float)
    placed = rows.at(~np.isnan(at))
    step = np.searchsorted(known, at[~np.isnan(at)])
    names = [name for name in rows.numbers if name != order]
    steps = {name: np.bincount(step, np.nan_to_num(placed[name].astype(float)), len(known)) for name in names}
    return steps, {name: float(each.sum()) for name, each in steps.items()}


def _judged(frame: pd.DataFrame, part: np.ndarray, whole: np.ndarray, n: np.ndarray) -> pd.DataFrame:
    from salestoolkit.estimate.frames import reasoned
    from salestoolkit.estimate.interval.shares import wilson

    value, lo, hi = wilson(part, whole)
    return _decided(reasoned(frame.assign(value=value, lo=lo, hi=hi, n=n)))


def _decided(judged: pd.DataFrame) -> pd.DataFrame:
    undecided = judged["reason"].eq("") & judged["value"].isna()
    return judged.assign(reason=judged["reason"].mask(undecided, "undecided"))
