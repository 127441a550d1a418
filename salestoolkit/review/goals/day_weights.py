"""How busy each day is expected to be: weekday, holiday, month, nearness to Lebaran; from the team's own history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from salestoolkit.engine.calendar.days import is_free, lebaran_days
from salestoolkit.estimate.series.forecasting import poisson_ridge

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.data.practice.practice import Practice

MONTHS_KNOWN = 24
"""Full months of history from which a month may be said to differ from the others."""
YEARS_OF_LEBARAN = 2
"""Times Lebaran must have been seen before its weeks are weighed."""
DAYS_KNOWN = 60
BEFORE, AFTER = 21, 7
HELD = 0.5
"""How strongly effects are held towards none, so that those of rare days stay finite."""


def day_weights(history: pd.Series, days: Sequence[date], practice: Practice, lebaran: bool = True) -> pd.Series:
    """How much of the work of an average day each of ``days`` is expected to bring.

    Parameters
    ----------
    history : pandas.Series
        Won deals of each day (no gaps, 0 where none was won), indexed by date.
    days : sequence of date
        The days to weigh; they may lie in the future.
    practice : Practice
        Working days and the country of the holidays.
    lebaran : bool
        Whether the weeks around Lebaran may weigh otherwise than others; False shows what knowing them is worth.

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
        return pd.Series([float(works(day, practice)) for day in days], index=list(days))
    known = _effects(list(history.index), practice, history.index[0], history.index[-1], lebaran)
    wanted = _effects(list(days), practice, history.index[0], history.index[-1], lebaran)
    fitted = poisson_ridge(known, history.to_numpy(float), HELD)
    return pd.Series(np.exp(wanted @ fitted) / np.exp(known @ fitted).mean(), index=list(days))


def _effects(days: Sequence[date], practice: Practice, first: date, last: date, lebaran: bool) -> np.ndarray:
    """One row per day: a constant, the kinds of day, and the months and Lebaran windows that the history knows."""
    working = np.array([works(day, practice) for day in days])
    weekday, month = np.array([(day.weekday(), day.month) for day in days]).reshape(-1, 2).T
    columns = [np.ones(len(days)), ~working, *(working & (weekday == i) for i in range(1, 7))]
    if (last - first).days >= MONTHS_KNOWN * 30:
        columns += [month == number for number in range(2, 13)]
    seen = [day for day in lebaran_days(range(first.year, last.year + 1)) if first <= day <= last]
    if lebaran and practice.country == "ID" and len(seen) >= YEARS_OF_LEBARAN:
        away = np.array([_from_lebaran(day) for day in days])
        columns += [(away >= -BEFORE) & (away < -3), (away >= -3) & (away <= AFTER)]
    return np.array(columns, float).T


def works(day: date, practice: Practice) -> bool:
    """Whether a day is a working day and no holiday."""
    return _is_working(day, practice.weekdays, practice.country)


@cache
def _is_working(day: date, weekdays: tuple[int, ...], country: str) -> bool:
    return day.weekday() in weekdays and not is_free(day, country)


@cache
def _from_lebaran(day: date) -> int:
    gaps = [(day - lebaran).days for lebaran in lebaran_days((day.year,))]
    return min(gaps, key=abs, default=10_000)


def every_day(first: date, end: date) -> list[date]:
    """The days of a half-open period."""
    return [first + timedelta(days=i) for i in range((end - first).days)]
