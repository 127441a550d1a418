"""Chain: a share by days that are not alike, by way of a step between, with what else was counted beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NEGLIGIBLE = 0.05
"""So small a share of the visits may be given otherwise than by day."""


@dataclass(frozen=True)
class Chain:
    """The share of ``part`` in ``of`` with the interval of :class:`DailyProportion`, and the links that lead to it.

    With ``through`` the chain goes by way of a count between: ``first_link`` is through / of, ``last_link`` is
    part / through, and their product is the value. The sums named in ``also`` stand beside them. Where ``sparse`` of
    them, what is in ``of`` but not given by day, is no small share, the value is held back (``not_daily``).
    """

    part: str
    of: str
    day: str
    through: str = ""
    also: tuple[str, ...] = ()
    method: str = "quasi_binomial"
    compares: Literal["groups", "times", "nothing"] = "groups"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """One row per group: ``value lo hi n reason``, what the days say, the links and the sums."""
        from salestoolkit.estimate.frames import fold, told_above_whole
        from salestoolkit.estimate.interval.daily_proportion import DailyProportion

        judged = DailyProportion(self.part, of=(self.of,), day=self.day)(counts, keys)
        named = [name for name in (self.through, *self.also) if name]
        judged = told_above_whole(judged.assign(**{name: fold(counts, keys)[name].to_numpy() for name in named}))
        judged = self._held(judged)
        if not self.through:
            return judged
        shown = judged["value"].notna()
        links = {"first_link": (self.through, self.of), "last_link": (self.part, self.through)}
        shares = {name: _share(judged[part], judged[of]) for name, (part, of) in links.items()}
        return judged.assign(**{name: share.where(shown) for name, share in shares.items()})

    def _held(self, judged: pd.DataFrame) -> pd.DataFrame:
        """Without the values of groups whose parts were counted on some days only, and the whole for all."""
        if "sparse" not in judged:
            return judged
        coarse = judged["value"].notna() & (judged["sparse"] > NEGLIGIBLE * judged[self.of])
        hidden = ("value", "lo", "hi", "phi", "wilson_lo", "wilson_hi")
        gone = {name: judged[name].mask(coarse) for name in hidden}
        return judged.assign(**gone, reason=judged["reason"].mask(coarse, "not_daily")).drop(columns="sparse")


def _share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    above: np.ndarray = whole.to_numpy(float) > 0
    return part / whole.where(above)
