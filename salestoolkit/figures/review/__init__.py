"""Figures of the review, each for one section. A view that any KPI can have lies in views."""
