"""The table of reps: the reps themselves, their team leads (one of whom left) and one system account."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.data.demo.calendar import WARM_UP
from salestoolkit.data.demo.columns import Bools, Days
from salestoolkit.data.demo.words import DOMAIN, FIRST, FORMER_LEAD, LAST, OFFICES, REPS, SYSTEM
from salestoolkit.data.demo.world import World

REP, TEAM_LEAD, ACCOUNT = "Tenaga penjualan", "Ketua tim", "Akun sistem"
FOUNDED = np.datetime64("2018-03-01")
FORMER = 1
"""The office whose team lead changed."""


def lead_id(office: int) -> str:
    """The id of the team lead of an office."""
    return f"L{office + 1:02d}"


def rep_name(position: int) -> str:
    """The name of the rep at a position: names repeat only beyond nine hundred."""
    if position < len(REPS):
        return REPS[position]
    rest = position - len(REPS)
    first, last, again = rest % len(FIRST), rest // len(FIRST) % len(LAST), rest // (len(FIRST) * len(LAST))
    return f"{FIRST[first]} {LAST[last]}{f' {again + 1}' if again else ''}"


def lead_change(world: World) -> np.datetime64:
    """The day on which the former team lead was succeeded: the middle of the period."""
    days = world.calendar.in_period
    middle: np.datetime64 = days[len(days) // 2].astype("datetime64[M]").astype("datetime64[D]")
    return middle


def rep_table(world: World) -> pd.DataFrame:
    """The canonical table ``reps``."""
    rows = [_rep(world, place) for place in range(world.staff.count)]
    rows += [_team_lead(place, world) for place in range(len(OFFICES))]
    rows += [_former(world), _system()]
    frame = pd.DataFrame(rows)
    words = frame.columns.difference(["active_from", "active_to"])
    return frame.astype(dict.fromkeys(words, "str"))[list(_COLUMNS)]


_COLUMNS = (
    *("rep_id", "name", "role", "manager_id", "team", "region"),
    *("active_from", "active_to", "is_system", "timezone", "email"),
)


def _person(rep_id: str, name: str, role: str, place: int, since: np.datetime64) -> dict[str, Any]:
    office = OFFICES[place]
    row: dict[str, Any] = {"rep_id": rep_id, "name": name, "role": role, "manager_id": None}
    row |= {"team": office.team, "region": office.region, "timezone": office.timezone}
    row |= {"active_from": since.astype(object), "active_to": None, "is_system": "false"}
    return row | {"email": f"{name.lower().replace(' ', '.')}@{DOMAIN}"}


def _rep(world: World, place: int) -> dict[str, Any]:
    office, since = int(world.staff.team[place]), _hired(world, place)
    row = _person(world.staff.id_of(place), rep_name(place), REP, office, since)
    return row | {"manager_id": lead_id(office)}


def _hired(world: World, place: int) -> np.datetime64:
    """The newcomer's first day; the others were hired one after the other in the years before."""
    since = int(world.staff.since[place])
    return world.calendar.days[since] if since else WARM_UP - 30 - 53 * (place * 7 % 24)


def _team_lead(place: int, world: World) -> dict[str, Any]:
    since = lead_change(world) if place == FORMER else FOUNDED
    return _person(lead_id(place), OFFICES[place].lead, TEAM_LEAD, place, since)


def _former(world: World) -> dict[str, Any]:
    row = _person(lead_id(len(OFFICES)), FORMER_LEAD, TEAM_LEAD, FORMER, FOUNDED)
    return row | {"active_to": (lead_change(world) - 1).astype(object)}


def _system() -> dict[str, Any]:
    row = _person(SYSTEM, "Sistem CRM", ACCOUNT, 0, FOUNDED)
    return row | {"is_system": "true", "team": None, "region": None, "email": f"sistem@{DOMAIN}"}


def months_of(days: Days) -> Days:
    """The first days of the months that are over within ``days``."""
    if not len(days):
        return days
    after = (days[-1] + 1).astype("datetime64[M]")
    return np.arange(days[0].astype("datetime64[M]"), after).astype("datetime64[D]")


def active_in(world: World, months: Days) -> Bools:
    """Who (rows) was active in which month (columns)."""
    since = world.calendar.days[world.staff.since]
    ends = (months.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return np.asarray(since[:, None] < ends[None, :])
