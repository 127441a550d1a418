-- One row per deal as it stood at as_of; times are local to the business time zone. A refund that was entered as a deal is none.
WITH reopened AS (
    -- of a deal that was closed more than once, the last time by as_of counts
    SELECT deal_id, max_by(status, closed_at) AS status, max(closed_at) AS closed_at,
           max_by(coalesce(reopened_at, TIMESTAMP '9999-12-31'), closed_at) < TIMESTAMP '9999-12-31' AS open_again,
           count(reopened_at) > 0 AS moved_on
    FROM $closings
    GROUP BY deal_id
), standing AS (
    SELECT d.*, coalesce(c.moved_on, false) AS moved_on,
           -- a deal that closed after as_of was still open then
           CASE WHEN c.open_again THEN 'open' WHEN c.deal_id IS NOT NULL THEN c.status
                WHEN d.closed_at >= $as_of THEN 'open' ELSE d.status END AS state,
           CASE WHEN c.open_again THEN NULL WHEN c.deal_id IS NOT NULL THEN c.closed_at
                WHEN d.closed_at < $as_of THEN timezone($timezone, d.closed_at) END AS ended_at
    FROM deals d
    LEFT JOIN reopened c ON c.deal_id = d.deal_id
    WHERE (d.created_at IS NULL OR d.created_at < $as_of) AND d.status <> 'refund'
)
SELECT
    d.deal_id,
    d.rep_id, coalesce(r.name, d.rep_id) AS rep, r.team, r.region, m.manager,
    d.product, d.product_line, d.account, d.lost_reason,
    coalesce(d.source, l.source) AS source, l.channel, coalesce(d.campaign_id, l.campaign_id) AS campaign,
    d.stage,
    timezone($timezone, d.created_at) AS created_at,
    d.ended_at AS closed_at,
    timezone($timezone, d.expected_close_at) AS expected_close_at,
    d.state AS status,
    CASE WHEN d.moved_on THEN 1 ELSE 0 END AS reopened,
    CASE WHEN d.expected_close_at < $as_of THEN 1 ELSE 0 END AS past_expected_close,
    d.amount, d.list_amount, d.cost,
    CAST(d.amount AS DOUBLE) * CAST(d.amount AS DOUBLE) AS amount_squared
FROM standing d
LEFT JOIN $people r ON r.rep_id = d.rep_id
LEFT JOIN $managers m ON m.manager_id = r.manager_id
LEFT JOIN (SELECT lead_id, any_value(source) AS source, any_value(channel) AS channel,
                  any_value(campaign_id) AS campaign_id FROM leads GROUP BY lead_id) l ON l.lead_id = d.lead_id
