-- One row per won deal (or the sums of an export without deals): what it brought, whether it won a new customer (an account's first
-- won deal; any where accounts are not known), and whether the costs of that time are recorded.
WITH won AS (
    SELECT *,
           row_number() OVER (PARTITION BY account ORDER BY closed_at, amount DESC, product, rep_id) AS nth,
           sum(amount) OVER (PARTITION BY account) AS account_amount
    FROM $customers
)
SELECT
    w.rep_id, w.rep, w.team, w.region, w.manager, w.product, w.product_line, w.account, w.source, w.channel, w.campaign,
    w.closed_at, w.customers, w.amount,
    -- the sums of an export without deals say nothing about each customer
    CASE WHEN $has_deals THEN coalesce(CAST(w.amount AS DOUBLE), 0) END AS deal_value,
    CASE WHEN $has_deals AND coalesce(w.amount, 0) <= 0 THEN w.customers ELSE 0 END AS without_amount,
    CASE WHEN w.account IS NULL OR w.nth = 1 THEN 1 ELSE 0 END AS is_new,
    CASE WHEN w.closed_at >= l.covered_from AND w.closed_at < l.covered_to THEN 1 ELSE 0 END AS covered,
    w.account_amount,
    date_diff('day', w.closed_at, timezone($timezone, $as_of)) / 30.4375 AS months
FROM won w, $cost_lag l
