-- The steps of all deals without saying whose they are: what each group is held against.
SELECT stage, position, entered_at, moved_on, ripe, won, won_amount FROM $stage_steps
