-- One row, of all the data: what its first and last day let one see of how long deals take.
WITH timed AS (
    SELECT created_at::DATE AS created_on, date_trunc('month', created_at) AS month, closed_at, outcome, days, won_days,
           min(closed_at::DATE) OVER () AS first_closed
    FROM $outcomes
    WHERE timed = 1
), lengths AS (
    SELECT days, sum(count(*)) OVER (ORDER BY days) / sum(count(*)) OVER () AS ended
    FROM timed
    WHERE outcome > 0
    GROUP BY days
), early AS (
    SELECT date_diff('day', created_on, first_closed) AS gap, count(*) AS deals
    FROM timed
    WHERE created_on < first_closed
    GROUP BY gap
), months AS (
    SELECT month, avg(won_days) * 86400 AS cycle, avg((outcome = 0)::INTEGER) AS open
    FROM timed
    GROUP BY month
    -- a mean of fewer says nothing
    HAVING count(won_days) >= 5
), trend AS (
    SELECT regr_slope(won_days, epoch(month)) AS slope, regr_r2(won_days, epoch(month)) AS r2, count(*) AS wins
    FROM timed JOIN months USING (month)
    WHERE won_days IS NOT NULL
)
SELECT
    (SELECT min(first_closed) FROM timed) AS first_closed,
    (SELECT coalesce(sum(deals), 0) FROM early) AS before_first_close,
    -- how many of these had ended before that day, as fast as others do; in the data none had
    (SELECT coalesce(sum(deals * ended), 0) FROM early ASOF JOIN lengths ON early.gap > lengths.days) AS due_before,
    (SELECT arg_min(cycle, month) FROM months) AS first_cycle,
    (SELECT arg_max(cycle, month) FROM months) AS last_cycle,
    -- how many standard errors the line through all wins of these months rises or falls (NULL: no line)
    (SELECT sign(slope) * sqrt(r2 * (wins - 2) / greatest(1 - r2, 1e-9)) FROM trend) AS cycle_trend,
    -- of the deals of the last of them, the share that is still open
    (SELECT arg_max(open, month) FROM months) AS last_open
