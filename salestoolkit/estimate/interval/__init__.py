"""interval."""
