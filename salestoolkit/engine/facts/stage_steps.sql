-- One row per deal and stage it reached: a deal has reached a stage if it ever was there or further; won deals reached all.
WITH ladder AS (
    -- a stage that two pipelines share stands once
    SELECT stage, min(position) AS position, any_value(kind ORDER BY position) AS kind FROM stages GROUP BY stage
), entries AS (
    SELECT h.entity_id AS deal_id, s.position, min(h.entered_at) AS entered_at
    FROM stage_history h
    JOIN ladder s ON s.stage = h.stage AND s.kind IN ('open', 'won')
    WHERE h.entity = 'deal' AND h.entered_at < $as_of
    GROUP BY ALL
), furthest AS (
    SELECT deal_id, max(position) AS position FROM entries GROUP BY deal_id
), reached AS (
    SELECT f.deal_id, l.stage, l.position, f.position AS furthest,
           -- a stage that was skipped was reached when the next recorded one was entered
           min(e.entered_at) AS entered_at
    FROM furthest f
    JOIN ladder l ON l.kind = 'open' AND l.position <= f.position
    JOIN entries e ON e.deal_id = f.deal_id AND e.position >= l.position
    GROUP BY ALL
)
SELECT
    d.rep_id, d.rep, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
    s.stage, s.position, timezone($timezone, s.entered_at) AS entered_at,
    CASE WHEN s.furthest > s.position OR d.status = 'won' THEN 1 ELSE 0 END AS moved_on,
    CASE WHEN s.furthest = s.position AND d.status IN ('lost', 'cancelled') THEN 1 ELSE 0 END AS leaked,
    CASE WHEN s.furthest = s.position AND d.status = 'open' THEN 1 ELSE 0 END AS in_progress
FROM reached s
JOIN $deals d ON d.deal_id = s.deal_id
