"""Many machines: one owner of the run hands reports to workers on lease and publishes what comes back, once each.

``parcel`` (what a worker is sent) -> ``making`` (the worker's side); ``places`` (workers as executors),
``coordinator`` (leases and fencing numbers) and ``executor`` (all workers as one) are the owner's side. Nothing here
knows where pages are published.
"""
