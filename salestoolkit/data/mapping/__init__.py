"""How a file's columns become canonical ones: the mapping, its formats, and their proof. Judges no row."""
