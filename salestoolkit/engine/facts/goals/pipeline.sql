-- What was asked, what was sold and what is open, by day: an open deal stands at the day it is expected to close, and
-- once more beside every goal that covers this day, as what was sold does.
WITH steps AS (
    -- as the funnel judges a stage: on what entered it long enough ago
    SELECT stage, position, sum(moved_on) AS passed, count(*) AS decided
    FROM $stage_steps
    WHERE ripe = 1
    GROUP BY stage, position
), chances AS (
    -- who is in a stage now has this and all later ones to pass
    SELECT s.stage, avg((SELECT product(CASE WHEN l.decided > 0 THEN l.passed / l.decided END ORDER BY l.position)
                         FROM steps l WHERE l.position >= s.position)) AS chance
    FROM steps s
    GROUP BY s.stage
), won AS (
    SELECT count(*) FILTER (status = 'won') / nullif(count(*) FILTER (status IN ('won', 'lost')), 0) AS rate FROM $deals
), opened AS (
    SELECT
        expected_close_at AS "at", rep_id, rep, team, region, manager, product,
        -- a date that has passed says nothing of when the deal will close
        CASE WHEN ahead THEN coalesce(d.amount, 0) ELSE 0 END AS pipeline,
        CASE WHEN ahead THEN 1 ELSE 0 END AS open_deals,
        CASE WHEN past_expected_close = 1 THEN 1 ELSE 0 END AS overdue,
        CASE WHEN past_expected_close = 1 THEN coalesce(d.amount, 0) ELSE 0 END AS overdue_value,
        CASE WHEN ahead AND d.amount IS NULL THEN 1 ELSE 0 END AS unvalued,
        CASE WHEN expected_close_at IS NULL THEN 1 ELSE 0 END AS undated,
        CAST(d.amount AS DOUBLE) AS amount,
        coalesce(c.chance, won.rate) AS chance
    FROM (SELECT *, past_expected_close = 0 AND expected_close_at IS NOT NULL AS ahead FROM $deals WHERE status = 'open') d
    LEFT JOIN chances c ON c.stage = d.stage
    CROSS JOIN won
), beside AS (
    SELECT *, unnest(['company', 'team', 'region', 'rep', 'product']) AS scope,
           unnest(['', team, region, rep_id, product]) AS asked_of
    FROM opened
), placed AS (
    SELECT *, 'open' AS scope, NULL AS asked_of, NULL AS level, NULL AS levels, NULL::TIMESTAMP AS goal, NULL::TIMESTAMP AS begins FROM opened
    UNION ALL BY NAME
    SELECT b.*, g.level, g.levels, g.goal, g.begins
    FROM beside b
    JOIN $goal_days g ON g.scope = b.scope AND g.asked_of = b.asked_of AND g.day = CAST(b."at" AS DATE)
)
SELECT *, 0::DECIMAL(18, 4) AS pipeline, 0 AS open_deals, 0 AS overdue, 0::DECIMAL(18, 4) AS overdue_value, 0 AS unvalued, 0 AS undated,
       NULL::DOUBLE AS amount, NULL::DOUBLE AS chance
FROM $goals
UNION ALL BY NAME
SELECT *, 0 AS quota, 0 AS quota_whole, 0 AS days, 0 AS elapsed, 0 AS pieces, 0 AS share, 0 AS closed, 0 AS squares, 0 AS customers
FROM placed
