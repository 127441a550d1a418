"""Series of months: growth, season, Lebaran, level, trend and forecast. One month alone is no series."""
