"""Deals of which the stage history and the table of deals tell different things. Imports only its neighbours."""

from __future__ import annotations

from datetime import datetime

from salestoolkit.data.intake.accept import Door
from salestoolkit.data.intake_report import Note

AT_ODDS = """
WITH kinds AS (
    -- pipelines may share a stage's name; where they do not agree what it means, it says nothing
    SELECT stage, min(position) AS position, any_value(kind) AS kind
    FROM stages
    GROUP BY stage
    HAVING count(DISTINCT kind) = 1
), known AS (
    SELECT h.entity_id AS deal_id, k.kind, h.entered_at, k.position
    FROM stage_history h
    JOIN kinds k ON k.stage = h.stage
    WHERE h.entity = 'deal'
), last AS (
    SELECT deal_id,
           max_by(kind, (entered_at, position)) AS kind,
           max_by(kind, (entered_at, position)) FILTER (entered_at < {as_of}) AS kind_then
    FROM known
    GROUP BY deal_id
)
SELECT l.deal_id, l.kind_then AS kind, d.deal_id IS NULL AS unlisted
FROM last l
LEFT JOIN deals d ON d.deal_id = l.deal_id
-- a deal that counts as closed is left as it is: its status may be newer than its history
WHERE l.kind_then IS NOT NULL
  AND (d.deal_id IS NULL OR (d.status = 'open' AND 'open' NOT IN (l.kind, l.kind_then)))
"""
"""One row per deal of the history that is not in the table of deals (``unlisted``), or open there and won or lost
(``kind``) by its history; ``{as_of}`` is the moment up to which facts count."""

TAKEN_UP = """
WITH last AS (
    SELECT h.entity_id AS deal_id, max_by(k.kind, h.entered_at) AS kind, max(h.entered_at) AS entered_at
    FROM stage_history h
    JOIN (SELECT stage, any_value(kind) AS kind FROM stages GROUP BY stage HAVING count(DISTINCT kind) = 1) k
      ON k.stage = h.stage
    WHERE h.entity = 'deal' AND h.entered_at < CAST($as_of AS TIMESTAMPTZ)
    GROUP BY 1
)
SELECT count(*), min(d.deal_id)
FROM deals d
JOIN last l ON l.deal_id = d.deal_id
-- many exports give a close the day alone, so what follows on that day may have come before it
WHERE d.status IN ('won', 'lost') AND l.kind = 'open' AND d.closed_at < CAST($as_of AS TIMESTAMPTZ)
  AND CAST(timezone($zone, l.entered_at) AS DATE) > CAST(timezone($zone, d.closed_at) AS DATE)
"""
"""How many deals are closed by their status, and back in an open stage on a later day by their history."""


def note_at_odds(door: Door, as_of: datetime) -> None:
    """Report deals that the stage history has won or lost and the deals open, and those that only the history has."""
    if not (door.fed.get("stage_history") and door.fed.get("deals")):
        return
    counts = (
        "count(*) FILTER (unlisted), min(deal_id) FILTER (unlisted), count(*) FILTER (NOT unlisted), "
        "min(deal_id) FILTER (NOT unlisted), count(*) FILTER (NOT unlisted AND kind = 'won')"
    )
    odds = AT_ODDS.format(as_of="CAST($as_of AS TIMESTAMPTZ)")
    query = f"SELECT {counts}, (SELECT count(*) FROM deals) FROM ({odds})"
    [row] = door.connection.execute(query, {"as_of": as_of.isoformat()}).fetchall()
    unlisted, other, open_, example, won, deals = row
    if open_:
        told = {"count": open_, "of": deals, "won": won, "lost": open_ - won, "example": example}
        door.notes.append(Note("closed_in_history", told))
    taken = {"as_of": as_of.isoformat(), "zone": door.formats.timezone}
    [(again, which)] = door.connection.execute(TAKEN_UP, taken).fetchall()
    if again:
        door.notes.append(Note("open_in_history", {"count": again, "of": deals, "example": which}))
    if unlisted:
        door.notes.append(Note("history_alone", {"count": unlisted, "example": other}))
