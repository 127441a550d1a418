"""Many groups at once: shrinkage, ranks, limits, false discoveries. Nothing here estimates one alone."""
