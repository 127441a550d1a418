-- One row per open deal: how long it has been in its stage, or open where no stage is recorded, and whether it is stuck.
WITH ladder AS (
    SELECT stage, min(position) AS position FROM stages GROUP BY stage
), usual AS (
    -- where no stage is recorded: four in five of the deals that were won had been won by then
    SELECT quantile_cont(epoch(closed_at - created_at), 0.8) AS usual_s
    FROM $deals
    WHERE status = 'won' AND closed_at >= created_at
    HAVING count(*) >= 5 AND usual_s > 0 -- of what is won the moment it begins no time is usual
), aged AS (
    SELECT d.*, s.deal_id IS NOT NULL AS staged, s.stage AS recorded, s.judged AS stage_judged, s.stalled AS stage_stalled,
           s.usual_s AS usual_stage_s,
           coalesce(s.total_s, epoch(timezone($timezone, $as_of) - d.created_at)) AS age_s, s.position AS recorded_position
    FROM $deals d
    LEFT JOIN (SELECT * FROM $stage_stays WHERE here = 1) s ON s.deal_id = d.deal_id
    WHERE d.status = 'open'
)
SELECT
    a.rep_id, a.rep, a.team, a.region, a.manager, a.product, a.product_line, a.account, a.source, a.channel, a.campaign,
    coalesce(a.recorded, a.stage) AS stage, coalesce(a.recorded_position, l.position) AS position,
    CAST(a.amount AS DOUBLE) AS amount, CAST(a.age_s AS DOUBLE) AS age_s,
    CAST(a.staged AS BIGINT) AS staged,
    CASE WHEN a.staged THEN a.stage_judged WHEN a.age_s IS NOT NULL AND u.usual_s IS NOT NULL THEN 1 ELSE 0 END AS judged,
    CASE WHEN a.staged THEN a.stage_stalled WHEN a.age_s > u.usual_s THEN 1 ELSE 0 END AS stalled,
    a.usual_stage_s, u.usual_s AS usual_cycle_s
FROM aged a
LEFT JOIN usual u ON true
LEFT JOIN ladder l ON l.stage = a.stage
