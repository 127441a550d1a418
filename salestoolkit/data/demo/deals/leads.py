"""Leads: when they come, from where, who answers how soon and what becomes of them: the table ``leads``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salestoolkit.data.demo.calendar import DAY, GROWTH
from salestoolkit.data.demo.columns import (
    MISSING,
    Codes,
    Floats,
    Ints,
    chances,
    choose,
    ids,
    kept,
    moments,
    same,
    text,
)
from salestoolkit.data.demo.words import CHANNELS, LEAD_LOST_REASONS, LEAD_STATUSES, NEVER_ANSWERED
from salestoolkit.data.demo.world import World

ON_WORKDAYS = (2, 3, 8, 11, 12, 11, 8, 9, 10, 10, 9, 6, 4, 5, 6, 4, 2)
ON_FREE_DAYS = (2, 3, 5, 7, 8, 8, 7, 7, 7, 7, 7, 6, 6, 7, 8, 7, 4)
"""How leads fall on the hours of the day from 6 to 22, on working and on free days."""

SATURDAY, FREE = 0.45, 0.30
"""Leads on Saturdays, and on Sundays and holidays, against a working day."""

SPREAD = 1.0
"""Standard deviation of the logarithm of answering times."""


@dataclass(frozen=True)
class Leads:
    """Every lead with its whole life, in local seconds of its owner's office, whatever ``as_of`` is."""

    rep: Codes
    source: Codes
    channel: Codes
    campaign: Codes
    created: Ints
    answered: Ints
    converted: Ints
    disqualified: Ints
    reason: Codes

    @property
    def count(self) -> int:
        """How many leads there are."""
        return len(self.rep)


def campaigns(world: World) -> list[str]:
    """Ids of the campaigns: each paid channel has one in each half year."""
    halves = [(str(day)[:4], 1 + (int(str(day)[5:7]) > 6)) for day in _half_years(world)]
    return [f"{channel.campaign}-{year}-S{half}" for channel in CHANNELS for year, half in halves]


def campaign_codes(world: World, channel: Codes, day: Ints) -> Codes:
    """Which campaign a channel ran on a day (place in the calendar); -1 for a channel without."""
    months = world.calendar.days[day].astype("datetime64[M]").astype(np.int64)
    half = (months - world.calendar.days[0].astype("datetime64[M]").astype(np.int64)) // 6
    paid = np.array([bool(channel.campaign) for channel in CHANNELS])
    return np.where(paid[channel], channel * len(_half_years(world)) + half, -1)


def _half_years(world: World) -> Ints:
    first, last = (day.astype("datetime64[M]") for day in (world.calendar.days[0], world.calendar.in_period[-1]))
    return np.asarray(np.arange(first, last + 1, 6))


def inflow(world: World) -> Floats:
    """Leads that a rep is expected to get on each day up to the end of the period."""
    days = world.calendar
    weekday = np.where(days.weekday == 5, SATURDAY, FREE)
    weight = np.where(days.working, 1.0, weekday) * days.selling * world.growing(GROWTH)
    weight = weight[: days.period]
    return np.asarray(weight / weight[days.first :].mean() * world.leads_per_rep_month * 12 / 365.25)


def incoming(world: World) -> Leads:
    """Draw every lead up to the end of the period, in order of creation."""
    rep, day, created = _arrivals(world)
    source, channel = _origins(world, len(rep))
    answered = _answers(world, rep, source, created)
    converted = _conversions(world, source, answered)
    disqualified, reason = _refusals(world, created, answered, converted)
    campaign = campaign_codes(world, channel, day)
    return Leads(rep, source, channel, campaign, created, answered, converted, disqualified, reason)


def _arrivals(world: World) -> tuple[Codes, Ints, Ints]:
    day_number = np.arange(world.calendar.period)
    active = day_number[None, :] >= world.staff.since[:, None]
    counts = world.rng.poisson(inflow(world)[None, :] * active)
    rep, day = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), world.calendar.period)
    created = world.working.start + day * DAY + _seconds_of_day(world, day)
    order = np.argsort(created - world.staff.ahead[rep], kind="stable")
    return rep[order].astype(np.int32), day[order], created[order]


