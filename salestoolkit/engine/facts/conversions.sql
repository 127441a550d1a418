-- One row per lead with the days to the first deal won of it, and whether it is too young to tell; days are local dates.
WITH pairs AS (
    SELECT lead_id, deal_id FROM deals WHERE lead_id IS NOT NULL
    UNION
    SELECT lead_id, deal_id FROM leads WHERE deal_id IS NOT NULL
), wins AS (
    SELECT p.lead_id, min(d.closed_at) AS won_at
    FROM pairs p
    JOIN $deals d ON d.deal_id = p.deal_id AND d.status = 'won'
    GROUP BY p.lead_id
), aged AS (
    SELECT l.*,
           CASE WHEN l.customer = 1
                THEN greatest(0, date_diff('day', l.created_at::DATE, w.won_at::DATE)) END AS won_days,
           date_diff('day', l.created_at::DATE, (timezone($timezone, $as_of) - INTERVAL 1 MICROSECOND)::DATE) AS age_days
    FROM $leads l
    LEFT JOIN wins w ON w.lead_id = l.lead_id
), horizon AS (
    -- within so many days of coming in nine in ten customers were won; -1 where nobody ever was
    SELECT coalesce(quantile_disc(won_days, 0.9), -1) AS horizon FROM aged
)
SELECT aged.*, horizon, CASE WHEN customer = 0 AND age_days < horizon THEN 1 ELSE 0 END AS young
FROM aged, horizon
