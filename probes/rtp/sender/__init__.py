"""Sends test streams and gathers what comes back."""
