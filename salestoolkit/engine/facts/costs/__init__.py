"""What was spent, and the visits that came of it."""
