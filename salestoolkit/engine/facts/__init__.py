"""Prepared facts: one SQL file each turns canonical tables into narrow, typed, local-time rows for counting."""
