"""The gate of companies: draws companies of every kind, makes the whole of each, and holds laws over what comes out."""
