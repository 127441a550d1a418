"""Data: canonical tables, the door they come in by, and what is known about them.

Imports nothing above words.
"""
