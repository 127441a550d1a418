"""From signals to agreements: what lay outside chance, what to do about it, and what came of it."""
