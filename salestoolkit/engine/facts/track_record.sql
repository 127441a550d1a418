-- One row, of the whole team's history, whatever is asked: days within which nine in ten wins came (-1: nothing was won).
SELECT
    (SELECT coalesce(quantile_disc(won_days, 0.9), -1) FROM $outcomes) AS deal_horizon,
    (SELECT coalesce(max(horizon), -1) FROM $conversions) AS lead_horizon
