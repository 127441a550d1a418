"""Chance: the one seed and the numbers of draws of everything that is resampled or simulated here."""

from __future__ import annotations

SEED = 20_260_101
"""Any number serves, as long as it is the same: the same data then give the same interval."""
RESAMPLES, FEWER_RESAMPLES = 1_999, 999
"""Of a bootstrap, and of one whose statistic takes long: one below a round number, so that each end of a 95% interval
is one of the values (Davison and Hinkley 1997, Bootstrap Methods and their Application)."""
DRAWS = 4_000
"""Of a simulation: an end that 2.5% lie beyond is met by 2.5% of the draws, give or take 0.25 points."""
LARGE = 5_000
"""From this many values on a known distribution serves: resampling would change nothing that is shown."""
