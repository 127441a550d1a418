"""The team's review: goals, people, seasons, pipeline, forecast, drivers, follow-up. Imports KPIs and what is below."""
