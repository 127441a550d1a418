-- One row per lead and owner in turn: from when the owner got the lead to the answer, the hand-over, or where the wait was last seen.
WITH given AS (
    SELECT lead_id, owner_id, assigned_at FROM assignments WHERE assigned_at < $as_of
    UNION ALL
    -- a lead that was never assigned is its owner's from the beginning; one that nobody owns is on no owner's clock
    SELECT lead_id, owner_id, own_created_at
    FROM $answers
    WHERE owner_id IS NOT NULL AND lead_id NOT IN (SELECT lead_id FROM assignments)
), turns AS (
    -- given again to the same owner is no hand-over
    SELECT *, lag(owner_id) OVER (PARTITION BY lead_id ORDER BY assigned_at, owner_id) AS owner_before FROM given
), spells AS (
    SELECT lead_id, owner_id, assigned_at,
           lead(assigned_at) OVER (PARTITION BY lead_id ORDER BY assigned_at, owner_id) AS handed_at,
           row_number() OVER (PARTITION BY lead_id ORDER BY assigned_at, owner_id) AS turn
    FROM turns
    WHERE owner_before IS DISTINCT FROM owner_id
), timed AS (
    SELECT a.* EXCLUDE (owner_id), s.owner_id, s.turn,
           epoch(greatest(s.assigned_at, a.created_at)) AS began,
           -- the first owner may have answered up to a minute before the assignment was logged
           epoch(a.answer_at) + CASE WHEN s.turn = 1 THEN 60 ELSE 0 END AS answered_by,
           coalesce(a.answer_at < s.handed_at, a.answer_at IS NOT NULL) AS own_answer,
           least(a.seen_until, coalesce(s.handed_at, a.seen_until)) AS held_until,
           s.handed_at < a.seen_until AS handed_over
    FROM spells s
    JOIN $answers a ON a.lead_id = s.lead_id
    WHERE coalesce(s.handed_at > greatest(s.assigned_at, a.created_at), true)
), placed AS (
    SELECT t.*, coalesce(r.name, t.owner_id) AS rep, r.team, r.region, m.manager,
           coalesce(o.office, $timezone) AS office,
           coalesce(answered_by < began, epoch(seen_until) < began) AS settled,
           epoch(CASE WHEN own_answer THEN answer_at ELSE held_until END) AS ended
    FROM timed t
    LEFT JOIN $people r ON r.rep_id = t.owner_id
    LEFT JOIN $managers m ON m.manager_id = r.manager_id
    LEFT JOIN (SELECT DISTINCT office FROM $office_hours) o ON o.office = r.timezone
)
SELECT
    p.lead_id, p.owner_id AS rep_id, p.rep, p.team, p.region, p.manager, p.source, p.channel, p.campaign,
    timezone($timezone, p.created_at) AS created_at,
    p.turn,
    CASE WHEN p.settled THEN 0 ELSE p.measured END AS measured,
    -- the lead had been answered or given up before this owner got it
    CASE WHEN p.settled THEN p.measured ELSE 0 END AS settled,
    CASE WHEN p.measured = 1 AND NOT p.settled AND NOT p.own_answer AND p.handed_over THEN 1 ELSE 0 END AS handed_over,
    CASE WHEN p.own_answer THEN 1 WHEN p.held_until < $as_of AND NOT coalesce(p.handed_over, false) THEN 2 ELSE 0 END AS outcome,
    CAST(greatest(0, floor(p.ended - p.began)) AS BIGINT) AS response_s,
    CAST(greatest(0, floor(
        e.before_s + greatest(0, least(p.ended - e.opens_s, e.open_s))
        - b.before_s - greatest(0, least(p.began - b.opens_s, b.open_s))
    )) AS BIGINT) AS working_s
FROM placed p
LEFT JOIN $office_hours b ON b.office = p.office AND b.day = CAST(timezone(p.office, to_timestamp(p.began)) AS DATE)
LEFT JOIN $office_hours e ON e.office = p.office AND e.day = CAST(timezone(p.office, to_timestamp(p.ended)) AS DATE)
