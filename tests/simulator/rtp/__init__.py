"""Tests of the simulated reflectors."""
