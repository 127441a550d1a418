"""Widgets: one panel for any KPI, in JupyterLab and under Voila; may not import reports or the command line."""
