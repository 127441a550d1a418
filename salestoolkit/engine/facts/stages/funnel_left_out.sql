-- One row per deal that no funnel can place, at the first stage of its pipeline: its status and its history are at odds, or no deal is listed.
SELECT
    d.rep_id, d.rep, d.team, d.region, d.manager, d.product, d.product_line, d.account, d.source, d.channel, d.campaign,
    e.deal_id, e.pipeline, s.stage, s.position, e.entered_at,
    CAST(NOT o.unlisted AS BIGINT) AS at_odds, CAST(o.unlisted AS BIGINT) AS unlisted
FROM (SELECT deal_id, pipeline, min(entered_at) AS entered_at FROM $stage_entries GROUP BY ALL) e
JOIN ($history_at_odds) o ON o.deal_id = e.deal_id
LEFT JOIN $deals d ON d.deal_id = e.deal_id
JOIN (SELECT coalesce(pipeline, '') AS pipeline, min_by(stage, position) AS stage, min(position) AS position
      FROM stages WHERE kind = 'open' GROUP BY ALL) s ON s.pipeline = e.pipeline
WHERE o.unlisted OR d.deal_id IS NOT NULL
