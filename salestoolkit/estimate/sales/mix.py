"""Mix: why one average amount differs from another: other products, or other amounts for the same products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

NOTHING = dict.fromkeys(("value", "lo", "hi", "difference", "mix", "size"), np.nan)


def decompose(
    kinds: np.ndarray, amounts: np.ndarray, base_kinds: np.ndarray, base_amounts: np.ndarray
) -> tuple[float, float]:
    """The difference of two means as (mix, size), which add up to it exactly.

    ``mix`` is what other shares of the kinds do at the base's amounts, ``size`` what other amounts for the same kinds
    do. A kind that the base lacks has no amount to compare with: all that it does is mix.

    Source: Kitagawa, JASA 50 (1955) 1168-1194, with the base's amounts as weights.
    """
    names, place = np.unique(np.concatenate([kinds, base_kinds]), return_inverse=True)
    own, base = place[: len(kinds)], place[len(kinds) :]
    share, mean = _shares(own, amounts, len(names))
    base_share, base_mean = _shares(base, base_amounts, len(names))
    mean = np.where(share > 0, mean, base_mean)
    base_mean = np.where(base_share > 0, base_mean, mean)
    return float((share - base_share) @ base_mean), float(share @ (mean - base_mean))


def _shares(place: np.ndarray, amounts: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each kind: its share in the number, and its mean amount (0 where there is none)."""
    number = np.bincount(place, minlength=size)
    return number / len(place), np.bincount(place, amounts, minlength=size) / np.maximum(number, 1)


@dataclass(frozen=True)
class Mix:
    """How many times the mean of the other groups a group's mean is, and why it differs from the whole's.

    ``difference`` from the mean of all groups = ``mix`` (it sells other kinds) + ``size`` (other amounts for the
    same kinds). The ratio to the other groups has a bootstrap-t interval.
    """

    kind: str
    amount: str
    count: str
    method: str = "ratio_of_means"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason difference mix size mean others``."""
        from salestoolkit.estimate.frames import each

        deals = _deals(counts, self.kind, self.amount, self.count)
        kinds, amounts = deals[self.kind].to_numpy(), deals[self.amount].to_numpy()

        def judge(rows: Rows) -> dict[str, float]:
            own = deals.index.isin(rows.frame.index)
            return _compared((kinds[own], amounts[own]), (kinds, amounts), amounts[~own])

        return _reasoned(each(counts, keys, judge), "no_comparison" if keys else "no_groups")


@dataclass(frozen=True)
class Change:
    """How many times the mean of the period before the mean of this period is, and why it differs.

    The period before has the same number of days and ends where this one begins; of a period that is not over only
    the days that have passed are compared. ``difference`` = ``mix`` + ``size``, as in :class:`Mix`.
    """

    kind: str
    amount: str
    count: str
    at: str
    start: date | None = None
    end: date | None = None
    method: str = "ratio_of_means"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def in_context(self, context: Any) -> Change:
        """Knows the period, cut off where the data end."""
        last = context.as_of.date()
        return replace(self, start=context.start, end=min(context.end or last, last))

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason difference mix size mean others before_mean days``."""
        from salestoolkit.estimate.frames import each

        if not (self.start and self.end and self.start < self.end):
            judged = each(counts, keys, lambda rows: NOTHING | {"n": rows.sum(self.count)})
            return judged.assign(reason="no_period", n=judged["n"].astype("int64"))
        edges = (self.start - (self.end - self.start), self.start, self.end)
        judged = each(counts, keys, partial(self._judge, edges))
        return _reasoned(judged.assign(days=(self.end - self.start).days))

    def _judge(self, edges: tuple[date, ...], rows: Rows) -> dict[str, float]:
        import pandas as pd

        deals = _deals(rows.frame, self.kind, self.amount, self.count)
        closed = pd.to_datetime(deals[self.at]).to_numpy()
        first, middle, last = (np.datetime64(edge) for edge in edges)
        now, before = (closed >= middle) & (closed < last), (closed >= first) & (closed < middle)
        kinds, amounts = deals[self.kind].to_numpy(), deals[self.amount].to_numpy()
        base = kinds[before], amounts[before]
        mean = base[1].mean() if before.any() else np.nan
        return _compared((kinds[now], amounts[now]), base, base[1]) | {"before_mean": mean}


def _deals(counts: pd.DataFrame, kind: str, amount: str, count: str) -> pd.DataFrame:
    """One row per deal, under the index of the row it was counted in; a kind that is not stated is a kind."""
    some = counts[counts[count] > 0]
    deals = some.loc[some.index.repeat(some[count].astype(int))]
    return deals.assign(**{kind: deals[kind].fillna("").astype(str), amount: deals[amount].astype(float)})


def _compared(own: tuple[np.ndarray, ...], base: tuple[np.ndarray, ...], others: np.ndarray) -> dict[str, float]:
    """The ratio of the mean to that of ``others``, and the difference from the mean of ``base`` with its parts."""
    from salestoolkit.estimate.interval.mean import ratio_of_means

    n, of = len(own[1]), len(others)
    if not n or not len(base[1]):
        return NOTHING | {"n": n, "mean": np.nan, "others": of}
    value, lo, hi = ratio_of_means(own[1], others)
    mix, size = decompose(*own, *base)
    mean = float(own[1].mean())
    parts = {"difference": mean - float(base[1].mean()), "mix": mix, "size": size, "mean": mean, "others": of}
    return {"value": value, "lo": lo, "hi": hi, "n": n} | parts


def _reasoned(frame: pd.DataFrame, reason: str = "no_comparison") -> pd.DataFrame:
    """The usual reasons; and ``reason`` where there are too few deals on the other side."""
    from salestoolkit.estimate.frames import FEW, reasoned

    judged = reasoned(frame)
    judged["reason"] = judged["reason"].mask(judged["reason"].eq("") & (judged["others"] < FEW), reason)
    hidden = judged["reason"].ne("")
    return judged.assign(**{name: judged[name].mask(hidden) for name in NOTHING})
