-- Customers won and what they paid: one row per won deal, or the sums of an export without deals.
SELECT rep_id, rep, team, region, manager, product, product_line, account, source, channel, campaign,
       closed_at, 1::BIGINT AS customers, amount, amount_squared
FROM $deals
WHERE status = 'won' AND $has_deals
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, channel, campaign_id,
       CAST(period AS TIMESTAMP), CAST(count AS BIGINT), amount, NULL
FROM stage_counts
WHERE kind = 'won' AND NOT $has_deals AND timezone($timezone, CAST(period AS TIMESTAMP)) < $as_of
