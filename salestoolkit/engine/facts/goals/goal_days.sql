-- Every day on which something is asked of somebody: a goal is spread evenly over its days, so that any period has its part of it.
WITH asked AS (
    SELECT scope, nullif(scope_id, '') AS scope_id, period AS level, period_start AS first_day, sum(target) AS target,
           CAST(period_start + CASE period WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY
                WHEN 'month' THEN INTERVAL 1 MONTH WHEN 'quarter' THEN INTERVAL 3 MONTH ELSE INTERVAL 1 YEAR END
                AS DATE) AS end_day
    FROM goals
    -- of a product that no deal is of, as lines alone may name one, nothing sold can be told
    WHERE kpi = 'monthly_sales' AND (scope <> 'product' OR scope_id IN (SELECT product FROM deals))
    GROUP BY ALL
), spans AS (
    -- goals by day are given for working days: up to a fortnight without one is free time, and nothing is asked in it
    SELECT *, coalesce(
        CASE WHEN level = 'day' THEN lead(first_day) OVER (PARTITION BY scope, scope_id, level ORDER BY first_day) END,
        end_day) AS next_day
    FROM asked
), placed AS (
    SELECT *, CASE WHEN next_day - first_day <= 14 OR level <> 'day' THEN next_day ELSE end_day END AS last_day
    FROM spans
), daily AS (
    SELECT *, unnest(range(CAST(last_day - first_day AS BIGINT))) AS i FROM placed
), carried AS (
    SELECT
        first_day + CAST(i AS INTEGER) AS day, level,
        CASE WHEN scope = 'team' AND scope_id IS NULL THEN 'company' ELSE scope END AS scope,
        coalesce(scope_id, '') AS asked_of,
        -- goals by day come in hundreds, and are told by the month
        CASE WHEN level = 'day' THEN CAST(date_trunc('month', first_day) AS DATE) ELSE first_day END AS goal,
        timezone($timezone, CAST(first_day + CAST(i AS INTEGER) AS TIMESTAMP)) < $as_of AS over,
        -- to the ten-thousandth, so that the days add up exactly
        CASE WHEN level <> 'day'
             THEN CAST(target * (i + 1) / (last_day - first_day) AS DECIMAL(18, 4))
                  - CAST(target * i / (last_day - first_day) AS DECIMAL(18, 4))
             WHEN i = 0 THEN CAST(target AS DECIMAL(18, 4)) ELSE 0 END AS quota,
        -- adds up to 1 over a goal of which all days count, and to less where some lie outside or nobody was there
        CASE WHEN level <> 'day' THEN 1.0 / (last_day - first_day) ELSE 0 END AS share,
        r.rep_id, coalesce(r.name, r.rep_id) AS rep, coalesce(r.team, t.team) AS team,
        coalesce(r.region, t.region, CASE WHEN scope = 'region' THEN scope_id END) AS region,
        m.manager, CASE WHEN scope = 'product' THEN scope_id END AS product
    FROM daily
    LEFT JOIN $people r ON scope = 'rep' AND r.rep_id = scope_id
    LEFT JOIN $managers m ON m.manager_id = r.manager_id
    LEFT JOIN (SELECT team, CASE WHEN count(DISTINCT region) = 1 THEN min(region) END AS region
               FROM reps WHERE team IS NOT NULL GROUP BY team) t ON scope = 'team' AND t.team = scope_id
    -- of a rep nothing is asked before the first day or after the last
    WHERE scope <> 'rep'
       OR ((r.active_from IS NULL OR day >= r.active_from) AND (r.active_to IS NULL OR day <= r.active_to))
), held AS (
    -- which levels ask something of the same day: of these only one is taken
    SELECT scope, asked_of, day, string_agg(level, ' ' ORDER BY level) AS levels FROM carried GROUP BY ALL
), runs AS (
    SELECT *, day - CAST(row_number() OVER (PARTITION BY scope, asked_of, level, goal, levels ORDER BY day) AS INTEGER) AS run
    FROM carried
    JOIN held USING (scope, asked_of, day)
)
SELECT
    * EXCLUDE (run),
    -- adds up to the number of goals that lie wholly within a period, and to a broken number where one is cut
    CASE WHEN level <> 'day' THEN 1.0 / count(*) OVER (PARTITION BY scope, asked_of, level, goal) ELSE 0 END AS pieces,
    -- of the days in a row on which the same levels ask
    min(day) OVER (PARTITION BY scope, asked_of, level, goal, levels, run) AS begins
FROM runs
