-- One row per time a deal was closed, of the deals that moved on after it (reopened, or won after lost): from the stages they entered.
WITH kinds AS (
    -- pipelines may share a stage's name; where they do not agree what it means, it says nothing
    SELECT stage, any_value(kind) AS kind FROM stages GROUP BY stage HAVING count(DISTINCT kind) = 1
), entered AS (
    SELECT h.entity_id AS deal_id, k.kind, h.entered_at
    FROM stage_history h
    JOIN kinds k ON k.stage = h.stage
    WHERE h.entity = 'deal'
), moved AS (
    -- most deals close once and need no further look
    SELECT deal_id, max(entered_at) AS last_at
    FROM entered
    GROUP BY deal_id
    HAVING max(entered_at) FILTER (kind = 'open') > min(entered_at) FILTER (kind <> 'open')
        OR count(DISTINCT kind) FILTER (kind <> 'open') > 1
), recorded AS (
    SELECT deal_id, kind, entered_at FROM entered JOIN moved USING (deal_id)
    UNION ALL
    -- a closing that the history lacks; within a day of the history's last row it is the same one, dated by another clock
    SELECT d.deal_id, CASE d.status WHEN 'won' THEN 'won' ELSE 'lost' END, d.closed_at
    FROM deals d
    JOIN moved m USING (deal_id)
    WHERE d.status <> 'open'
      AND CAST(timezone($timezone, d.closed_at) AS DATE) > CAST(timezone($timezone, m.last_at) AS DATE)
), turns AS (
    -- stages of one moment were entered in the order open, lost, won
    SELECT *, row_number() OVER w AS place, lag(kind) OVER w AS before
    FROM recorded
    WINDOW w AS (PARTITION BY deal_id ORDER BY entered_at, kind = 'won', kind = 'lost')
), spells AS (
    SELECT deal_id, kind, entered_at, row_number() OVER w AS place, lead(entered_at) OVER w AS next_at,
           last_value(kind) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_kind
    FROM turns
    WHERE kind IS DISTINCT FROM before
    WINDOW w AS (PARTITION BY deal_id ORDER BY place)
)
SELECT
    s.deal_id,
    CASE WHEN s.next_at IS NULL AND d.status <> 'open' THEN d.status ELSE s.kind END AS status,
    timezone($timezone, s.entered_at) AS closed_at,
    CASE WHEN s.next_at < $as_of THEN timezone($timezone, s.next_at) END AS reopened_at
FROM spells s
JOIN deals d USING (deal_id)
WHERE s.kind <> 'open' AND s.entered_at < $as_of
  -- a deal that counts as closed though an open stage was entered last was not reopened: its status is newer
  AND (d.status = 'open' OR s.last_kind <> 'open')
