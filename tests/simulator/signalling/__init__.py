"""Simulated endpoints and MCUs that answer calls."""
