"""What was asked, and what stands against it."""
