-- What was asked and what was sold, by day. What was sold stands here once as all there is, without a level, and once
-- more beside every goal that covers its day: what is held against a goal was sold on its days, by whom it asks.
WITH sold AS (
    SELECT * FROM $customers
), beside AS (
    SELECT *, unnest(['company', 'team', 'region', 'rep', 'product']) AS scope,
           unnest(['', team, region, rep_id, product]) AS asked_of
    FROM sold
)
SELECT
    CAST(day AS TIMESTAMP) AS "at", scope, asked_of, level, levels, CAST(goal AS TIMESTAMP) AS goal, CAST(begins AS TIMESTAMP) AS begins,
    rep_id, rep, team, region, manager, product,
    CASE WHEN over THEN quota ELSE 0 END AS quota, quota AS quota_whole, 1 AS days, CASE WHEN over THEN 1 ELSE 0 END AS elapsed,
    pieces, share, 0::DECIMAL(18, 4) AS closed, 0::DOUBLE AS squares, 0::BIGINT AS customers,
    0::BIGINT AS no_amount
FROM $goal_days
UNION ALL
SELECT closed_at, 'sold', NULL, NULL, NULL, NULL, NULL, rep_id, rep, team, region, manager, product, 0, 0, 0, 0, 0, 0,
       amount, amount_squared, customers, CASE WHEN amount IS NULL THEN customers ELSE 0 END
FROM sold
UNION ALL
SELECT b.closed_at, b.scope, b.asked_of, g.level, g.levels, g.goal, g.begins, b.rep_id, b.rep, b.team, b.region, b.manager, b.product,
       0, 0, 0, 0, 0, 0, b.amount, b.amount_squared, b.customers,
       CASE WHEN b.amount IS NULL THEN b.customers ELSE 0 END
FROM beside b
JOIN $goal_days g ON g.scope = b.scope AND g.asked_of = b.asked_of AND g.day = CAST(b.closed_at AS DATE)
