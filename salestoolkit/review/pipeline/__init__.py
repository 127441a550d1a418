"""Sections about open deals: age, movement, chances, recovery, and what the stages let through."""
