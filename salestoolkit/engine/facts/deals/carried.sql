-- One row, of the whole load: what its deals can show. Lists of orders hold no loss, and deals that close on the day they begin.
SELECT
    count(*) FILTER (status <> 'open') > 0 AS ended,
    count(*) FILTER (status = 'cancelled') = 0 OR count(*) FILTER (status IN ('won', 'lost')) > 0 AS decided,
    count(*) = 0 OR count(*) FILTER (status = 'won') > 0 AS wins,
    count(*) FILTER (status = 'won') = 0 OR count(*) FILTER (status = 'lost') > 0 AS losses,
    count(*) FILTER (status = 'won') = 0 OR count(*) FILTER (status IN ('lost', 'cancelled')) > 0 AS ends,
    count(*) FILTER (status = 'won' AND created_at IS NOT NULL AND closed_at IS NOT NULL) = 0
        OR count(*) FILTER (
            status = 'won' AND CAST(timezone($timezone, closed_at) AS DATE) > CAST(timezone($timezone, created_at) AS DATE)
        ) > 0 AS cycles
FROM deals
