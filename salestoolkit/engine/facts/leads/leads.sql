-- One row per lead: from its creation to its first human outbound contact, or to where the wait was last seen, on both clocks.
WITH placed AS (
    SELECT a.*, coalesce(r.name, a.owner_id) AS rep, r.team, r.region, m.manager,
           coalesce(o.office, $timezone) AS office,
           epoch(a.created_at) AS began,
           epoch(coalesce(a.answer_at, a.seen_until)) AS ended
    FROM $answers a
    LEFT JOIN $people r ON r.rep_id = a.owner_id
    LEFT JOIN $managers m ON m.manager_id = r.manager_id
    LEFT JOIN (SELECT DISTINCT office FROM $office_hours) o ON o.office = r.timezone
)
SELECT
    p.lead_id, p.owner_id AS rep_id, p.rep, p.team, p.region, p.manager, p.source, p.channel, p.campaign,
    timezone($timezone, p.created_at) AS created_at,
    p.kind, p.inbound, p.measured, p.absorbed, p.earlier, p.impossible, p.imputed,
    CASE WHEN p.answer_at IS NULL THEN 0 ELSE 1 END AS answered,
    -- 1 answered, 2 given up without an answer, 0 still waiting
    CASE WHEN p.answer_at IS NOT NULL THEN 1 WHEN p.seen_until < $as_of THEN 2 ELSE 0 END AS outcome,
    CASE WHEN p.contacted OR p.response_at IS NOT NULL THEN 1 ELSE 0 END AS contacted,
    CAST(p.called AS INTEGER) AS called,
    CAST(p.customer AS INTEGER) AS customer,
    CAST(greatest(0, floor(p.ended - p.began)) AS BIGINT) AS response_s,
    -- local days from the day it came in to the day of the answer, or of the last moment in which it was seen waiting
    greatest(0, date_diff(
        'day', timezone($timezone, p.created_at)::DATE,
        timezone($timezone, coalesce(p.answer_at, p.seen_until - INTERVAL 1 MICROSECOND))::DATE
    )) AS response_days,
    CAST(greatest(0, floor(
        e.before_s + greatest(0, least(p.ended - e.opens_s, e.open_s))
        - b.before_s - greatest(0, least(p.began - b.opens_s, b.open_s))
    )) AS BIGINT) AS working_s
FROM placed p
LEFT JOIN $office_hours b ON b.office = p.office AND b.day = CAST(timezone(p.office, to_timestamp(p.began)) AS DATE)
LEFT JOIN $office_hours e ON e.office = p.office AND e.day = CAST(timezone(p.office, to_timestamp(p.ended)) AS DATE)
