-- One row per time a deal was open in a stage, from when until when, and when it was won; without recorded stages one row in all.
WITH stays AS (
    SELECT deal_id, pipeline, stage, position, entered_at AS began, left_at
    FROM $stage_entries
    WHERE kind = 'open'
    UNION ALL BY NAME
    SELECT deal_id, '' AS pipeline, '' AS stage, 0 AS position, created_at AS began
    FROM $deals
    WHERE created_at IS NOT NULL AND deal_id NOT IN (SELECT deal_id FROM $stage_entries)
)
SELECT
    d.deal_id, d.rep_id, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
    s.pipeline, s.stage, s.position, s.began,
    -- what is open now ends on no day that is known
    coalesce(least(s.left_at, d.closed_at), TIMESTAMP '9999-12-31') AS ended,
    CASE WHEN d.status = 'won' THEN d.closed_at ELSE TIMESTAMP '9999-12-31' END AS won_at,
    CAST(d.amount AS DOUBLE) AS amount, CAST(d.list_amount AS DOUBLE) AS list_amount
FROM stays s
JOIN $deals d ON d.deal_id = s.deal_id
WHERE d.status = 'open' OR d.closed_at IS NOT NULL
