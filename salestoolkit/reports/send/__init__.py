"""Hands each page to its one reader, once. Nothing here makes or changes a page."""
