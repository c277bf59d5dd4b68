"""Tests of the timeline: months, measured states, presence, windows, incidents, outages."""
