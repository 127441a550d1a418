"""What people and machines did: replies, answers, contacts, notes, meetings: the table ``activities``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salestoolkit.data.demo.columns import MISSING, Codes, Floats, Ints, choose, ids, moments, text
from salestoolkit.data.demo.deals.leads import Leads
from salestoolkit.data.demo.deals.stage_walk import WORKDAY, Deals
from salestoolkit.data.demo.truths import STAGES
from salestoolkit.data.demo.words import AUTO_REPLY, OUTCOMES, SYSTEM
from salestoolkit.data.demo.world import World

KINDS = ("call", "email", "meeting", "chat", "note", "system")
CALL, EMAIL, MEETING, CHAT, NOTE, AUTO = range(len(KINDS))
REACHED, NOT_REACHED, SENT, REPLIED, NOTED, MET, AUTOMATIC = range(len(OUTCOMES) + 1)
OUTBOUND, INBOUND, NO_DIRECTION = 0, 1, -1

FIRST_KINDS = {
    "Rekomendasi": (CALL, CHAT),
    "WhatsApp": (CHAT, CHAT),
    "Situs web": (CALL, EMAIL),
    "Marketplace": (CHAT, CHAT),
    "Pameran": (CALL, EMAIL),
}
"""How leads from a source are answered: the first kind twice as often as the second."""

AUTO_SOURCES = ("WhatsApp", "Situs web", "Marketplace")
STAGE_KINDS = (CALL, MEETING, EMAIL, MEETING)
REPLY, NOTES, FURTHER, IN_STAGE = 0.60, 0.08, 0.90, 0.75
"""Answered leads that reply, leads with a note, further contacts per answered lead, contacts per stage."""


@dataclass(frozen=True)
class Deeds:
    """Activities of one sort; ``at`` is local to the rep's office, lead and deal are positions or -1."""

    rep: Codes
    lead: Codes
    deal: Codes
    kind: Codes
    direction: Codes
    at: Ints
    outcome: Codes


def activity_table(world: World, leads: Leads, deals: Deals) -> pd.DataFrame:
    """The canonical table ``activities`` up to ``as_of``, in order of time."""
    sorts = [
        _automatic(world, leads),
        _first(world, leads),
        _replies(world, leads),
        _further(world, leads),
        _notes(world, leads),
        _in_stages(world, deals),
    ]
    names = Deeds.__dataclass_fields__
    return _table(world, Deeds(*(np.concatenate([getattr(sort, name) for sort in sorts]) for name in names)))


def _of_leads(leads: Leads, lead: Ints, at: Ints, kind: Codes, direction: int, outcome: Codes) -> Deeds:
    count = len(lead)
    none, ways = np.full(count, -1), np.full(count, direction)
    return Deeds(leads.rep[lead], lead, none, kind, ways, at, outcome)


def _automatic(world: World, leads: Leads) -> Deeds:
    """Answers by a machine within half a minute: they are no response."""
    places = [i for i, source in enumerate(world.truths.sources) if source.name in AUTO_SOURCES]
    lead = np.flatnonzero(np.isin(leads.source, places))
    at = leads.created[lead] + world.rng.integers(2, 31, len(lead))
    return _of_leads(leads, lead, at, np.full(len(lead), AUTO), OUTBOUND, np.full(len(lead), AUTOMATIC))


def _first(world: World, leads: Leads) -> Deeds:
    lead = np.flatnonzero(leads.answered != MISSING)
    second = (world.rng.random(len(lead)) < 1 / 3).astype(np.int64)
    kinds = np.array([FIRST_KINDS[source.name] for source in world.truths.sources])
    kind = kinds[leads.source[lead], second]
    outcome = np.where(kind == CALL, REACHED, SENT)
    return _of_leads(leads, lead, leads.answered[lead], kind, OUTBOUND, outcome)


