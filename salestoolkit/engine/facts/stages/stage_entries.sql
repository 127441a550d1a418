-- One row per time a deal entered a stage of its pipeline, in local time, with where it came from and when it went on.
WITH ladder AS (
    SELECT coalesce(pipeline, '') AS pipeline, stage, min(position) AS position, any_value(kind) AS kind
    FROM stages
    GROUP BY ALL
), matched AS (
    SELECT h.entity_id AS deal_id, l.*, timezone($timezone, h.entered_at) AS entered_at
    FROM stage_history h
    JOIN ladder l ON l.stage = h.stage
    WHERE h.entity = 'deal' AND h.entered_at < $as_of
), homes AS (
    -- two pipelines may share a stage's name: a deal is in the one that most of its history names
    SELECT deal_id, pipeline
    FROM (SELECT deal_id, pipeline, count(*) AS named FROM matched GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY deal_id ORDER BY named DESC, pipeline) = 1
), changes AS (
    -- a stage that is logged again while the deal is in it is no new entry
    SELECT *
    FROM matched
    JOIN homes USING (deal_id, pipeline)
    QUALIFY stage IS DISTINCT FROM lag(stage) OVER (PARTITION BY deal_id ORDER BY entered_at, position)
)
SELECT *,
       lag(position) OVER path AS came_from,
       lead(position) OVER path AS went_to,
       lead(entered_at) OVER path AS left_at
FROM changes
WINDOW path AS (PARTITION BY deal_id ORDER BY entered_at, position)
