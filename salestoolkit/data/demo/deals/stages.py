"""The way through the stages as a CRM logs it: tables ``stages``, ``stage_history``, ``stage_counts``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salestoolkit.data.demo.columns import MISSING, Bools, Codes, Ints, dates, ids, moments, same, text
from salestoolkit.data.demo.deals.leads import Leads, campaigns
from salestoolkit.data.demo.deals.stage_walk import Deals
from salestoolkit.data.demo.truths import LOST, STAGES, WON
from salestoolkit.data.demo.words import CHANNELS, LEAD_STATUSES
from salestoolkit.data.demo.world import JAKARTA, World

NAMES = (*(stage.name for stage in STAGES), WON, LOST)
KINDS = (*("open" for _ in STAGES), "won", "lost")
WON_AT, LOST_AT = len(STAGES), len(STAGES) + 1
SKIPS = ((1, 0.06), (3, 0.04))
"""Stages (by position) that deals which go on pass without being logged there, and how often."""

STEPS_BACK = 0.05
"""Share of deals in the last open stage that go back to the stage before and return."""

COLD_CHANNEL = "Telepon"


@dataclass(frozen=True)
class Log:
    """Stage entries in order of entity and time; times in local seconds, ``left`` MISSING for an end."""

    number: Ints
    stage: Codes
    entered: Ints
    left: Ints


def stage_table() -> pd.DataFrame:
    """The canonical table ``stages``."""
    order = np.arange(len(NAMES))
    return pd.DataFrame(
        {
            "pipeline": same("Penjualan", len(NAMES)),
            "stage": text(order, NAMES),
            "position": order + 1,
            "kind": text(order, KINDS),
        }
    )


def deal_log(world: World, deals: Deals) -> Log:
    """Every stage entry of every deal, whole lives."""
    order = np.arange(len(STAGES))
    there = order[None, :] <= deals.last_stage[:, None]
    back = (deals.reach >= len(STAGES) - 1) & (world.rng.random(deals.count) < STEPS_BACK)
    there &= ~_skipped(world, deals, back)
    number, stage = np.nonzero(there)
    entered = deals.times[number, stage]
    ends = np.flatnonzero(~deals.cancelled)
    terminal = np.where(deals.won[ends], WON_AT, LOST_AT)
    again, at = _steps_back(world, deals, np.flatnonzero(back))
    last = len(STAGES) - 1
    parts = (
        (number, stage, entered),
        (again, np.full(len(again), last - 1), at[0]),
        (again, np.full(len(again), last), at[1]),
        (ends, terminal, deals.closed[ends]),
    )
    whose, what, when = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _ordered(whose, what, when, deals.closed)


def _skipped(world: World, deals: Deals, back: Bools) -> Bools:
    """Stages that went unlogged: only those that the deal passed, so how far it came is not touched."""
    skipped = np.zeros((deals.count, len(STAGES)), np.bool_)
    for position, share in SKIPS:
        skipped[:, position] = (world.rng.random(deals.count) < share) & (deals.reach > position) & ~back
    return skipped


def _steps_back(world: World, deals: Deals, number: Ints) -> tuple[Ints, tuple[Ints, Ints]]:
    clock = world.selling
    begin = clock.at(deals.times[number, len(STAGES) - 1])
    length = clock.at(deals.closed[number]) - begin
    return number, (clock.when(begin + 0.35 * length), clock.when(begin + 0.60 * length))


def _ordered(number: Ints, stage: Codes, entered: Ints, closed: Ints) -> Log:
    order = np.lexsort((entered, number))
    number, stage, entered = number[order], stage[order], entered[order]
    final = np.append(number[1:] != number[:-1], True)
    left = np.append(entered[1:], MISSING)
    left[final] = np.where(stage[final] < WON_AT, closed[number[final]], MISSING)
    return Log(number, stage, entered, left)


def stage_at(world: World, deals: Deals, log: Log) -> Codes:
    """The stage of each deal at ``as_of``, as logged."""
    known = world.until_as_of(log.entered, deals.rep[log.number]) != MISSING
    stage = np.zeros(deals.count, np.int32)
    # the log is in order of time, and numpy keeps the last of several writes to one place
    stage[log.number[known]] = log.stage[known]
    return stage


def history_table(world: World, leads: Leads, deals: Deals, log: Log) -> pd.DataFrame:
    """The canonical table ``stage_history`` as it stood at ``as_of``."""
    lead_log = _lead_log(leads)
    of_leads = _history(world, "lead", lead_log, leads.rep, LEAD_STATUSES)
    of_deals = _history(world, "deal", log, deals.rep, NAMES)
    return pd.concat([of_leads, of_deals], ignore_index=True)


def _lead_log(leads: Leads) -> Log:
    times = np.stack([leads.created, leads.answered, leads.converted, leads.disqualified], axis=1)
    number, stage = np.nonzero(times != MISSING)
    entered = times[number, stage]
    return _ordered(number, stage, entered, np.full(leads.count, MISSING))


def _history(world: World, entity: str, log: Log, rep: Codes, names: tuple[str, ...]) -> pd.DataFrame:
    entered = world.until_as_of(log.entered, rep[log.number])
    known = entered != MISSING
    number, by = log.number[known], rep[log.number[known]]
    return pd.DataFrame(
        {
            "entity": same(entity, len(number)),
            "entity_id": ids("P" if entity == "lead" else "D", number + 1),
            "stage": text(log.stage[known], names),
            "entered_at": moments(entered[known]),
            "left_at": moments(world.until_as_of(log.left[known], by)),
            "changed_by": ids("R", by + 1, world.staff.width),
        }
    )


def count_table(world: World, deals: Deals, amount: Ints) -> pd.DataFrame:
    """The canonical table ``stage_counts``: deals by month of creation, campaign and stage reached."""
    created = world.utc(deals.times[:, 0], deals.rep)
    number, stage = np.nonzero(_reached(world, deals) & (created >= world.begin)[:, None])
    month = (created[number] + JAKARTA).astype("datetime64[s]")
    frame = pd.DataFrame(
        {
            "period": month.astype("datetime64[M]").astype(np.int64),
            "channel": np.where(deals.lead[number] < 0, len(CHANNELS), deals.channel[number]),
            "campaign_id": deals.campaign[number],
            "stage": stage,
            "amount": amount[number],
        }
    )
    keys = ["period", "channel", "campaign_id", "stage"]
    counted = frame.groupby(keys, as_index=False).agg(count=("amount", "size"), amount=("amount", "sum"))
    return _named_counts(world, counted)


def _reached(world: World, deals: Deals) -> Bools:
    """Which stages, won and lost among them, each deal had reached by ``as_of``; skipped ones count."""
    order = np.arange(len(STAGES))
    closed = world.until_as_of(deals.closed, deals.rep) != MISSING
    by_then = world.until_as_of(deals.times[:, :-1], deals.rep[:, None]) != MISSING
    open_stages = by_then & (order[None, :] <= deals.last_stage[:, None])
    won, lost = closed & deals.won, closed & ~deals.won & ~deals.cancelled
    return np.concatenate([open_stages, won[:, None], lost[:, None]], axis=1)


def _named_counts(world: World, counted: pd.DataFrame) -> pd.DataFrame:
    stage = counted["stage"].to_numpy()
    channels = [*(channel.name for channel in CHANNELS), COLD_CHANNEL]
    return pd.DataFrame(
        {
            "period": dates(counted["period"].to_numpy().astype("datetime64[M]")),
            "channel": text(counted["channel"].to_numpy(), channels),
            "campaign_id": text(counted["campaign_id"].to_numpy(), campaigns(world)),
            "stage": text(stage, NAMES),
            "kind": text(stage, KINDS),
            "count": counted["count"],
            "amount": counted["amount"],
        }
    )
