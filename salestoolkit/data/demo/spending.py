"""What marketing brought and what selling cost: the tables ``visits`` and ``costs``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.demo.columns import Codes, Days, Floats, Ints, dates, same, text
from salestoolkit.data.demo.deals.leads import Leads, campaign_codes, campaigns, inflow
from salestoolkit.data.demo.people import FORMER, active_in, lead_change, lead_id, months_of
from salestoolkit.data.demo.words import CHANNELS, OFFICES
from salestoolkit.data.demo.world import World

SESSIONS = 1.25
"""Sessions for each visitor."""

LUMPY = 12.0
"""Shape of the gamma noise in visitors: days differ more than chance alone would have it."""

SALARY, LEAD_SALARY, TOOLS = 7_500_000, 14_000_000, 350_000
"""Monthly pay of a rep and of a team lead, and tools for each of them, in rupiah of the first year."""

RAISE = 0.05
CATEGORIES = ("media", "salary", "tools", "other")
MEDIA, PAY, TOOL, OTHER = range(len(CATEGORIES))


def expected_leads(world: World) -> Floats:
    """Leads to be expected on each day of the period (rows) in each channel (columns)."""
    days = np.arange(world.calendar.first, world.calendar.period)
    active = days[None, :] >= world.staff.since[:, None]
    shares = {source.name: source.share for source in world.truths.sources}
    mix = np.array([shares[channel.source] * channel.share for channel in CHANNELS])
    each_day = inflow(world)[world.calendar.first :] * active.sum(axis=0)
    return np.asarray(each_day[:, None] * (mix / mix.sum())[None, :])


def visit_table(world: World, leads: Leads) -> pd.DataFrame:
    """The canonical table ``visits``: one row per day and web channel; its leads are those of ``leads``."""
    web = np.array([place for place, channel in enumerate(CHANNELS) if channel.rate > 0])
    rates = np.array([channel.rate for channel in CHANNELS])[web]
    came = _leads_by_day(world, leads)[:, web]
    noise = world.rng.gamma(LUMPY, 1 / LUMPY, came.shape)
    visitors = np.maximum(came, np.rint(expected_leads(world)[:, web] / rates * noise).astype(np.int64))
    more = world.rng.binomial(visitors, SESSIONS - 1)
    known = len(world.known_days)
    names = [channel.name for channel in CHANNELS]
    day, place = (part.ravel() for part in np.indices((known, len(web))))
    ran = campaign_codes(world, web[place], world.calendar.first + day)
    return pd.DataFrame(
        {
            "date": dates(world.known_days[day]),
            "channel": text(web[place], names),
            "campaign_id": text(ran, campaigns(world)),
            "sessions": (visitors + more)[:known].ravel().astype(np.float64),
            "visitors": visitors[:known].ravel().astype(np.float64),
            "leads": came[:known].ravel().astype(np.float64),
        }
    )


def _leads_by_day(world: World, leads: Leads) -> Ints:
    # leads come in from six to eleven in the evening, so every office's day is also Jakarta's
    day = world.place_of(leads.created) - world.calendar.first
    shape = (len(world.calendar.in_period), len(CHANNELS))
    return np.bincount(day * shape[1] + leads.channel, minlength=shape[0] * shape[1]).reshape(shape)


def cost_table(world: World) -> pd.DataFrame:
    """The canonical table ``costs``: every month that was over by ``as_of``; money in whole rupiah."""
    parts = [_media(world), _salaries(world), *_lead_salaries(world), _tools(world)]
    month, channel, campaign, rep, category, amount = (np.concatenate([part[i] for part in parts]) for i in range(6))
    over = _months_over(world)
    keep = month < over
    start = _all_months(world)[month[keep]]
    end = (start.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    return pd.DataFrame(
        {
            "date_from": dates(start),
            "date_to": dates(end),
            "channel": text(channel[keep], [c.name for c in CHANNELS]),
            "campaign_id": text(campaign[keep], campaigns(world)),
            "rep_id": text(rep[keep], _paid_people(world)),
            "category": text(category[keep], CATEGORIES),
            "amount": amount[keep],
            "currency": same("IDR", int(keep.sum())),
        }
    )


Part = tuple[Codes, Codes, Codes, Codes, Codes, Ints]


def _all_months(world: World) -> Days:
    return months_of(world.calendar.in_period)


def _months_over(world: World) -> int:
    known = world.known_days
    if not len(known):
        return 0
    whole = (known[-1] + 1).astype("datetime64[M]") - known[0].astype("datetime64[M]")
    return int(whole.astype(int))


def _paid_people(world: World) -> list[str]:
    reps = [world.staff.id_of(place) for place in range(world.staff.count)]
    return reps + [lead_id(place) for place in range(len(OFFICES) + 1)]


def _raised(month: Codes, pay: Any) -> Ints:
    raised = pay * (1 + RAISE) ** (month // 12)
    return np.asarray(np.rint(raised / 1_000) * 1_000).astype(np.int64)


def _part(month: Codes, amount: Ints, category: Any, **codes: Codes) -> Part:
    none = np.full(len(month), -1)
    return (
        month,
        codes.get("channel", none),
        codes.get("campaign", none),
        codes.get("rep", none),
        np.broadcast_to(category, len(month)),
        amount,
    )


def _media(world: World) -> Part:
    """Media by channel and campaign, so much for each expected lead; a fair's stand is an other cost."""
    paid = np.array([place for place, channel in enumerate(CHANNELS) if channel.cost > 0])
    months = _all_months(world)
    first = (months - months[0]).astype(np.int64)
    leads = np.add.reduceat(expected_leads(world), first, axis=0)[:, paid]
    price = np.array([channel.cost for channel in CHANNELS])[paid]
    spent = leads * price * np.exp(0.08 * world.rng.standard_normal(leads.shape))
    month, place = (part.ravel() for part in np.indices(leads.shape))
    category = np.where(np.array([channel.rate > 0 for channel in CHANNELS])[paid[place]], MEDIA, OTHER)
    campaign = campaign_codes(world, paid[place], world.calendar.first + first[month])
    spent = _raised(month, spent.ravel())
    return _part(month, spent, category, channel=paid[place], campaign=campaign)


def _salaries(world: World) -> Part:
    rep, month = np.nonzero(active_in(world, _all_months(world)))
    seniority = world.rng.integers(0, 6, world.staff.count) * 250_000
    return _part(month, _raised(month, SALARY + seniority[rep]), PAY, rep=rep)


def _lead_salaries(world: World) -> list[Part]:
    months = _all_months(world)
    parts = []
    for place in range(len(OFFICES) + 1):
        month = np.arange(len(months))
        if place in (FORMER, len(OFFICES)):
            month = month[(months >= lead_change(world)) == (place == FORMER)]
        rep = np.full(len(month), world.staff.count + place)
        parts.append(_part(month, _raised(month, float(LEAD_SALARY)), PAY, rep=rep))
    return parts


def _tools(world: World) -> Part:
    month = np.arange(len(_all_months(world)))
    people = world.staff.count + len(OFFICES)
    return _part(month, _raised(month, float(TOOLS * people)), TOOL)
