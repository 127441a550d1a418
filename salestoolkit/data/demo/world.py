"""What every part of the demo company shares: staff, calendar, clocks, truths, the one random generator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salestoolkit.data.demo.calendar import (
    ATTENDS,
    DAY,
    ON_FREE_DAYS,
    RESTS,
    Calendar,
    Clock,
    calendar,
    clock,
)
from salestoolkit.data.demo.columns import MISSING, Codes, Days, Floats, Ints
from salestoolkit.data.demo.truths import Truths
from salestoolkit.data.demo.words import OFFICES
from salestoolkit.words.errors import Told, UsageError

JAKARTA = 7 * 3_600
"""Seconds that the business time zone is ahead of UTC."""


@dataclass(frozen=True)
class Staff:
    """The reps by position: team, seconds ahead of UTC, and first active day (as a place in the calendar)."""

    team: Codes
    ahead: Ints
    since: Ints

    @property
    def count(self) -> int:
        """How many reps there are."""
        return len(self.team)

    def id_of(self, rep: int) -> str:
        """The id of the rep at a position."""
        return f"R{rep + 1:0{self.width}d}"

    @property
    def width(self) -> int:
        """Digits in an id."""
        return max(2, len(str(self.count)))

    def position(self, rep_id: str) -> int | None:
        """Where the rep with an id stands; None in a company too small to have that rep."""
        position = int(rep_id[1:]) - 1
        return position if position < self.count else None

    def positions(self, rep_ids: tuple[str, ...]) -> list[int]:
        """Where those of these reps stand who exist."""
        return [place for place in map(self.position, rep_ids) if place is not None]


@dataclass(frozen=True)
class World:
    """The company before anything has happened; ``as_of`` is in seconds since 1970, UTC."""

    rng: np.random.Generator
    truths: Truths
    staff: Staff
    calendar: Calendar
    leads_per_rep_month: float
    as_of: int
    working: Clock
    attention: Clock
    selling: Clock

    def utc(self, local: Ints, rep: Codes) -> Ints:
        """Local times of reps' offices in UTC; what has not happened stays MISSING."""
        return np.where(local == MISSING, MISSING, local - self.staff.ahead[rep])

    def until_as_of(self, local: Ints, rep: Codes) -> Ints:
        """Times in UTC of what had happened by ``as_of``, MISSING for the rest."""
        moments = self.utc(local, rep)
        return np.where(moments < self.as_of, moments, MISSING)

    def place_of(self, local: Ints) -> Ints:
        """The place in the calendar of the day on which local times fall."""
        return np.asarray((local - self.working.start) // DAY)

    @property
    def begin(self) -> int:
        """When the period begins, in seconds since 1970, UTC."""
        return int(self.calendar.days[self.calendar.first].astype("datetime64[s]").astype(np.int64)) - JAKARTA

    @property
    def known_days(self) -> Days:
        """The days of the period that were over by ``as_of`` in the business time zone."""
        over = (self.as_of + JAKARTA - self.working.start) // DAY
        return self.calendar.in_period[: max(0, over - self.calendar.first)]

    def growing(self, yearly: float) -> Floats:
        """A factor for each day of the calendar: one on the period's first, ``yearly`` more each year."""
        days = np.arange(len(self.calendar.days)) - self.calendar.first
        return np.asarray((1 + yearly) ** (days / 365.25))


def world(*, seed: int, reps: int, months: int, leads_per_rep_month: float, as_of: int | None, truths: Truths) -> World:
    """The company's frame for a seed and a size; UsageError for a size that cannot be."""
    if reps < len(OFFICES) or months < 1 or leads_per_rep_month <= 0:
        sizes = {"reps": reps, "months": months, "leads": str(leads_per_rep_month), "least": len(OFFICES)}
        raise UsageError(Told("no_company", **sizes))
    days = calendar(months, truths.lebaran)
    end = int(days.end.astype("datetime64[s]").astype(np.int64)) - JAKARTA
    rate = days.working.astype(np.float64)
    return World(
        rng=np.random.default_rng(seed),
        truths=truths,
        staff=_staff(reps, days, truths),
        calendar=days,
        leads_per_rep_month=leads_per_rep_month,
        as_of=end if as_of is None else min(as_of, end),
        working=clock(days.days, rate),
        attention=clock(days.days, np.where(days.working, 1.0, ON_FREE_DAYS), ATTENDS, RESTS),
        selling=clock(days.days, rate * days.selling),
    )


def _staff(reps: int, days: Calendar, truths: Truths) -> Staff:
    team = np.arange(reps) * len(OFFICES) // reps
    ahead = np.array([office.offset * 3_600 for office in OFFICES], np.int64)[team]
    staff = Staff(team, ahead, np.zeros(reps, np.int64))
    place = staff.position(truths.newcomer.rep) if truths.newcomer else None
    if place is not None and truths.newcomer:
        joined = (days.end.astype("datetime64[M]") - truths.newcomer.months).astype("datetime64[D]")
        staff.since[place] = max(days.first, int((joined - days.days[0]).astype(int)))
    return staff
