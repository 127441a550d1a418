"""Sections about goals: how they stand and may end, which to suggest, what they ask of a day."""
