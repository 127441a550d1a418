-- One row per deal and stage it was recorded in: how long, the first time and in all, and whether it is stuck there now.
WITH stays AS (
    SELECT e.deal_id, e.pipeline, e.stage, e.position, e.entered_at,
           e.left_at IS NOT NULL OR d.status <> 'open' AS ended,
           coalesce(e.left_at, CASE WHEN d.status <> 'open' THEN d.closed_at ELSE timezone($timezone, $as_of) END) AS seen_at
    FROM $stage_entries e
    JOIN $deals d ON d.deal_id = e.deal_id
    WHERE e.kind = 'open'
), added AS (
    -- a deal that ended on a day nobody knows was in its last stage for a time nobody knows
    SELECT deal_id, pipeline, stage, position, min(entered_at) AS entered_at, bool_and(ended) AS ended,
           arg_min(ended, entered_at) AS first_ended,
           greatest(0, epoch(arg_min(seen_at, entered_at) - min(entered_at))) AS first_s,
           greatest(0, sum(epoch(seen_at - entered_at))) AS total_s
    FROM stays
    GROUP BY ALL
    HAVING count(*) = count(seen_at)
), usual AS (
    -- four in five of the deals that were won had left the stage by then; of fewer than five, or of no time, nothing is usual
    SELECT a.pipeline, a.stage, quantile_cont(a.total_s, 0.8) AS usual_s
    FROM added a
    JOIN $deals d ON d.deal_id = a.deal_id
    WHERE d.status = 'won'
    GROUP BY a.pipeline, a.stage
    HAVING count(*) >= 5 AND usual_s > 0
)
SELECT
    d.rep_id, d.rep, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
    a.deal_id, a.stage, a.position, a.entered_at,
    -- whole hours: stages are a matter of days, and the histogram stays small
    CAST(floor(a.first_s / 3600) * 3600 AS BIGINT) AS first_s, CAST(a.first_ended AS BIGINT) AS first_ended,
    CAST(floor(a.total_s / 3600) * 3600 AS BIGINT) AS total_s, CAST(a.ended AS BIGINT) AS ended,
    CASE WHEN a.ended THEN 0 ELSE 1 END AS here,
    CASE WHEN NOT a.ended AND u.usual_s IS NOT NULL THEN 1 ELSE 0 END AS judged,
    CASE WHEN NOT a.ended AND a.total_s > u.usual_s THEN 1 ELSE 0 END AS stalled,
    CASE WHEN NOT a.ended AND a.total_s > u.usual_s THEN d.amount END AS stalled_amount,
    u.usual_s
FROM added a
JOIN $deals d ON d.deal_id = a.deal_id
LEFT JOIN usual u ON u.pipeline = a.pipeline AND u.stage = a.stage
