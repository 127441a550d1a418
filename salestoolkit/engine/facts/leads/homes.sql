-- One row per lead that was merged into another: the lead that stands for it.
WITH RECURSIVE merges AS (
    SELECT lead_id, merged_into FROM leads WHERE merged_into <> lead_id AND merged_into IN (SELECT lead_id FROM leads)
), ways AS (
    -- UNION drops what was seen before: a chain is followed to its end, and a circle ends too
    SELECT lead_id, merged_into AS goal FROM merges
    UNION
    SELECT w.lead_id, m.merged_into FROM ways w JOIN merges m ON m.lead_id = w.goal
)
-- the end of the chain; in a circle, which has none, the first id of the circle
SELECT w.lead_id, coalesce(min(w.goal) FILTER (m.lead_id IS NULL), min(w.goal) FILTER (c.lead_id IS NOT NULL)) AS home
FROM ways w
LEFT JOIN merges m ON m.lead_id = w.goal
LEFT JOIN ways c ON c.lead_id = w.goal AND c.goal = w.goal
GROUP BY w.lead_id
