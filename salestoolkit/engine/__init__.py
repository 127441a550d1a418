"""The engine: prepared facts, counting in the database, computing a KPI. Imports nouns and words only."""
