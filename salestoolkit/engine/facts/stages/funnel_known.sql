-- The load: how many deals the stage history and the table of deals both have, and of how many they are at odds.
SELECT count(*) AS deals, count(*) FILTER (e.deal_id IN (SELECT deal_id FROM $funnel_left_out)) AS at_odds
FROM (SELECT DISTINCT deal_id FROM $stage_entries) e
JOIN $deals d ON d.deal_id = e.deal_id
