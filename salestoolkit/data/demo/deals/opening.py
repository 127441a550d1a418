"""The books as they open on the period's first day: no older leads, older deals only if still open then."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from salestoolkit.data.demo.columns import Bools
from salestoolkit.data.demo.deals.leads import Leads
from salestoolkit.data.demo.deals.stage_walk import Deals
from salestoolkit.data.demo.world import World

Record = TypeVar("Record", Leads, Deals)


def from_the_start(world: World, leads: Leads, deals: Deals) -> tuple[Leads, Deals]:
    """Leads created in the period, and deals that were open when it began or were created in it.

    Without the deals carried over the first months would look like a company that sells nothing yet.
    """
    in_period = world.utc(leads.created, leads.rep) >= world.begin
    numbers = np.where(in_period, np.cumsum(in_period) - 1, -1)
    lead = np.where(deals.lead < 0, -1, numbers[deals.lead])
    still_open = world.utc(deals.closed, deals.rep) >= world.begin
    return _kept(leads, in_period), _kept(replace(deals, lead=lead), still_open)


def _kept(record: Record, keep: Bools) -> Record:
    return replace(record, **{field.name: getattr(record, field.name)[keep] for field in fields(record)})
