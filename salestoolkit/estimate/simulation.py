"""Chance: the one seed and the numbers of draws of everything that is resampled or simulated here."""

from __future__ import annotations

SEED = 20_260_101
RESAMPLES = 1_999
LARGE = 5_000
"""From this many values on a known distribution serves: resampling would change nothing that is shown."""
