-- One row per cost and day: a cost is spread evenly over its days, to the ten-thousandth, so that the days add up exactly.
-- It earns customers as many days later as the lag says.
WITH spans AS (
    SELECT *, date_diff('day', date_from, date_to) + 1 AS days
    FROM costs
    WHERE timezone($timezone, CAST(date_from AS TIMESTAMP)) < $as_of
), daily AS (
    SELECT *, unnest(range(days)) AS i FROM spans
)
SELECT
    CAST(date_from + CAST(i AS INTEGER) AS TIMESTAMP) AS "at",
    CAST(date_from + CAST(i AS INTEGER) AS TIMESTAMP) + to_days(lag_days) AS earns_at,
    CASE WHEN date_from + CAST(i AS INTEGER) + to_days(lag_days) < timezone($timezone, $as_of) THEN 1 ELSE 0 END AS due,
    -- belongs to no customer's value
    CAST(NULL AS DOUBLE) AS deal_value,
    c.channel, c.campaign_id AS campaign, c.category,
    c.rep_id, coalesce(r.name, c.rep_id) AS rep, r.team, r.region, m.manager,
    CAST(
        CAST(amount * (i + 1) / days AS DECIMAL(18, 4)) - CAST(amount * i / days AS DECIMAL(18, 4)) AS DECIMAL(18, 4)
    ) AS amount
FROM daily c
CROSS JOIN $cost_lag
LEFT JOIN $people r ON r.rep_id = c.rep_id
LEFT JOIN $managers m ON m.manager_id = r.manager_id
WHERE timezone($timezone, CAST(date_from + CAST(i AS INTEGER) AS TIMESTAMP)) < $as_of
