"""Reports in the making: jobs, workers, limits, the trial of one's own KPIs. Publishes nothing."""
