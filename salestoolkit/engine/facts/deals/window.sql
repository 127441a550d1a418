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
), won AS (
    SELECT date_diff('day', DATE '2000-01-01', month::DATE)::HUGEINT AS x, won_days::HUGEINT AS y
    FROM timed JOIN months USING (month)
    WHERE won_days IS NOT NULL
), sums AS (
    -- whole numbers: a sum of fractions would depend on the order of the rows, which is another at each load
    SELECT count(*) AS wins, wins * sum(x * x) - sum(x) * sum(x) AS xx, wins * sum(y * y) - sum(y) * sum(y) AS yy,
           wins * sum(x * y) - sum(x) * sum(y) AS xy
    FROM won
), trend AS (
    SELECT wins, sign(xy) AS way, CASE WHEN yy = 0 THEN 1 ELSE xy::DOUBLE * xy / xx / yy END AS r2
    FROM sums
    WHERE xx > 0
)
SELECT
    (SELECT min(first_closed) FROM timed) AS first_closed,
    (SELECT coalesce(sum(deals), 0) FROM early) AS before_first_close,
    -- how many of these had ended before that day, as fast as others do; in the data none had
    (SELECT coalesce(sum(deals * ended ORDER BY gap), 0) FROM early ASOF JOIN lengths ON early.gap > lengths.days) AS due_before,
    (SELECT arg_min(cycle, month) FROM months) AS first_cycle,
    (SELECT arg_max(cycle, month) FROM months) AS last_cycle,
    -- how many standard errors the line through all wins of these months rises or falls (NULL: no line)
    (SELECT way * sqrt(r2 * (wins - 2) / greatest(1 - r2, 1e-9)) FROM trend) AS cycle_trend,
    -- of the deals of the last of them, the share that is still open
    (SELECT arg_max(open, month) FROM months) AS last_open
