-- Customers won and what they paid, net: one row per won deal and one per refund, or the sums of an export without deals.
WITH won AS (
    SELECT *,
           -- the first deal of an account makes it a customer; of an account that is not known each deal does
           CASE WHEN account IS NULL OR row_number() OVER (PARTITION BY account ORDER BY closed_at, deal_id) = 1
                THEN 1 ELSE 0 END AS is_new
    FROM $deals
    WHERE status = 'won' AND $has_deals
)
SELECT deal_id, rep_id, rep, team, region, manager, product, product_line, account, source, channel, campaign,
       created_at, closed_at, is_new, 1::BIGINT AS customers,
       greatest(amount, 0) AS gross, greatest(-amount, 0) AS refund, amount, amount_squared, list_amount, cost, reopened
FROM won
UNION ALL BY NAME
-- a refund is no customer: it belongs to the month in which it was booked
SELECT w.* EXCLUDE (status, stage, lost_reason, expected_close_at, reopened, past_expected_close)
           REPLACE (f.booked_at AS closed_at, -f.refund AS amount, CAST(f.refund AS DOUBLE) ** 2 AS amount_squared,
                    NULL AS list_amount, NULL AS cost),
       0::BIGINT AS customers, 0 AS gross, f.refund
FROM won w
JOIN $refunds f ON f.deal_id = w.deal_id
UNION ALL BY NAME
-- money given back that was entered as a deal of its own
SELECT d.deal_id, d.rep_id, coalesce(r.name, d.rep_id) AS rep, r.team, r.region, m.manager,
       d.product, d.product_line, d.account, d.source, d.campaign_id AS campaign,
       timezone($timezone, d.created_at) AS created_at, timezone($timezone, d.closed_at) AS closed_at,
       0 AS is_new, 0::BIGINT AS customers, 0 AS gross, -d.amount AS refund, d.amount,
       CAST(d.amount AS DOUBLE) ** 2 AS amount_squared, 0 AS reopened
FROM deals d
LEFT JOIN $people r ON r.rep_id = d.rep_id
LEFT JOIN $managers m ON m.manager_id = r.manager_id
WHERE d.status = 'refund' AND d.amount < 0 AND d.closed_at < $as_of AND $has_deals
UNION ALL BY NAME
SELECT channel, campaign_id AS campaign, CAST(period AS TIMESTAMP) AS closed_at, 1 AS is_new,
       CAST(count AS BIGINT) AS customers, greatest(amount, 0) AS gross, greatest(-amount, 0) AS refund, amount
FROM stage_counts
WHERE kind = 'won' AND NOT $has_deals AND timezone($timezone, CAST(period AS TIMESTAMP)) < $as_of
