"""The simulator's pure core: packets, faults, scenarios, the packet log.

What needs a network namespace is in tests/lab.
"""
