"""Tests of the exposition: parsed back and compared with the snapshot, value by value.

promtool and a real Prometheus judge it too.
"""
