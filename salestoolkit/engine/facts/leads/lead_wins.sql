-- One row per lead that became a customer, those merged into it gathered up: when the first deal that came of it was won.
WITH pairs AS (
    SELECT lead_id, deal_id FROM deals WHERE lead_id IS NOT NULL
    UNION
    SELECT lead_id, deal_id FROM leads WHERE deal_id IS NOT NULL
)
SELECT coalesce(h.home, p.lead_id) AS lead_id, min(d.closed_at) AS won_at
FROM pairs p
-- where the day of the win is not known, nobody can tell whether it was won by as_of
JOIN $deals d ON d.deal_id = p.deal_id AND d.status = 'won' AND d.closed_at IS NOT NULL
LEFT JOIN $homes h ON h.lead_id = p.lead_id
GROUP BY ALL
