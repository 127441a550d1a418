"""What was agreed in the last monthly cycles, some done, some back again: the table ``follow_ups``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salestoolkit.data.demo.people import months_of
from salestoolkit.data.demo.words import FOLLOW_UPS, LEAK_TEXT, NEWCOMER_TEXT, OFFICES, SLIDE_TEXT, SLOW_TEXT
from salestoolkit.data.demo.world import World

LAST = 6
"""Monthly cycles before the end of the period in which the planted truths were talked about."""

DUE = 14
"""Days from the meeting to the day by which something is to be done."""

RAISED, TAKES = 0.25, 30
"""Chance that a rep and the team lead agree on something in a month, and mean days until it is done."""

OPEN, DONE, RECURRING = "open", "done", "recurring"

COLUMNS = ("rep_id", "raised_on", "text", "due_on", "status", "recurring_of", "kpi", "stage")
CONCERNS = {
    SLOW_TEXT: ("lead_response_time", None),
    LEAK_TEXT: ("funnel_leakage", "Penawaran"),
    SLIDE_TEXT: ("win_rate", None),
}
"""Which KPI, and stage, an agreement should move."""
Row = tuple[str, np.datetime64, str, str, np.datetime64 | None]


def follow_up_table(world: World) -> pd.DataFrame:
    """The canonical table ``follow_ups``; ``recurring_of`` is the day on which the same was first raised."""
    cycles = _cycles(world)
    known = world.known_days[-1] if len(world.known_days) else cycles[0] - 1
    rows = [*_ordinary(world, cycles, known), *_planted(world, cycles)]
    rows = sorted((row for row in rows if row[1] <= known), key=lambda row: (row[1], row[0], row[2]))
    table = [
        (
            *(rep, day.astype(object), words, (day + DUE).astype(object), status, None if of is None else str(of)),
            *CONCERNS.get(words, (None, None)),
        )
        for rep, day, words, status, of in rows
    ]
    frame = pd.DataFrame(table, columns=list(COLUMNS), dtype=object)
    return frame.astype(dict.fromkeys(("rep_id", "text", "status", "recurring_of", "kpi", "stage"), "str"))


def _cycles(world: World) -> list[np.datetime64]:
    """The first Monday of each month of the period: the days on which leads and reps meet."""
    months = months_of(world.calendar.in_period)
    return [month + (7 - (int(month.astype(int)) + 3) % 7) % 7 for month in months]


def _ordinary(world: World, cycles: list[np.datetime64], known: np.datetime64) -> Iterator[Row]:
    """Everyday agreements: most of them are done a month later, some never."""
    shape = (world.staff.count, len(cycles))
    agreed = world.rng.random(shape) < RAISED
    words = world.rng.integers(0, len(FOLLOW_UPS), shape)
    takes = np.rint(world.rng.exponential(TAKES, shape)).astype(np.int64) + 1
    for place, cycle in zip(*np.nonzero(agreed), strict=True):
        day = cycles[cycle]
        if day > world.calendar.days[world.staff.since[place]]:
            status = DONE if day + takes[place, cycle] <= known else OPEN
            yield world.staff.id_of(int(place)), day, FOLLOW_UPS[words[place, cycle]], status, None


def _planted(world: World, cycles: list[np.datetime64]) -> Iterator[Row]:
    """What the planted truths would have made a good lead agree in the last half year, again and again."""
    if len(cycles) < LAST:
        return
    truths, staff, last = world.truths, world.staff, cycles[-LAST:]
    for place in staff.positions(truths.slow.reps if truths.slow else ()):
        yield staff.id_of(place), last[0], SLOW_TEXT, DONE, None
        yield staff.id_of(place), last[2], SLOW_TEXT, RECURRING, last[0]
        yield staff.id_of(place), last[4], SLOW_TEXT, RECURRING, last[0]
    leaking = truths.leak.team if truths.leak else ""
    for place in [place for place in range(staff.count) if OFFICES[staff.team[place]].team == leaking]:
        yield staff.id_of(place), last[1], LEAK_TEXT, DONE, None
        yield staff.id_of(place), last[4], LEAK_TEXT, RECURRING, last[1]
    for place in staff.positions(tuple(drift.rep for drift in truths.drifts if drift.last < drift.first)):
        yield staff.id_of(place), last[3], SLIDE_TEXT, OPEN, None
    for place in staff.positions((truths.newcomer.rep,) if truths.newcomer else ()):
        if last[4] > world.calendar.days[staff.since[place]]:
            yield staff.id_of(place), last[4], NEWCOMER_TEXT, OPEN, None
