"""Warm execution: one process imports the stack once, and every report and kernel is a fork of it.

``owner`` (the caller, without sockets) -> ``process`` (warm, one thread, no data) -> a job per report -> its kernel.
"""
