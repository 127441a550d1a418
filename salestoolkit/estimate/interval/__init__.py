"""One number from counts or amounts, and the interval around it. Nothing here looks over time."""
