"""Leads that were handed on: who had each first, who got it when: the table ``assignments``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salestoolkit.data.demo.columns import MISSING, Bools, Codes, Ints, ids, kept, moments
from salestoolkit.data.demo.deals.leads import Leads
from salestoolkit.data.demo.world import World

HANDED_ON = 0.06
"""Share of the leads not answered within ``PATIENCE`` that go to a colleague: about 3 % of all."""

PATIENCE = 2 * 3_600
"""Seconds after which a lead may be handed on."""

OF_ITS_OWN = 1
"""Beside the company's seed: these draws come of a generator of their own and change no other."""


@dataclass(frozen=True)
class Handing:
    """Of every lead, its first owner and when its last one got it (``MISSING``: from the beginning)."""

    first: Codes
    at: Ints


def handing(world: World, leads: Leads, seed: int) -> Handing:
    """Draw who had each lead first: now and then a colleague of the same team, who passed it on before any answer."""
    rng = np.random.default_rng([seed, OF_ITS_OWN])
    chosen, late, colleague = rng.random((3, leads.count))
    day = leads.created + 24 * 3_600
    until = np.where(leads.answered == MISSING, day, np.minimum(leads.answered, day))
    handed = (until - leads.created > PATIENCE) & (chosen < HANDED_ON)
    at = leads.created + (late * (until - leads.created - 60)).astype(np.int64)
    first = _colleague(world, leads, colleague)
    handed &= first != leads.rep
    return Handing(np.where(handed, first, leads.rep).astype(np.int32), np.where(handed, at, MISSING))


def _colleague(world: World, leads: Leads, draw: np.ndarray) -> Codes:
    """Another rep of the owner's team who had joined by then; the owner where there is none."""
    found = leads.rep.copy()
    joined = world.staff.since
    day = world.place_of(leads.created)
    for team in np.unique(world.staff.team):
        members = np.flatnonzero(world.staff.team == team)
        own = np.flatnonzero(world.staff.team[leads.rep] == team)
        place = np.searchsorted(members, leads.rep[own])
        step = 1 + (draw[own] * (len(members) - 1)).astype(np.int64)
        other = members[(place + step) % len(members)] if len(members) > 1 else leads.rep[own]
        found[own] = np.where(joined[other] <= day[own], other, leads.rep[own])
    return found


def owner_at(world: World, leads: Leads, handed: Handing) -> Codes:
    """Whose each lead was at ``as_of``."""
    passed = handed.at != MISSING
    known = world.until_as_of(handed.at, leads.rep) != MISSING
    return np.where(passed & ~known, handed.first, leads.rep)


def assignment_table(world: World, leads: Leads, handed: Handing) -> pd.DataFrame:
    """The canonical table ``assignments`` as it stood at ``as_of``: each lead's first owner, then whom it went to."""
    again = np.flatnonzero(handed.at != MISSING)
    lead = np.concatenate([np.arange(leads.count), again])
    owner = np.concatenate([handed.first, leads.rep[again]])
    local = np.concatenate([leads.created, handed.at[again]])
    order = np.lexsort((local, lead))
    at = world.until_as_of(local[order], leads.rep[lead[order]])
    known: Bools = at != MISSING
    columns = {
        "lead_id": ids("P", lead[order] + 1),
        "owner_id": ids("R", owner[order] + 1, world.staff.width),
        "assigned_at": moments(at),
    }
    return kept(columns, known)
