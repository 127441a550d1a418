-- One row per inbound lead with the days to the first deal won of it, and whether it is too young to tell; days are local dates.
WITH aged AS (
    SELECT l.*,
           CASE WHEN l.customer = 1
                THEN greatest(0, date_diff('day', l.created_at::DATE, w.won_at::DATE)) END AS won_days,
           date_diff('day', l.created_at::DATE, (timezone($timezone, $as_of) - INTERVAL 1 MICROSECOND)::DATE) AS age_days
    FROM $leads l
    LEFT JOIN $lead_wins w ON w.lead_id = l.lead_id
    -- spam, tests, duplicates and those we called ourselves did not come in
    WHERE l.inbound = 1
), horizon AS (
    -- within so many days of coming in nine in ten customers were won; -1 where nobody ever was
    SELECT coalesce(quantile_disc(won_days, 0.9), -1) AS horizon FROM aged
)
SELECT aged.*, horizon, CASE WHEN customer = 0 AND age_days < horizon THEN 1 ELSE 0 END AS young
FROM aged, horizon
