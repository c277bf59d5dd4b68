"""Versions 1 and 2c, against real, simulated and hostile agents.

The packets are tested one floor up.
"""
