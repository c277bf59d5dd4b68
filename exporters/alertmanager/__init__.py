"""Tells Alertmanager what is wrong, and writes a configuration for it."""
