-- One row per won deal whose cost of goods is known: what it brought and what that cost.
SELECT
    d.rep_id, d.rep, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
    d.closed_at, d.amount AS priced, CAST(d.amount AS DOUBLE) * CAST(c.cost AS DOUBLE) / CAST(c.amount AS DOUBLE) AS goods,
    -- belongs to no new customer's value: a group's margin is one
    CAST(NULL AS DOUBLE) AS deal_value
FROM $deals d
JOIN deals c ON c.deal_id = d.deal_id
WHERE d.status = 'won' AND c.amount > 0 AND c.cost IS NOT NULL