def _replies(world: World, leads: Leads) -> Deeds:
    answered = leads.answered != MISSING
    lead = np.flatnonzero(answered & (world.rng.random(leads.count) < REPLY))
    at = _later(world, leads.answered[lead], 0.3)
    return _of_leads(leads, lead, at, np.full(len(lead), CHAT), INBOUND, np.full(len(lead), REPLIED))


def _further(world: World, leads: Leads) -> Deeds:
    times = np.where(leads.answered != MISSING, world.rng.poisson(FURTHER, leads.count), 0)
    lead = np.repeat(np.arange(leads.count), times)
    at = _later(world, leads.answered[lead], 4.0)
    kind = np.array([CALL, CHAT, EMAIL])[choose(world.rng, (0.5, 0.35, 0.15), len(lead))]
    missed = world.rng.random(len(lead)) < 0.35
    outcome = np.where(kind == CALL, np.where(missed, NOT_REACHED, REACHED), SENT)
    return _of_leads(leads, lead, at, kind, OUTBOUND, outcome)


def _notes(world: World, leads: Leads) -> Deeds:
    """Notes within minutes of a lead's creation: often before the answer, and no answer themselves."""
    lead = np.flatnonzero(world.rng.random(leads.count) < NOTES)
    at = world.working.when(world.working.at(leads.created[lead]) + world.rng.integers(120, 600, len(lead)))
    return _of_leads(leads, lead, at, np.full(len(lead), NOTE), NO_DIRECTION, np.full(len(lead), NOTED))


def _in_stages(world: World, deals: Deals) -> Deeds:
    there = np.arange(len(STAGES))[None, :] <= deals.last_stage[:, None]
    deal, stage = np.nonzero(there & (world.rng.random(there.shape) < IN_STAGE))
    begin = world.selling.at(deals.times[deal, stage])
    end = world.selling.at(deals.times[deal, stage + 1])
    at = world.selling.when(begin + world.rng.random(len(deal)) * np.minimum(end - begin, 20 * WORKDAY))
    kind = np.array(STAGE_KINDS)[stage]
    outcome = np.array([REACHED, SENT, MET])[kind]
    none = np.full(len(deal), -1)
    return Deeds(deals.rep[deal], none, deal, kind, np.full(len(deal), OUTBOUND), at, outcome)


def _later(world: World, since: Ints, days: float) -> Ints:
    wait = days * WORKDAY * np.maximum(0.02, world.rng.standard_exponential(len(since)))
    return world.working.when(world.working.at(since) + wait)


def _durations(world: World, deeds: Deeds) -> Floats:
    """Seconds of calls that reached somebody and of meetings; nothing else lasts."""
    noise = np.exp(0.6 * world.rng.standard_normal(len(deeds.at)))
    minutes = np.where(deeds.kind == MEETING, 45.0, 6.0) * noise
    lasts = (deeds.kind == MEETING) | ((deeds.kind == CALL) & (deeds.outcome == REACHED))
    return np.where(lasts, np.rint(60 * minutes), np.nan)


def _table(world: World, deeds: Deeds) -> pd.DataFrame:
    at, duration = world.until_as_of(deeds.at, deeds.rep), _durations(world, deeds)
    order = np.argsort(at, kind="stable")
    order = order[at[order] != MISSING]
    owner = ids("R", deeds.rep[order] + 1, world.staff.width)
    return pd.DataFrame(
        {
            "activity_id": ids("A", np.arange(1, len(order) + 1)),
            "lead_id": ids("P", _number(deeds.lead[order])),
            "deal_id": ids("D", _number(deeds.deal[order])),
            "rep_id": owner.where(deeds.kind[order] != AUTO, SYSTEM),
            "kind": text(deeds.kind[order], KINDS),
            "direction": text(deeds.direction[order], ("outbound", "inbound")),
            "at": moments(at[order]),
            "duration_s": duration[order],
            "outcome": text(deeds.outcome[order], (*OUTCOMES, AUTO_REPLY)),
        }
    )


def _number(position: Codes) -> Ints:
    return np.where(position < 0, -1, position + 1)
