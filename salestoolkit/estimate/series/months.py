"""Series: what the estimators of months share: which months are whole, and season and Lebaran taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np

from salestoolkit.words.periods import CODES, is_running, over_at

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.estimate.interval.total import Total

YEAR = 12
SEASONAL = 24
"""Full months below which season cannot be told from chance."""
LEBARAN = ("pre_lebaran_share", "leave_share", "post_lebaran_share")


@dataclass(frozen=True)
class Monthly:
    """Base of the estimators of months: ``amount`` of ``customers`` deals, and the sum of squares.

    ``since`` and ``until`` bound what was asked and is recorded; a month that they cut is partial and never
    compared as if whole. ``sold`` is the first day on which anybody sold, where the counts are of some only.
    """

    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    sold: pd.Timestamp | None = None
    country: str = ""
    method: str = "none"
    compares: Literal["groups", "times", "nothing"] = "nothing"

    def in_context(self, context: Any) -> Self:
        """Told of the period, of the moment, and whether Lebaran is kept."""
        import pandas as pd

        until = min(pd.Timestamp(end) for end in (context.as_of, context.end) if end is not None)
        since = max((pd.Timestamp(day) for day in (context.start, context.first) if day), default=None)
        sold = pd.Timestamp(context.sold) if context.sold else None
        return replace(self, since=since, until=until, sold=sold, country=context.practice.country)

    def months(self, counts: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
        """One row per group and month from the first with a sale by anyone, with ``partial``."""
        from salestoolkit.estimate.frames import fold

        dated = counts[counts["month"].notna()]
        kept = dated[dated["month"] >= self.began(dated)]
        return fold(kept, [*groups, "month"]).pipe(
            lambda frame: frame.assign(partial=self.cut(frame["month"], "month"))
        )

    def began(self, dated: pd.DataFrame, unit: str = "month") -> pd.Timestamp:
        """The first month or day with a sale by anyone, also by those who were not asked for."""
        if self.sold is not None:
            return self.sold.to_period(CODES[unit]).start_time
        return dated.loc[dated["amount"].ne(0) | dated["customers"].ne(0), unit].min()

    def cut(self, starts: pd.Series, unit: str) -> pd.Series:
        """Whether the period of ``unit`` that begins at each start is cut by what was asked or is known."""
        import pandas as pd

        ends = over_at(starts, unit)
        late = ends > self.until if self.until is not None else pd.Series(False, starts.index)
        return late | (starts < self.since) if self.since is not None else late

    def whole_months(self, counts: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
        """The months that are not cut."""
        frame = self.months(counts, groups)
        return frame[~frame["partial"]]


@dataclass(frozen=True)
class Flagged(Monthly):
    """A total whose periods say in ``partial`` that they are not whole (the whole: that its last month is not)."""

    zero_without_events: ClassVar[bool] = True
    total: Total | None = None
    method: str = "compound_poisson"

    def __call__(self, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        """The total's rows with ``partial``."""
        import pandas as pd

        assert self.total is not None
        frame = self.total(counts, keys)
        unit = next((key for key in keys if key in CODES), None)
        if unit:
            return frame.assign(partial=self.cut(pd.to_datetime(frame[unit]), unit))
        return frame.assign(partial=is_running(self.until))


def by_group(series: pd.DataFrame, groups: list[str], judge: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """The frames that ``judge`` makes of each group's months, one below the other."""
    import pandas as pd

    if not groups or series.empty:
        return judge(series).assign(**dict.fromkeys(groups))
    parts = [
        judge(rows.reset_index(drop=True)).assign(**dict(zip(groups, key, strict=True)))
        for key, rows in series.groupby(groups, dropna=False, sort=True)
    ]
    return pd.concat(parts, ignore_index=True)


def empty(n: float, reason: str, **more: float) -> pd.DataFrame:
    """One row without a value, and why."""
    import pandas as pd

    return pd.DataFrame([{"value": np.nan, "lo": np.nan, "hi": np.nan, "n": int(n), "reason": reason} | more])


def design(rows: pd.DataFrame, season: bool) -> tuple[np.ndarray, int, int]:
    """Regressors of months: constant and time, the season's effects, Lebaran's shares; and where the last two begin.

    A share that the others explain already (see ``confounded``) is left out.
    """
    line = _line_and_season(rows, season)
    told = [rows[name].to_numpy(float) for name in LEBARAN if name in rows and name not in confounded(rows, season)]
    return np.column_stack([line, *told]), 2, line.shape[1]


def _line_and_season(rows: pd.DataFrame, season: bool) -> np.ndarray:
    import pandas as pd

    n, month = len(rows), pd.to_datetime(rows["month"]).dt.month.to_numpy()
    # Effects that add up to nothing over the year, so that the level stays the average month's.
    effects = [(month == k).astype(float) - (month == YEAR) for k in range(1, YEAR)] if season else []
    return np.column_stack([np.ones(n), np.arange(n), *effects])


def confounded(rows: pd.DataFrame, season: bool) -> tuple[str, ...]:
    """Lebaran's shares that cannot be told from a calendar month or from one another in these years."""
    exog, found = _line_and_season(rows, season), []
    for name in (name for name in LEBARAN if name in rows):
        wider = np.column_stack([exog, rows[name].to_numpy(float)])
        if np.linalg.matrix_rank(wider) < wider.shape[1]:
            found.append(name)
        else:
            exog = wider
    return tuple(found)


def adjusted(rows: pd.DataFrame, keep_season: bool = False) -> np.ndarray:
    """The logs of ``amount`` with Lebaran's part taken out, and the season's unless it is kept."""
    from statsmodels.api import OLS

    logs = np.log(rows["amount"].to_numpy(float))
    exog, season, lebaran = design(rows, season=len(rows) >= SEASONAL)
    fitted = OLS(logs, exog).fit().params
    first = lebaran if keep_season else season
    return np.asarray(logs - exog[:, first:] @ fitted[first:])
