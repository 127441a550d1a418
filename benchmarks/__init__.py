"""Benchmarks: run with ``make bench``. Ratios against a stated peer in the same run, medians of pairs."""
