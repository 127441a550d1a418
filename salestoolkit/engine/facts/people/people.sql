-- One row per rep, called by name; of those who share a name each carries the id too, so that no two are called alike.
SELECT * REPLACE (
    CASE WHEN count(*) OVER (PARTITION BY name) > 1 THEN name || ' (' || rep_id || ')' ELSE name END AS name
)
FROM reps
