"""Thresholds that several rooms of the review share, each with its reason. Imports nothing."""

from __future__ import annotations

MOST_OF_A_TEAM = 0.5
"""What holds of a larger share of a team's reps is told of the team: its process is looked at before its people."""
SMALLEST_TEAM = 3
"""Of fewer reps that can be judged there are no most."""
