-- One row per lead with its first human outbound contact; response_s runs to it, or to where the wait was last seen.
WITH contact AS (
    SELECT lead_id,
           min("at") FILTER (kind NOT IN ('system', 'note') AND coalesce(direction, 'outbound') = 'outbound') AS answered_at,
           bool_or(kind <> 'system') AS contacted,
           bool_or(kind = 'call') AS called
    FROM activities
    WHERE lead_id IS NOT NULL AND "at" < $as_of
    GROUP BY lead_id
), won AS (
    -- a lead became a customer when a deal that came of it was won
    SELECT lead_id FROM deals WHERE status = 'won' AND closed_at < $as_of AND lead_id IS NOT NULL
    UNION
    SELECT l.lead_id FROM leads l JOIN deals d ON d.deal_id = l.deal_id WHERE d.status = 'won' AND d.closed_at < $as_of
), answered AS (
    SELECT l.*, c.contacted, c.called,
           CASE WHEN l.first_response_at < $as_of THEN l.first_response_at ELSE c.answered_at END AS response_at
    FROM leads l
    LEFT JOIN contact c ON c.lead_id = l.lead_id
    WHERE l.created_at < $as_of
), timed AS (
    SELECT *,
           -- a lead that was converted was answered, even where nobody logged the contact
           coalesce(response_at, CASE WHEN converted_at < $as_of THEN converted_at END) AS answer_at,
           least($as_of, coalesce(disqualified_at, $as_of)) AS seen_until
    FROM answered
)
SELECT
    t.lead_id,
    t.owner_id AS rep_id, coalesce(r.name, t.owner_id) AS rep, r.team, r.region, coalesce(m.name, r.manager_id) AS manager,
    t.source, t.channel, t.campaign_id AS campaign,
    timezone($timezone, t.created_at) AS created_at,
    CASE WHEN answer_at IS NULL THEN 0 ELSE 1 END AS answered,
    CASE WHEN contacted OR response_at IS NOT NULL THEN 1 ELSE 0 END AS contacted,
    CASE WHEN called THEN 1 ELSE 0 END AS called,
    CASE WHEN w.lead_id IS NULL THEN 0 ELSE 1 END AS customer,
    -- up to a minute before its creation is clock skew; more is a conversation that was already going on
    CASE WHEN epoch(answer_at) < epoch(t.created_at) - 60 THEN 1 ELSE 0 END AS earlier,
    CASE WHEN response_at IS NULL AND answer_at IS NOT NULL THEN 1 ELSE 0 END AS imputed,
    CAST(greatest(0, floor(epoch(coalesce(answer_at, seen_until)) - epoch(t.created_at))) AS BIGINT) AS response_s
FROM timed t
LEFT JOIN reps r ON r.rep_id = t.owner_id
LEFT JOIN won w ON w.lead_id = t.lead_id
LEFT JOIN reps m ON m.rep_id = r.manager_id
