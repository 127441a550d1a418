-- One row per lead that was still undecided when the time for an answer ran out: answered by then or not, converted later or not.
-- Who was converted or given up earlier cannot be compared: the answer might have come of the conversion.
SELECT
    a.lead_id, a.owner_id AS rep_id, r.team, r.region, a.source, a.channel,
    timezone($timezone, a.created_at) AS created_at,
    CASE WHEN a.response_at <= a.created_at + $landmark THEN 1 ELSE 0 END AS exposed,
    CASE WHEN a.response_at IS NOT NULL THEN 1 ELSE 0 END AS answered,
    CASE WHEN a.converted_at IS NOT NULL THEN 1 ELSE 0 END AS outcome,
    CASE WHEN a.converted_at <= a.created_at + $landmark OR a.seen_until < a.created_at + $landmark THEN 1 ELSE 0 END AS decided,
    CASE WHEN o.open_s > 0 AND epoch(a.created_at) BETWEEN o.opens_s AND o.opens_s + o.open_s THEN 1 ELSE 0 END AS in_hours
FROM $answers a
LEFT JOIN reps r ON r.rep_id = a.owner_id
LEFT JOIN $office_hours o
    ON o.office = coalesce(r.timezone, $timezone) AND o.day = CAST(timezone(coalesce(r.timezone, $timezone), a.created_at) AS DATE)
WHERE a.measured = 1
  -- what came of the youngest leads is not known yet
  AND a.created_at + INTERVAL 30 DAYS <= $as_of