def _seconds_of_day(world: World, day: Ints) -> Ints:
    draw = world.rng.random(len(day))
    on_work, on_free = (np.searchsorted(chances(w), draw, side="right") for w in (ON_WORKDAYS, ON_FREE_DAYS))
    hour = np.where(world.calendar.working[day], on_work, on_free) + 6
    return np.asarray(hour * 3_600 + world.rng.integers(0, 3_600, len(day)))


def _origins(world: World, count: int) -> tuple[Codes, Codes]:
    shares = {source.name: source.share for source in world.truths.sources}
    names = list(shares)
    channel = choose(world.rng, [shares[c.source] * c.share for c in CHANNELS], count)
    source = np.array([names.index(c.source) for c in CHANNELS], np.int32)[channel]
    return source, channel


def _answers(world: World, rep: Codes, source: Codes, created: Ints) -> Ints:
    """Answers on the clock of attention: slower from some sources and some reps, and nothing else."""
    hours = np.array([s.hours for s in world.truths.sources])[source]
    slow = world.truths.slow
    if slow:
        hours = hours * np.where(np.isin(rep, world.staff.positions(slow.reps)), slow.times, 1.0)
    wait = np.maximum(60.0, 3_600 * hours * np.exp(SPREAD * world.rng.standard_normal(len(rep))))
    answered = world.attention.when(world.attention.at(created) + wait)
    unanswered = np.array([s.unanswered for s in world.truths.sources])[source]
    return np.where(world.rng.random(len(rep)) < unanswered, MISSING, answered)


def _conversions(world: World, source: Codes, answered: Ints) -> Ints:
    """Conversion hangs on the source alone: how soon the answer came plays no part."""
    share = np.array([s.converted for s in world.truths.sources])[source]
    wanted = (world.rng.random(len(source)) < share) & (answered != MISSING)
    wait = _wait(world, 1.2, 0.8, len(source))
    return np.where(wanted, world.working.when(world.working.at(answered) + wait), MISSING)


def _refusals(world: World, created: Ints, answered: Ints, converted: Ints) -> tuple[Ints, Codes]:
    count, silent = len(created), answered == MISSING
    refused = (world.rng.random(count) < np.where(silent, 0.80, 0.75)) & (converted == MISSING)
    since = np.where(silent, created + 21 * DAY, answered)
    when = world.working.when(world.working.at(since) + _wait(world, 8.0, 0.7, count))
    drawn = choose(world.rng, [weight for _, weight in LEAD_LOST_REASONS], count)
    reason = np.where(silent, len(LEAD_LOST_REASONS), drawn)
    return np.where(refused, when, MISSING), reason.astype(np.int32)


def _wait(world: World, median_days: float, spread: float, count: int) -> Floats:
    """Working seconds, log-normal about a median in working days."""
    return np.asarray(median_days * 9 * 3_600 * np.exp(spread * world.rng.standard_normal(count)))


def lead_table(world: World, leads: Leads, deal_of: Codes, owner: Codes) -> pd.DataFrame:
    """The canonical table ``leads`` as it stood at ``as_of``; ``deal_of``: each lead's deal number or -1."""
    created = world.until_as_of(leads.created, leads.rep)
    answered, converted, disqualified = (
        world.until_as_of(times, leads.rep) for times in (leads.answered, leads.converted, leads.disqualified)
    )
    has = [times != MISSING for times in (answered, converted, disqualified)]
    status = np.where(has[2], 3, np.where(has[1], 2, np.where(has[0], 1, 0)))
    reasons = [*(name for name, _ in LEAD_LOST_REASONS), NEVER_ANSWERED]
    columns = {
        "lead_id": ids("P", np.arange(1, leads.count + 1)),
        "created_at": moments(created),
        "kind": same("inbound", leads.count),
        "source": text(leads.source, [s.name for s in world.truths.sources]),
        "channel": text(leads.channel, [c.name for c in CHANNELS]),
        "campaign_id": text(leads.campaign, campaigns(world)),
        "owner_id": ids("R", owner + 1, world.staff.width),
        "status": text(status, LEAD_STATUSES),
        "first_response_at": moments(answered),
        "converted_at": moments(converted),
        "disqualified_at": moments(disqualified),
        "deal_id": ids("D", np.where(has[1], deal_of, -1)),
        "lost_reason": text(np.where(has[2], leads.reason, -1), reasons),
    }
    return kept(columns, created != MISSING)
