"""Tests in a simulated province: real packets, real processes, a network namespace of their own.

`Province` starts the simulator with a command (by default the daemon) inside.
"""
