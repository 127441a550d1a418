"""Days and hours: holidays, Ramadan, occasions, working time. Nothing here knows a KPI."""
