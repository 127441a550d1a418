"""Widgets: one panel for any KPI, in JupyterLab and under Voila; may import everything but reports and the command line."""
