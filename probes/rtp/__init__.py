"""Test streams: packets, statistics, the reflector, the sender."""
