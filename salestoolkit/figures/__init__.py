"""Figures of results, and the only place where seaborn and matplotlib are imported; may import only words."""
