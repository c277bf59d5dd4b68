"""Tests of the ways out: text parsed back, HTTP over a real server, a real Prometheus."""
