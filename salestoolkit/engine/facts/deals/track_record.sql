-- One row, of the whole team's history, whatever is asked: days within which nine in ten wins came (-1: nothing was won),
-- and the value of the deals that were decided.
SELECT
    (SELECT coalesce(quantile_disc(won_days, 0.9), -1) FROM $outcomes) AS deal_horizon,
    (SELECT coalesce(max(horizon), -1) FROM $conversions) AS lead_horizon,
    (SELECT sum(amount) FROM $outcomes WHERE status = 'won' AND amount > 0) AS value_won,
    (SELECT sum(amount) FROM $outcomes WHERE status = 'lost' AND amount > 0) AS value_lost
