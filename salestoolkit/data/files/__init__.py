"""Reads any form of file as a raw table, each row with its place. Knows no canonical column."""
