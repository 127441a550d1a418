-- Visits and the leads that came of them, by day: leads as the web analytics count them, or else the leads table's own.
SELECT CAST(date AS TIMESTAMP) AS "at", channel, campaign_id AS campaign,
       coalesce(visitors, sessions) AS visitors, CASE WHEN $visits_have_leads THEN coalesce(leads, 0) ELSE 0 END AS leads
FROM visits
WHERE timezone($timezone, CAST(date AS TIMESTAMP)) < $as_of
UNION ALL
SELECT created_at, channel, campaign, 0, 1
FROM $leads
WHERE NOT $visits_have_leads AND channel IN (SELECT DISTINCT channel FROM visits)
  -- leads of days on which no visit was counted came of visits that nobody knows
  AND CAST(created_at AS DATE) BETWEEN (SELECT min(date) FROM visits) AND (SELECT max(date) FROM visits)
