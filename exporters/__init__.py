"""Ways out: Prometheus text and HTTP, each reading immutable snapshots and holding no state.

`slices` keeps their long work from holding up the event loop.
"""
