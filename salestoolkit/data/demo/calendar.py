"""The company's calendar: working days, Lebaran, season, and clocks that run only while people work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from salestoolkit.data.demo.columns import Bools, Days, Floats, Ints
from salestoolkit.data.demo.truths import Lebaran

DAY = 86_400
OPENS, CLOSES = 8 * 3_600, 17 * 3_600
"""Working hours, Monday to Friday, in each office's own time; public holidays and cuti bersama are free."""

SEASON = (0.92, 0.94, 1.00, 1.00, 1.00, 1.02, 0.97, 1.00, 1.02, 1.03, 1.05, 1.05)
"""How each month of the year differs, January to December; it multiplies leads and selling alike."""

ATTENDS, RESTS = 7 * 3_600, 21 * 3_600
"""Hours in which people answer leads, on every day; on free days half as fast."""

ON_FREE_DAYS = 0.5

GROWTH = 0.06
"""Growth of leads in a year."""

FIRST_DAY = np.datetime64("2023-01-01")
WARM_UP = np.datetime64("2022-07-01")
"""Selling is drawn from here on, so that the period begins with a pipeline that is already full."""

BEYOND = 400
"""Days of calendar after the period, so that plans and waits may run past its end."""


@cache
def _named_days(first_year: int, last_year: int) -> tuple[tuple[str, str], ...]:
    import holidays

    days = holidays.country_holidays(
        "ID", years=range(first_year, last_year + 1), categories=("public", "government"), language="en_US"
    )
    return tuple(sorted((str(day), name) for day, name in days.items()))


def lebaran_days(first_year: int, last_year: int) -> Days:
    """The first day of Idul Fitri in each year, from the Indonesian government's calendar."""
    named = _named_days(first_year, last_year)
    return np.array([day for day, name in named if "Eid al-Fitr" in name.split("; ")], "datetime64[D]")


@dataclass(frozen=True)
class Calendar:
    """Days before, in and after the period, ``days[first:period]``; ``selling`` is how busy each one is."""

    days: Days
    first: int
    period: int
    working: Bools
    weekday: Ints
    selling: Floats

    @property
    def end(self) -> np.datetime64:
        """The first day after the period."""
        last: np.datetime64 = self.days[self.period]
        return last

    @property
    def in_period(self) -> Days:
        """The days of the period."""
        return self.days[self.first : self.period]


def calendar(months: int, lebaran: Lebaran | None) -> Calendar:
    """The calendar of a period of ``months`` full months that begins on 1 January 2023."""
    end = (FIRST_DAY.astype("datetime64[M]") + months).astype("datetime64[D]")
    days = np.arange(WARM_UP, end + BEYOND)
    years = (int(str(days[0])[:4]), int(str(days[-1])[:4]) + 1)
    free = np.array([day for day, _ in _named_days(*years)], "datetime64[D]")
    weekday = (days.astype(np.int64) + 3) % 7
    season = np.array(SEASON)[days.astype("datetime64[M]").astype(np.int64) % 12]
    selling = season * _around_lebaran(days, lebaran, lebaran_days(*years))
    first, period = (int((day - WARM_UP).astype(int)) for day in (FIRST_DAY, end))
    return Calendar(days, first, period, (weekday < 5) & ~np.isin(days, free), weekday, selling)


def _around_lebaran(days: Days, effect: Lebaran | None, first_days: Days) -> Floats:
    factor = np.ones(len(days))
    if effect is None:
        return factor
    for first in first_days:
        distance = (days - first).astype(np.int64)
        for (low, high), size in ((effect.before_days, effect.before), (effect.week_days, effect.week)):
            factor[(distance >= low) & (distance <= high)] = size
    return factor


@dataclass(frozen=True)
class Clock:
    """Open hours since the first day, in seconds, faster on busy days; times are local seconds since 1970."""

    start: int
    rate: Floats
    total: Floats
    opens: int
    closes: int

    def at(self, local: Ints) -> Floats:
        """What the clock shows at local times."""
        day = np.clip((local - self.start) // DAY, 0, len(self.rate) - 1)
        worked = np.clip((local - self.start) - day * DAY - self.opens, 0, self.closes - self.opens)
        return np.asarray(self.total[day] + worked * self.rate[day])

    def when(self, shown: Floats) -> Ints:
        """The local times at which it shows these values; beyond the calendar it is its last evening."""
        shown = np.clip(shown, self.total[0] + 1e-6, self.total[-1])
        day = np.searchsorted(self.total[1:], shown, side="left")
        worked = (shown - self.total[day]) / self.rate[day]
        return np.asarray(self.start + day * DAY + self.opens + np.rint(worked).astype(np.int64))


def clock(days: Days, rate: Floats, opens: int = OPENS, closes: int = CLOSES) -> Clock:
    """A clock that runs at ``rate`` through the same hours of each day."""
    total = np.concatenate([[0.0], np.cumsum(rate * (closes - opens))])
    return Clock(int(days[0].astype("datetime64[s]").astype(np.int64)), rate, total, opens, closes)
