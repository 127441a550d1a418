-- Who sells: every rep but system accounts, and but those of a role in which nobody owns a lead or a deal.
WITH owners AS (
    SELECT rep_id FROM deals WHERE rep_id IS NOT NULL
    UNION
    SELECT owner_id FROM leads WHERE owner_id IS NOT NULL
)
SELECT r.rep_id, r.name AS rep, r.team, r.region
FROM $people r
WHERE coalesce(r.is_system, 'false') <> 'true'
  AND (r.role IS NULL OR r.role IN (SELECT o.role FROM reps o JOIN owners ON owners.rep_id = o.rep_id))
