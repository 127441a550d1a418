-- One row per deal and stage it reached: a deal has reached a stage if it ever was there or further; won deals reached all.
-- Without a history of stages, one per period, channel and stage from counts that have no keys.
WITH ladder AS (
    SELECT coalesce(pipeline, '') AS pipeline, stage, min(position) AS position,
           row_number() OVER (PARTITION BY coalesce(pipeline, '') ORDER BY min(position)) AS place
    FROM stages
    WHERE kind = 'open'
    GROUP BY coalesce(pipeline, ''), stage
), entries AS (
    SELECT e.*, l.place
    FROM $stage_entries e
    LEFT JOIN ladder l USING (pipeline, stage)
    -- of a deal whose status and history are at odds nobody knows what became of it
    WHERE e.kind IN ('open', 'won') AND e.deal_id NOT IN (SELECT deal_id FROM $funnel_left_out)
), paths AS (
    SELECT deal_id, pipeline, max(position) AS furthest, max(entered_at) AS last_at,
           coalesce(list(place) FILTER (place IS NOT NULL), []) AS places,
           -- how far it came with no stage left out, steps back and repeated steps set aside
           list_reduce(
               coalesce(list(place ORDER BY entered_at, place) FILTER (place IS NOT NULL), []),
               lambda done, place: CASE WHEN place = done + 1 THEN place ELSE done END,
               0::BIGINT
           ) AS in_order
    FROM entries
    GROUP BY ALL
), reached AS (
    SELECT p.deal_id, l.pipeline, l.stage, l.position, p.furthest,
           -- a stage that was skipped was reached when the next recorded one was entered, or else with the last recorded
           coalesce(min(e.entered_at) FILTER (e.position >= l.position), any_value(p.last_at)) AS entered_at,
           min(e.entered_at) FILTER (e.position > l.position) AS passed_at,
           count(*) FILTER (e.position = l.position AND e.went_to < l.position) AS steps_back,
           list_contains(any_value(p.places), l.place) AS touched,
           list_contains(any_value(p.places), l.place + 1) AS touched_next,
           any_value(p.in_order) >= l.place AS in_order,
           any_value(p.in_order) > l.place AS in_order_next,
           l.place = max(l.place) OVER (PARTITION BY l.pipeline) AS is_last
    FROM paths p
    JOIN $deals d ON d.deal_id = p.deal_id
    JOIN ladder l ON l.pipeline = p.pipeline AND (l.position <= p.furthest OR d.status = 'won')
    JOIN entries e ON e.deal_id = p.deal_id
    GROUP BY p.deal_id, l.pipeline, l.stage, l.position, l.place, p.furthest
), decided AS (
    SELECT r.*, d.status, d.amount, d.status = 'won' AS won,
           d.rep_id, d.rep, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
           r.furthest > r.position OR d.status = 'won' AS moved,
           coalesce(r.passed_at, d.closed_at) - r.entered_at AS took
    FROM reached r
    JOIN $deals d ON d.deal_id = r.deal_id
), ripe AS (
    -- by when nine in ten of those that moved on had done so; where none has, of those that were decided
    SELECT pipeline, stage,
           greatest(0, coalesce(
               quantile_cont(epoch(took), 0.9) FILTER (moved AND touched),
               quantile_cont(epoch(took), 0.9) FILTER (status <> 'open'),
               0
           )) AS ripe_s
    FROM decided
    GROUP BY ALL
)
, rungs AS (
    SELECT stage, min(position) AS position, any_value(kind) AS kind
    FROM stages
    WHERE kind IN ('open', 'won') AND NOT $has_history
    GROUP BY stage
), snapshots AS (
    -- counts without keys: each period's deals as they stood, stages that nobody reached filled in
    SELECT g.period, g.channel, g.campaign_id, r.stage, r.position, r.kind, coalesce(sum(c.count), 0) AS reached
    FROM (SELECT DISTINCT period, channel, campaign_id FROM stage_counts) g
    CROSS JOIN rungs r
    LEFT JOIN stage_counts c ON c.stage = r.stage AND c.period IS NOT DISTINCT FROM g.period
        AND c.channel IS NOT DISTINCT FROM g.channel AND c.campaign_id IS NOT DISTINCT FROM g.campaign_id
    GROUP BY ALL
), climbed AS (
    SELECT *, lead(reached, 1, 0) OVER (PARTITION BY period, channel, campaign_id ORDER BY position) AS moved_on
    FROM snapshots
    QUALIFY kind = 'open'
)
SELECT
    rep_id, rep, team, region, manager, product, product_line, account, source, channel, campaign,
    pipeline, stage, position, entered_at, 1 AS reached,
    CAST(year(entered_at) * 12 + month(entered_at) - 1 AS BIGINT) AS entered_month,
    CASE WHEN moved THEN 1 ELSE 0 END AS moved_on,
    CASE WHEN NOT moved AND status IN ('lost', 'cancelled') THEN 1 ELSE 0 END AS leaked,
    CASE WHEN NOT moved AND status = 'open' THEN 1 ELSE 0 END AS in_progress,
    CASE WHEN entered_at + to_microseconds(CAST(ripe_s * 1000000 AS BIGINT)) <= timezone($timezone, $as_of)
         THEN 1 ELSE 0 END AS ripe,
    ripe_s,
    CAST(touched AS BIGINT) AS touched,
    CAST(CASE WHEN is_last THEN won ELSE touched_next END AS BIGINT) AS touched_next,
    CAST(in_order AS BIGINT) AS in_order,
    CAST(CASE WHEN is_last THEN won AND in_order ELSE in_order_next END AS BIGINT) AS in_order_next,
    steps_back,
    CASE WHEN won AND amount > 0 THEN 1 ELSE 0 END AS won,
    CASE WHEN won AND amount > 0 THEN amount ELSE 0 END AS won_amount
FROM decided
JOIN ripe USING (pipeline, stage)
UNION ALL BY NAME
SELECT channel, campaign_id AS campaign, '' AS pipeline, stage, position, CAST(period AS TIMESTAMP) AS entered_at, reached, moved_on,
       1 AS ripe, reached AS snapshot
FROM climbed
WHERE timezone($timezone, CAST(period AS TIMESTAMP)) < $as_of
