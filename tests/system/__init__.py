"""The whole program: `monitord run` as a process of its own, asked over HTTP and by its log.

In a simulated province where packets matter, on plain loopback where they do not.
"""
