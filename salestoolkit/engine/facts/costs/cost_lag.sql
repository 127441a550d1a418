-- One row: how many days after a cost its customers come, and from when until when customers have recorded costs behind them.
WITH cycle AS (
    SELECT median(date_diff('day', created_at, closed_at)) AS days, count(*) AS cycles
    FROM $deals
    WHERE status = 'won' AND closed_at >= created_at
), lag AS (
    SELECT CAST(coalesce($cost_lag_days, round(days), 0) AS INTEGER) AS lag_days, cycles,
           CASE WHEN $cost_lag_days IS NULL THEN 0 ELSE 1 END AS lag_declared
    FROM cycle
), recorded AS (
    SELECT min(date_from) AS first_day, max(date_to) AS last_day
    FROM costs
    WHERE timezone($timezone, CAST(date_from AS TIMESTAMP)) < $as_of
)
SELECT
    lag_days, lag_declared, cycles,
    first_day + to_days(lag_days) AS covered_from,
    -- costs are booked by the month: one on its first day is a cost of the whole month
    date_trunc('month', last_day) + to_months(1) + to_days(lag_days) AS covered_to
FROM lag, recorded
