"""Reports: templates from definitions, a plan, papermill over it, pages and an index. Imports nothing of widgets or cli."""
