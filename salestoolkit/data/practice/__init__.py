"""How and where a team works: target, hours, country, time zones. Knows no data."""
