"""Tests of the measuring instruments: what reads logs, captures and metrics, and what judges.

The measurements themselves are no tests; nothing here takes time.
"""
