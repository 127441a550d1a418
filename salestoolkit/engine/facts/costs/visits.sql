-- Visits by day and channel with the leads and customers that came of them, and the days on which a channel has none.
WITH tracked AS (
    SELECT CAST(date AS TIMESTAMP) AS "at", channel, campaign_id AS campaign,
           coalesce(visitors, sessions) AS visitors, sessions,
           CASE WHEN visitors IS NULL THEN sessions ELSE 0 END AS by_session, leads
    FROM visits
    WHERE timezone($timezone, CAST(date AS TIMESTAMP)) < $as_of
), seen AS (
    SELECT DISTINCT channel, "at" FROM tracked WHERE visitors > 0
), calendar AS (
    -- a channel's days from its first visit on
    SELECT channel, unnest(generate_series(min("at"), (SELECT max("at") FROM seen), INTERVAL 1 DAY)) AS "at"
    FROM seen
    GROUP BY channel
), web AS (
    -- inbound leads of the channels that have visits; a day without visits has leads of visits that nobody counted
    SELECT l.lead_id, l.channel, l.campaign, l.created_at, l.customer, s.channel IS NOT NULL AS known
    FROM $leads l
    JOIN leads r ON r.lead_id = l.lead_id AND coalesce(r.kind, 'inbound') = 'inbound' AND r.merged_into IS NULL
    LEFT JOIN seen s ON s.channel = l.channel AND s."at" = date_trunc('day', l.created_at)
    WHERE l.channel IN (SELECT channel FROM seen)
      AND date_trunc('day', l.created_at) BETWEEN (SELECT min("at") FROM seen) AND (SELECT max("at") FROM seen)
), sparse AS (
    -- channels most of whose leads came on days without visits: those are given by week or month, not by day
    SELECT channel FROM web GROUP BY channel HAVING count(*) FILTER (NOT known) > count(*) FILTER (known)
), lag AS (
    -- by when nine in ten of the web leads that became customers had done so
    SELECT greatest(0, coalesce(quantile_cont(epoch(won.won_at - web.created_at), 0.9), 0)) AS lag_s
    FROM web
    JOIN $lead_wins won USING (lead_id)
), counted AS (
    SELECT "at", channel, campaign, visitors, sessions, by_session,
           CASE WHEN $visits_have_leads THEN coalesce(leads, 0) ELSE 0 END AS leads,
           0 AS crm_leads, 0 AS customers, 0 AS untracked, 0 AS gaps,
           CASE WHEN channel IN (SELECT channel FROM sparse) THEN visitors ELSE 0 END AS crm_sparse
    FROM tracked
    UNION ALL
    SELECT created_at, channel, campaign, 0, 0, 0, CASE WHEN $visits_have_leads OR NOT known THEN 0 ELSE 1 END,
           CAST(known AS INTEGER), CASE WHEN known THEN customer ELSE 0 END, CAST(NOT known AS INTEGER), 0, 0
    FROM web
    UNION ALL
    SELECT "at", channel, NULL, 0, 0, 0, 0, 0, 0, 0, 1, 0
    FROM calendar
    ANTI JOIN seen USING (channel, "at")
), excess AS (
    -- days on which a channel has more leads than visitors, who are then not counted alike
    SELECT channel, date_trunc('day', "at") AS "at"
    FROM counted
    GROUP BY ALL
    HAVING sum(leads) > sum(visitors) AND sum(visitors) > 0
), whole AS (
    SELECT *, 0 AS excess FROM counted
    UNION ALL
    SELECT "at", channel, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 FROM excess
)
SELECT whole.*,
       CASE WHEN $visits_have_leads THEN 0 ELSE crm_sparse END AS sparse,
       CASE WHEN date_trunc('day', "at") + to_microseconds(CAST(lag_s * 1000000 AS BIGINT)) <= timezone($timezone, $as_of)
            THEN 1 ELSE 0 END AS ripe,
       lag_s
FROM whole, lag
