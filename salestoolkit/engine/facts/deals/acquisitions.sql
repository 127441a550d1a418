-- One row per won deal (or the sums of an export without deals): what it brought net of its refunds, what its goods cost, whether it
-- won a new customer, and whether the costs of that time are recorded.
WITH deal AS (
    SELECT *, CASE WHEN $has_deals THEN sum(amount) OVER (PARTITION BY deal_id) ELSE amount END AS net,
           sum(amount) OVER (PARTITION BY account) AS account_net
    FROM $customers
)
SELECT
    d.rep_id, d.rep, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
    d.closed_at, d.customers, d.is_new, d.net AS amount,
    CASE WHEN d.account IS NULL THEN d.net ELSE d.account_net END AS bought,
    -- the sums of an export without deals say nothing about each customer
    CASE WHEN $has_deals THEN coalesce(CAST(d.net AS DOUBLE), 0) END AS deal_value,
    CASE WHEN $has_deals AND coalesce(d.amount, 0) <= 0 THEN d.customers ELSE 0 END AS without_amount,
    CASE WHEN d.amount > 0 THEN d.cost END AS goods,
    CASE WHEN d.amount > 0 AND d.cost IS NOT NULL THEN d.amount END AS priced,
    CASE WHEN d.closed_at >= l.covered_from AND d.closed_at < l.covered_to THEN 1 ELSE 0 END AS covered,
    date_diff('day', d.closed_at, timezone($timezone, $as_of)) / 30.4375 AS months
FROM deal d, $cost_lag l
-- a refund is in its deal's net
WHERE d.customers > 0 OR NOT $has_deals
