"""Many machines: one owner of the run hands reports to workers on lease and publishes what comes back, once each.

``parcel`` (what a worker is sent) -> ``making`` (the worker's side); ``places`` (workers as executors) and
``coordinator`` (leases and fencing numbers) are the owner's side. Nothing here knows where pages are published.
"""
