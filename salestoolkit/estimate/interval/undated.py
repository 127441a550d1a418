"""Undated: what a share of cases with a date can say of a period, where other cases have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salestoolkit.estimate.interval.shares import wilson

if TYPE_CHECKING:
    import pandas as pd

BOUNDS = ("least", "most")


def bounded(frame: pd.DataFrame, doubtful: pd.Series, part: str, rest: str) -> pd.DataFrame:
    """``frame`` with a share's bounds ``least most``, were all ``undated_<part>`` and ``undated_<rest>`` in the period.

    The interval is widened to hold them. A share that would lie outside its own interval once all of them are
    counted is held back (``undated``): dates are then missing more often on one side than on the other.
    """
    own, other, more_own, more_other = _sides(frame, part, rest)
    whole = own + other
    doubt = doubtful & (more_own + more_other > 0)
    least, most = own / _some(whole + more_other), (own + more_own) / _some(whole + more_own)
    both = (own + more_own) / _some(whole + more_own + more_other)
    lo, hi = (frame[name].fillna(frame["value"]) for name in ("lo", "hi"))
    held = held_back(frame, doubt & ~both.between(lo, hi))
    told = doubt & held["value"].notna()
    return held.assign(
        lo=held["lo"].mask(told, np.fmin(held["lo"], least)),
        hi=held["hi"].mask(told, np.fmax(held["hi"], most)),
        least=least.where(doubt),
        most=most.where(doubt),
    )


def lopsided(frame: pd.DataFrame, part: str, rest: str) -> pd.Series:
    """Where the share of ``part`` would lie outside its 95 % interval once all that has no date is counted."""
    own, other, more_own, more_other = _sides(frame, part, rest)
    _, lo, hi = wilson(own.to_numpy(float), (own + other).to_numpy(float))
    both = (own + more_own) / _some(own + other + more_own + more_other)
    return (more_own + more_other > 0) & ~both.between(lo, hi)


def held_back(frame: pd.DataFrame, where: pd.Series, *others: str) -> pd.DataFrame:
    """Without the values, and the columns named in ``others``, of the rows that cannot be told."""
    hidden = where & frame["value"].notna()
    gone = {name: frame[name].mask(hidden) for name in ("value", "lo", "hi", *others)}
    return frame.assign(**gone, reason=frame["reason"].mask(hidden, "undated"))


def _sides(frame: pd.DataFrame, part: str, rest: str) -> tuple[pd.Series, ...]:
    own, other, more_own, more_other = (
        frame[name].astype(float) for name in (part, rest, f"undated_{part}", f"undated_{rest}")
    )
    return own, other, more_own, more_other


def _some(whole: pd.Series) -> pd.Series:
    return whole.where(whole > 0)
