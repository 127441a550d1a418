"""What makes the numbers of a load doubtful although every row of it is sound: told at the door.

Imports only its neighbours.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from salestoolkit.data.intake.accept import Door
from salestoolkit.data.intake.last_fact import apart, first_stray, silence
from salestoolkit.data.intake_report import Note
from salestoolkit.data.mapping.values import quoted
from salestoolkit.words.periods import last_day

SHOWN = 3
"""So many ids of one name are told."""

OWNED = {"deals": "rep_id", "leads": "owner_id"}
"""The column of each table that says whose a row is."""

MONTHS = """
    WITH counted AS (
        SELECT date AS day, coalesce(visitors, sessions) AS visitors, coalesce(leads, 0) AS leads FROM visits
        UNION ALL
        -- where the analytics count no leads, those of the channels and days that have visits are theirs
        SELECT CAST(timezone($zone, created_at) AS DATE), 0, 1
        FROM leads, (SELECT min(date) AS first, max(date) AS last FROM visits)
        WHERE NOT $counted AND coalesce(kind, 'inbound') = 'inbound' AND merged_into IS NULL
          AND channel IN (SELECT channel FROM visits)
          AND CAST(timezone($zone, created_at) AS DATE) BETWEEN first AND last
    )
    SELECT strftime(day, '%Y-%m') AS month, sum(visitors) AS visitors, sum(leads) AS leads
    FROM counted GROUP BY 1 HAVING sum(leads) > sum(visitors) ORDER BY 1
"""

SPARSE = """
    WITH seen AS (SELECT DISTINCT channel, date FROM visits WHERE coalesce(visitors, sessions) > 0),
    web AS (
        SELECT channel, CAST(timezone($zone, created_at) AS DATE) AS date
        FROM leads WHERE coalesce(kind, 'inbound') = 'inbound' AND merged_into IS NULL
    )
    SELECT web.channel, count(*) FILTER (seen.date IS NULL) AS untracked, count(*) AS leads
    FROM web
    LEFT JOIN seen USING (channel, date)
    WHERE web.channel IN (SELECT channel FROM seen)
      AND web.date BETWEEN (SELECT min(date) FROM seen) AND (SELECT max(date) FROM seen)
    GROUP BY 1 HAVING 2 * untracked > leads ORDER BY 1
"""


def note_doubts(door: Door) -> None:
    """Report what all tables together say: names that several reps share, owners and visitors that are lacking."""
    _note_shared_names(door)
    _note_ownerless(door)
    _note_more_leads(door)
    _note_sparse_visits(door)
    _note_unlisted_stages(door)


def _note_shared_names(door: Door) -> None:
    """Reps of one name are told apart by their ids wherever they stand beside others (engine/facts/people.sql)."""
    shared = door.connection.execute(
        "SELECT name, list_sort(list(rep_id)) FROM reps GROUP BY 1 HAVING count(*) > 1 ORDER BY 1"
    ).fetchall()
    if shared:
        name, ids = shared[0]
        told = ", ".join(ids[:SHOWN]) + (", …" if len(ids) > SHOWN else "")
        door.notes.append(Note("names_shared", {"count": len(shared), "name": name, "ids": told}))


def _note_ownerless(door: Door) -> None:
    for table, owner in OWNED.items():
        if owner in door.fed.get(table, ()):
            query = f"SELECT count(*) FILTER ({owner} IS NULL), count(*) FROM {table}"
            [(count, every)] = door.connection.execute(query).fetchall()
            if count:
                share = str(round(100 * count / every)) if 200 * count >= every else "<1"
                door.notes.append(Note(f"ownerless_{table}", {"count": count, "of": every, "share": share}))


def _note_unlisted_stages(door: Door) -> None:
    """Entries of a stage that has no place in the pipeline: no funnel can count them."""
    if not (door.fed.get("stages") and "stage" in door.fed.get("stage_history", ())):
        return
    [(rows, names)] = door.connection.execute(
        "SELECT count(*), list_sort(list(DISTINCT stage)) FROM stage_history "
        "WHERE entity = 'deal' AND stage NOT IN (SELECT stage FROM stages)"
    ).fetchall()
    if rows:
        told = ", ".join(f"'{stage}'" for stage in names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
        door.notes.append(Note("stages_unlisted", {"rows": rows, "names": told}))


def _note_more_leads(door: Door) -> None:
    """More leads than visitors: both cannot be right, and a share above 1 is none."""
    if not {"visitors", "sessions"} & set(door.fed.get("visits", ())):
        return
    given = {"zone": door.formats.timezone, "counted": "leads" in door.fed["visits"]}
    months = door.connection.execute(MONTHS, given).fetchall()
    if months:
        month, visitors, leads = months[0]
        told = {"count": len(months), "month": month, "visitors": int(visitors), "leads": int(leads)}
        door.notes.append(Note("more_leads_than_visitors", told))


def _note_sparse_visits(door: Door) -> None:
    """Visits that are given by week or month: leads of the days between would belong to no visit (facts/visits.sql)."""
    visits, leads = (set(door.fed.get(table, ())) for table in ("visits", "leads"))
    if "leads" in visits or not ("channel" in visits & leads and {"visitors", "sessions"} & visits):
        return
    found = door.connection.execute(SPARSE, {"zone": door.formats.timezone}).fetchall()
    if found:
        channel, untracked, leads_of = found[0]
        told = {"count": len(found), "channel": channel, "untracked": untracked, "leads": leads_of}
        door.notes.append(Note("visits_not_daily", told))


def note_apart(door: Door) -> None:
    """Report a few last facts that lie so far after all others that they may be planned, where they date the data."""
    if found := apart(door.connection, door.formats.timezone):
        before, first, count = found
        told = {"count": count, "days": (first - before).days, "before": before, "first": first}
        door.notes.append(Note("last_facts_apart", told))


def note_later(door: Door, as_of: datetime) -> None:
    """Report what a declared ``as_of`` leaves out or runs ahead of.

    Closings after it count as open, a date far ahead may be a slip, and long after the last fact all looks stalled.
    """
    zone = door.formats.timezone
    last = last_day(as_of.astimezone(ZoneInfo(zone)))
    query = (
        f"SELECT count(*), CAST(max(timezone({quoted(zone)}, closed_at)) AS DATE) FROM deals "
        "WHERE status IN ('won', 'lost', 'cancelled') AND closed_at >= CAST($as_of AS TIMESTAMPTZ)"
    )
    [(count, latest)] = door.connection.execute(query, {"as_of": as_of.isoformat()}).fetchall()
    if count:
        door.notes.append(Note("closed_after_as_of", {"count": count, "day": last, "last": latest}))
    far = first_stray(door.connection, zone, door.latest)
    if far and far.day > last:
        told = {"shown": far.text, "row": far.row, "column": far.column, "days": (far.day - far.before).days}
        door.notes.append(Note("far_after_as_of", told | {"before": far.before}, far.file))
    if quiet := silence(door.connection, zone, last):
        door.notes.append(Note("silent_before_as_of", {"day": last, "last": quiet[0], "days": quiet[1]}))
