-- One row per deal and stage it reached: a deal has reached a stage if it ever was there or further; won deals reached all.
WITH ladder AS (
    SELECT coalesce(pipeline, '') AS pipeline, stage, min(position) AS position, any_value(kind) AS kind
    FROM stages
    GROUP BY ALL
), matched AS (
    SELECT h.entity_id AS deal_id, l.pipeline, l.position, l.kind, h.entered_at
    FROM stage_history h
    JOIN ladder l ON l.stage = h.stage
    WHERE h.entity = 'deal' AND h.entered_at < $as_of
), homes AS (
    -- two pipelines may share a stage's name: a deal is in the one that most of its history names
    SELECT deal_id, pipeline
    FROM (SELECT deal_id, pipeline, count(*) AS named FROM matched GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY deal_id ORDER BY named DESC, pipeline) = 1
), entries AS (
    SELECT deal_id, pipeline, position, min(entered_at) AS entered_at
    FROM matched
    JOIN homes USING (deal_id, pipeline)
    WHERE kind IN ('open', 'won')
    GROUP BY ALL
), furthest AS (
    SELECT e.deal_id, e.pipeline, d.status, max(e.position) AS position
    FROM entries e
    JOIN $deals d ON d.deal_id = e.deal_id
    GROUP BY ALL
), reached AS (
    SELECT f.deal_id, l.stage, l.position, f.position AS furthest,
           -- a stage that was skipped was reached when the next recorded one was entered, or else with the last recorded
           coalesce(min(e.entered_at) FILTER (WHERE e.position >= l.position), max(e.entered_at)) AS entered_at
    FROM furthest f
    JOIN ladder l ON l.pipeline = f.pipeline AND l.kind = 'open' AND (l.position <= f.position OR f.status = 'won')
    JOIN entries e ON e.deal_id = f.deal_id
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
