"""Planned maintenance, pure: when windows are in force, and what they cover."""
