-- One row per deal with the days from its creation to its end, or to as_of where it is still open; days are local dates.
WITH dated AS (
    SELECT *,
           CASE WHEN created_at IS NULL THEN 1 ELSE 0 END AS undated,
           -- an end before the beginning by more than clock skew: no duration is made of it
           CASE WHEN closed_at::DATE < created_at::DATE AND epoch(closed_at) < epoch(created_at) - 60
                THEN 1 ELSE 0 END AS impossible,
           -- it ended, and nobody knows when: some time between its creation and as_of
           status <> 'open' AND closed_at IS NULL AS unclosed,
           coalesce(closed_at, timezone($timezone, $as_of) - INTERVAL 1 MICROSECOND)::DATE AS seen_until
    FROM $deals
), lived AS (
    SELECT *,
           CASE WHEN undated = 0 AND impossible = 0
                THEN greatest(0, date_diff('day', created_at::DATE, seen_until)) END AS days
    FROM dated
)
SELECT
    rep_id, rep, team, region, manager, product, product_line, account, source, channel, campaign,
    created_at, closed_at, status, past_expected_close, amount, undated, impossible, days,
    CASE WHEN days IS NULL THEN 0 ELSE 1 END AS seen,
    CASE WHEN days IS NULL OR unclosed THEN 0 ELSE 1 END AS timed,
    -- 0 open, 1 won, 2 ended otherwise: a cancelled deal was one that could have been won; 3 and 4 the same on a day nobody knows
    CASE WHEN status = 'open' THEN 0 WHEN status = 'won' THEN CASE WHEN unclosed THEN 4 ELSE 1 END
         WHEN unclosed THEN 3 ELSE 2 END AS outcome,
    CASE WHEN status = 'won' AND NOT unclosed THEN days END AS won_days,
    CASE WHEN status = 'won' AND amount > 0 THEN CAST(amount AS DOUBLE) END AS won_amount
FROM lived
