-- One row per manager whom reps name, by id or by name; of two managers of one name each carries the id.
WITH named AS (
    SELECT name, any_value(rep_id) AS rep_id FROM reps GROUP BY name HAVING count(*) = 1
), known AS (
    SELECT DISTINCT r.manager_id, coalesce(m.rep_id, n.rep_id, r.manager_id) AS person,
           coalesce(m.name, r.manager_id) AS name
    FROM reps r
    LEFT JOIN reps m ON m.rep_id = r.manager_id
    LEFT JOIN named n ON n.name = r.manager_id
    WHERE r.manager_id IS NOT NULL
)
SELECT manager_id,
       CASE WHEN count(DISTINCT person) OVER (PARTITION BY name) > 1 THEN name || ' (' || person || ')' ELSE name END
           AS manager
FROM known
