"""Tests of test streams. Mirrors `probes/rtp/`."""
