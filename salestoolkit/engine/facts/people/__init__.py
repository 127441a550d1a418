"""Who sells and who leads, by name."""
