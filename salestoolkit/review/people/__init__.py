"""Sections that hold people against each other: who stands out, leads, improves. Fairly or not at all."""
