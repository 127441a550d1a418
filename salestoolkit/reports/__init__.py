"""Reports: templates from definitions, a plan, papermill over it, pages and an index. Imports no widgets, no cli."""
