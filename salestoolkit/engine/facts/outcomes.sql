-- One row per deal with the days from its creation to its end, or to as_of where it is still open; days are local dates.
WITH lived AS (
    SELECT *,
           -- an end dated before the beginning by more than clock skew: no duration is made of it
           CASE WHEN closed_at::DATE < created_at::DATE AND epoch(closed_at) < epoch(created_at) - 60
                THEN 1 ELSE 0 END AS impossible,
           greatest(0, date_diff(
               'day', created_at::DATE,
               coalesce(closed_at, timezone($timezone, $as_of) - INTERVAL 1 MICROSECOND)::DATE)) AS days
    FROM $deals
)
SELECT
    rep_id, rep, team, region, manager, product, product_line, account, source, channel, campaign,
    created_at, closed_at, status, past_expected_close, amount,
    CASE WHEN created_at IS NULL THEN 1 ELSE 0 END AS undated,
    CASE WHEN created_at IS NULL THEN 0 ELSE impossible END AS impossible,
    CASE WHEN created_at IS NULL OR impossible = 1 THEN 0 ELSE 1 END AS timed,
    -- 0 open, 1 won, 2 ended otherwise: a cancelled deal was one that could have been won
    CASE status WHEN 'open' THEN 0 WHEN 'won' THEN 1 ELSE 2 END AS outcome,
    days,
    CASE WHEN status = 'won' AND impossible = 0 THEN days END AS won_days,
    CASE WHEN status = 'won' AND amount > 0 THEN amount END AS won_amount,
    CASE WHEN status = 'won' AND amount > 0 THEN 1 ELSE 0 END AS valued
FROM lived
