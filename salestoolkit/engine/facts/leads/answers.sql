-- One row per lead that stands, those merged into it gathered up: when it came, when a human answered, how long it was watched.
WITH contact AS (
    SELECT a.lead_id,
           min(a."at") FILTER (
               a.kind NOT IN ('system', 'note') AND coalesce(a.direction, 'outbound') = 'outbound'
               AND coalesce(r.is_system, 'false') <> 'true' AND $contacts_timed
           ) AS answered_at,
           bool_or(a.kind <> 'system') AS contacted,
           bool_or(a.kind = 'call') AS called
    FROM activities a
    LEFT JOIN reps r ON r.rep_id = a.rep_id
    WHERE a.lead_id IS NOT NULL AND a."at" < $as_of
    GROUP BY a.lead_id
), gathered AS (
    SELECT coalesce(h.home, l.lead_id) AS lead_id,
           count(*) - 1 AS absorbed,
           min(l.created_at) AS created_at,
           min(CASE WHEN l.first_response_at < $as_of THEN l.first_response_at ELSE c.answered_at END) AS response_at,
           -- of what is known by the day only, the end of the day counts: no wait is made shorter
           min(least(l.converted_at + $conversion_span, $as_of)) FILTER (l.converted_at < $as_of) AS converted_at,
           coalesce(bool_or(c.contacted), false) AS contacted,
           coalesce(bool_or(c.called), false) AS called,
           -- it became a customer when a deal that came of it was won
           bool_or(w.lead_id IS NOT NULL) AS customer
    FROM leads l
    LEFT JOIN $homes h ON h.lead_id = l.lead_id
    LEFT JOIN contact c ON c.lead_id = l.lead_id
    LEFT JOIN $lead_wins w ON w.lead_id = coalesce(h.home, l.lead_id)
    WHERE l.created_at < $as_of
    GROUP BY ALL
), timed AS (
    SELECT g.*, l.owner_id, l.source, l.channel, l.campaign_id AS campaign,
           coalesce(l.kind, 'inbound') AS kind,
           l.created_at AS own_created_at,
           -- a lead that was converted was answered, even where nobody logged the contact
           coalesce(g.response_at, g.converted_at) AS answer_at,
           least($as_of, coalesce(l.disqualified_at + $disqualification_span, $as_of)) AS seen_until
    FROM gathered g
    JOIN leads l ON l.lead_id = g.lead_id
), checked AS (
    SELECT *,
           -- up to a minute before its creation is clock skew; more is a conversation that was already going on,
           -- or, where there was no contact, an end before the beginning; of a day alone it is any day before
           CASE WHEN span > INTERVAL 0 HOURS THEN ended <= created_at
                ELSE epoch(ended) < epoch(created_at) - 60 END AS backward
    FROM (
        SELECT *,
               CASE WHEN response_at IS NOT NULL THEN response_at + $response_span
                    ELSE coalesce(converted_at, seen_until) END AS ended,
               CASE WHEN response_at IS NOT NULL THEN $response_span WHEN converted_at IS NOT NULL THEN $conversion_span
                    ELSE $disqualification_span END AS span
        FROM timed
    )
)
SELECT * EXCLUDE (backward, ended, span),
       CASE WHEN kind = 'inbound' THEN 1 ELSE 0 END AS inbound,
       CASE WHEN backward AND response_at IS NOT NULL THEN 1 ELSE 0 END AS earlier,
       CASE WHEN backward AND response_at IS NULL THEN 1 ELSE 0 END AS impossible,
       CASE WHEN response_at IS NULL AND answer_at IS NOT NULL THEN 1 ELSE 0 END AS imputed,
       CASE WHEN kind = 'inbound' AND NOT backward THEN 1 ELSE 0 END AS measured
FROM checked
