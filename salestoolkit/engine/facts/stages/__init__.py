"""How deals went from stage to stage."""
