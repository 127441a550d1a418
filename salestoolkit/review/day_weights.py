"""How busy each day is expected to be: weekday, holiday, month, nearness to Lebaran; from the team's own history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from salestoolkit.engine.calendar import is_free, lebaran_days

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.data.practice import Practice

MONTHS_KNOWN = 24
"""Full months of history from which a month may be said to differ from the others."""
YEARS_OF_LEBARAN = 2
"""Times Lebaran must have been seen before its weeks are weighed."""
DAYS_KNOWN = 60
BEFORE, AFTER = 21, 7


def day_weights(history: pd.Series, days: Sequence[date], practice: Practice) -> pd.Series:
    """How much of the work of an average day each of ``days`` is expected to bring.

    Parameters
    ----------
    history : pandas.Series
        Won deals of each day (no gaps, 0 where none was won), indexed by date.
    days : sequence of date
        The days to weigh; they may lie in the future.
    practice : Practice
        Working days and the country of the holidays.

    Returns
    -------
    pandas.Series
        By day, relative to the mean of the history: a Poisson regression on the kind of day, the month of the year
        (from 24 full months on) and the weeks around Lebaran (seen at least twice). With less than 60 days of history
        every working day weighs 1 and every other day 0.

    Notes
    -----
    Source: log-linear calendar effects as in RegARIMA modelling, here on counts; McCullagh and Nelder,
    Generalized Linear Models, 1989, chapter 6.
    """
    import pandas as pd

    if len(history) < DAYS_KNOWN or history.sum() < DAYS_KNOWN:
        return pd.Series([float(_works(day, practice)) for day in days], index=list(days))
    known = _effects(list(history.index), practice, history.index[0], history.index[-1])
    wanted = _effects(list(days), practice, history.index[0], history.index[-1])
    fitted = _fitted(known, history.to_numpy(float))
    return pd.Series(np.exp(wanted @ fitted) / np.exp(known @ fitted).mean(), index=list(days))


def _fitted(effects: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Coefficients of a Poisson regression, held a little towards no effect so that rare days stay finite."""
    import statsmodels.api as sm

    model: Any = sm.GLM(counts, effects, family=sm.families.Poisson())
    penalty = np.full(effects.shape[1], 0.5 / len(counts))
    penalty[0] = 0.0  # the level itself is free
    return np.asarray(model.fit_regularized(alpha=penalty, L1_wt=0.0).params)


def _effects(days: Sequence[date], practice: Practice, first: date, last: date) -> np.ndarray:
    """One row per day: a constant, the kinds of day, and the months and Lebaran windows that the history knows."""
    columns = [[1.0] * len(days), [float(not _works(day, practice)) for day in days]]
    columns += [[float(_works(day, practice) and day.weekday() == i) for day in days] for i in range(1, 7)]
    if (last - first).days >= MONTHS_KNOWN * 30:
        columns += [[float(day.month == month) for day in days] for month in range(2, 13)]
    seen = [day for day in lebaran_days(range(first.year, last.year + 1)) if first <= day <= last]
    if practice.country == "ID" and len(seen) >= YEARS_OF_LEBARAN:
        away = [_from_lebaran(day) for day in days]
        columns += [[float(-BEFORE <= d < -3) for d in away], [float(-3 <= d <= AFTER) for d in away]]
    return np.array(columns).T


def _works(day: date, practice: Practice) -> bool:
    return day.weekday() in practice.weekdays and not is_free(day, practice.country)


def _from_lebaran(day: date) -> int:
    gaps = [(day - lebaran).days for lebaran in lebaran_days((day.year,))]
    return min(gaps, key=abs, default=10_000)


def every_day(first: date, end: date) -> list[date]:
    """The days of a half-open period."""
    return [first + timedelta(days=i) for i in range((end - first).days)]
