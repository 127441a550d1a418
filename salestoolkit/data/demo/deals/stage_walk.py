"""Deals: the way of each through the stages, drawn whole, with leak, drifts and newcomer; no tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from salestoolkit.data.demo.calendar import DAY, GROWTH, OPENS
from salestoolkit.data.demo.columns import Bools, Codes, Floats, Ints, choose
from salestoolkit.data.demo.deals.leads import Leads
from salestoolkit.data.demo.truths import STAGES
from salestoolkit.data.demo.words import OFFICES, PRODUCTS
from salestoolkit.data.demo.world import World

WORKDAY = 9 * 3_600
STUCK = 0.01
"""Chance, at each stage, that a deal gets stuck there for good: nobody closes it."""

CANCELLED = 0.02
"""Share of deals not won that are cancelled: entered twice or by mistake."""

PLANS_AGAIN = 0.6
"""Share of deals whose close date is put off once it has passed; the others stay overdue."""


@dataclass(frozen=True)
class Deals:
    """Every deal with its whole life, in local seconds of its rep's office, whatever ``as_of`` is.

    ``reach`` is how many stages it passes (all: won); column j of ``times`` is when it comes to stage j, and
    the column after its last stage when it closes. ``source`` counts the cold call after the leads' sources;
    a cold call has neither channel nor campaign (-1).
    """

    rep: Codes
    lead: Codes
    source: Codes
    channel: Codes
    campaign: Codes
    product: Codes
    reach: Codes
    times: Ints
    cancelled: Bools
    planned: Ints
    plans_again: Bools

    @property
    def count(self) -> int:
        """How many deals there are."""
        return len(self.rep)

    @property
    def last_stage(self) -> Codes:
        """The last open stage it comes to."""
        return np.minimum(self.reach, len(STAGES) - 1)

    @property
    def closed(self) -> Ints:
        """When it is won, lost or cancelled."""
        return np.asarray(np.take_along_axis(self.times, self.last_stage[:, None] + 1, axis=1)[:, 0])

    @property
    def won(self) -> Bools:
        """Whether it is won in the end."""
        return np.asarray(self.reach == len(STAGES))


def selling(world: World, leads: Leads) -> Deals:
    """Draw every deal up to the end of the period, in order of creation."""
    rep, lead, source, created = _beginnings(world, leads)
    count = len(rep)
    product = choose(world.rng, _product_shares(world), count)
    passed = world.rng.random((count, len(STAGES))) < step_rates(world, rep, source, created)
    reach = np.cumprod(passed, axis=1).sum(axis=1).astype(np.int32)
    stay = _stays(world, count)
    reach, stay = _with_newcomer(world, rep, reach, stay)
    deals = Deals(
        rep=rep,
        lead=lead,
        source=source,
        channel=np.where(lead < 0, -1, leads.channel[lead]),
        campaign=np.where(lead < 0, -1, leads.campaign[lead]),
        product=product,
        reach=reach,
        times=_times(world, created, stay),
        cancelled=(world.rng.random(count) < CANCELLED) & (reach < len(STAGES)),
        planned=_planned(world, created),
        plans_again=world.rng.random(count) < PLANS_AGAIN,
    )
    return _spare_newcomer(world, deals)


def _beginnings(world: World, leads: Leads) -> tuple[Codes, Codes, Codes, Ints]:
    converted = np.flatnonzero(leads.converted >= leads.created)
    cold_rep, cold_created = _cold_calls(world, len(converted))
    rep = np.concatenate([leads.rep[converted], cold_rep])
    lead = np.concatenate([converted, np.full(len(cold_rep), -1)])
    source = np.concatenate([leads.source[converted], np.full(len(cold_rep), len(world.truths.sources))])
    created = np.concatenate([leads.converted[converted], cold_created])
    order = np.argsort(created - world.staff.ahead[rep], kind="stable")
    return rep[order], lead[order], source[order].astype(np.int32), created[order]


def _cold_calls(world: World, deals_of_leads: int) -> tuple[Codes, Ints]:
    """Deals without a lead, on working days and by active reps."""
    days = world.calendar
    rate = (days.working * days.selling * world.growing(GROWTH))[: days.period]
    open_days = np.where(np.arange(days.period)[None, :] >= world.staff.since[:, None], rate[None, :], 0.0)
    counts = world.rng.poisson(open_days / open_days.sum() * deals_of_leads * world.truths.cold_call.share)
    rep, day = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), days.period)
    seconds = world.rng.integers(OPENS, OPENS + WORKDAY, len(day))
    return rep.astype(np.int32), world.working.start + day * DAY + seconds


def _product_shares(world: World) -> list[float]:
    shares = [product.share for product in PRODUCTS]
    return shares if world.truths.thin else [1 / len(PRODUCTS)] * len(PRODUCTS)


def step_rates(world: World, rep: Codes, source: Codes, created: Ints) -> Floats:
    """The chance of each deal (rows) to go on from each stage (columns)."""
    rates = np.tile([stage.goes_on for stage in STAGES], (len(rep), 1))
    rates[:, -1] = np.array([s.won for s in world.truths.deal_sources])[source]
    if (leak := world.truths.leak) is not None:
        in_team = np.isin(world.staff.team[rep], _team(leak.team))
        stage = [s.name for s in STAGES].index(leak.stage)
        rates[:, stage] = np.where(in_team, leak.rate, leak.elsewhere)
    shift = _drift(world, rep, created)[:, None]
    return np.asarray(1 / (1 + np.exp(-(np.log(rates / (1 - rates)) + shift))))


def _team(name: str) -> list[int]:
    return [place for place, office in enumerate(OFFICES) if office.team == name]


def _drift(world: World, rep: Codes, created: Ints) -> Floats:
    shift = np.zeros(len(rep))
    begin = world.working.start + world.calendar.first * DAY
    elapsed = np.clip((created - begin) / (len(world.calendar.in_period) * DAY), 0, 1)
    for drift in world.truths.drifts:
        if (place := world.staff.position(drift.rep)) is not None:
            shift += np.where(rep == place, drift.first + (drift.last - drift.first) * elapsed, 0.0)
    return shift


def _stays(world: World, count: int) -> Floats:
    """Selling seconds that each deal would stay in each stage."""
    medians = np.array([stage.median_days for stage in STAGES]) * WORKDAY
    stay = medians * np.exp(0.7 * world.rng.standard_normal((count, len(STAGES))))
    return np.asarray(stay + np.where(world.rng.random((count, len(STAGES))) < STUCK, 1e9, 0.0))


def _times(world: World, created: Ints, stay: Floats) -> Ints:
    clock = world.selling
    shown = clock.at(created)[:, None] + np.cumsum(stay, axis=1)
    return np.concatenate([created[:, None], clock.when(shown.ravel()).reshape(shown.shape)], axis=1)


def _planned(world: World, created: Ints) -> Ints:
    """The first expected close: six weeks or so after creation, at five in the afternoon."""
    wait = np.rint(45 * np.exp(0.4 * world.rng.standard_normal(len(created)))).astype(np.int64)
    day = world.place_of(created) + wait
    return np.asarray(world.working.start + day * DAY + OPENS + WORKDAY)


def _newcomer(world: World, rep: Codes) -> tuple[Codes, Codes]:
    """The newcomer's deals: those that must be won, and those that must stay open."""
    newcomer = world.truths.newcomer
    place = world.staff.position(newcomer.rep) if newcomer else None
    if newcomer is None or place is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    own = np.flatnonzero(rep == place)
    return own[: newcomer.won], own[newcomer.won :]


def _with_newcomer(world: World, rep: Codes, reach: Codes, stay: Floats) -> tuple[Codes, Floats]:
    won, _ = _newcomer(world, rep)
    reach, stay = reach.copy(), stay.copy()
    reach[won] = len(STAGES)
    stay[won] = np.array([2.0, 3.0, 4.0, 3.0]) * WORKDAY
    return reach, stay


def _spare_newcomer(world: World, deals: Deals) -> Deals:
    """Put off the close of the newcomer's other deals beyond the period: only the first few are closed."""
    _, others = _newcomer(world, deals.rep)
    times, cancelled = deals.times.copy(), deals.cancelled.copy()
    end = world.working.start + world.calendar.period * DAY
    column = deals.last_stage[others] + 1
    times[others, column] = np.maximum(times[others, column], end + 30 * DAY)
    cancelled[others] = False
    return replace(deals, times=times, cancelled=cancelled)
