"""Tests of the probes, each against the kernel, other programs and captures.

Mirrors `probes/`.
"""
