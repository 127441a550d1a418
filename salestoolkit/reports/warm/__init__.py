"""Warm execution: one process imports the stack once, and every report and kernel is a fork of it.

``client`` (the caller, without sockets) -> ``server`` (warm, one thread, no data) -> a job per report -> its kernel.
"""
