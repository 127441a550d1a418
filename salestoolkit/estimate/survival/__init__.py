"""How long and how many, when some have not come yet. Nothing here ignores those that still wait."""
