"""Quarter end: whether a share is another one in the months that end a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.frames import Rows

LEAST_MONTHS = 2
"""Of each kind of month: one alone says nothing of how much such months differ."""


@dataclass(frozen=True)
class QuarterEnd:
    """How far the share ``part`` / (``part`` + ``rest``) of March, June, September and December lies above the others'.

    Months are what is drawn, not cases: each side's share has the interval of :func:`quasi_binomial` over its months
    (``month`` holds first days), and the two are put together as Newcombe's hybrid intervals are. Beside the value
    both shares ``at_end elsewhere``, their denominators ``n_end n_elsewhere``, and what there was in a month:
    ``part_end rest_end part_elsewhere rest_elsewhere``.

    Source: Newcombe, Stat. Med. 17 (1998) 873-890, method 10; Zou and Donner, Stat. Med. 27 (2008) 1693-1702.
    """

    part: str
    rest: str
    month: str = "month"
    method: str = "months_apart"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason`` and the companions."""
        from salestoolkit.estimate.frames import each, reasoned

        judged = reasoned(each(counts, keys, self._judge))
        unknown = judged["reason"].eq("") & judged["value"].isna()
        return judged.assign(reason=judged["reason"].mask(unknown, "no_quarter_ends"))

    def in_doubt(self, frame: pd.DataFrame, doubtful: pd.Series) -> pd.DataFrame:
        """Held back where cases without a month would have made it another share."""
        from salestoolkit.estimate.interval.undated import held_back, lopsided

        part = frame["at_end"] * frame["n_end"] + frame["elsewhere"] * frame["n_elsewhere"]
        cases = frame.assign(**{self.part: part, self.rest: frame["n"] - part})
        return held_back(frame, lopsided(cases, self.part, self.rest), "at_end", "elsewhere")

    def _judge(self, rows: Rows) -> dict[str, float]:
        held = rows.frame[(rows[self.part] + rows[self.rest] > 0) & ~np.isnat(rows[self.month])]
        months = held.groupby(self.month)[[self.part, self.rest]].sum()
        ends = np.array([at.month % 3 == 0 for at in months.index], dtype=bool)
        part, rest = months[self.part].to_numpy(float), months[self.rest].to_numpy(float)
        told = {"n": part.sum() + rest.sum()}
        for name, chosen in (("end", ends), ("elsewhere", ~ends)):
            each = max(chosen.sum(), 1)
            told |= {f"n_{name}": (part + rest)[chosen].sum()}
            told |= {f"part_{name}": part[chosen].sum() / each, f"rest_{name}": rest[chosen].sum() / each}
        return told | quarter_end(part, rest, ends)


def quarter_end(part: np.ndarray, rest: np.ndarray, ends: np.ndarray) -> dict[str, float]:
    """The difference of the shares of two kinds of months: ``value lo hi at_end elsewhere``.

    Parameters
    ----------
    part, rest : arrays of float, one entry a month
        Cases with and without the outcome; every month has some.
    ends : array of bool
        Whether the month ends a quarter. With fewer than two months of either kind all is NaN.
    """
    from salestoolkit.estimate.interval.daily_proportion import quasi_binomial

    if min(ends.sum(), (~ends).sum()) < LEAST_MONTHS:
        return dict.fromkeys(("value", "lo", "hi", "at_end", "elsewhere"), np.nan)
    at_end, low, high, _ = quasi_binomial(part[ends], (part + rest)[ends])
    elsewhere, least, most, _ = quasi_binomial(part[~ends], (part + rest)[~ends])
    value = at_end - elsewhere
    below, above = np.hypot(at_end - low, most - elsewhere), np.hypot(high - at_end, elsewhere - least)
    return {
        "value": value,
        "lo": float(value - below),
        "hi": float(value + above),
        "at_end": at_end,
        "elsewhere": elsewhere,
    }
