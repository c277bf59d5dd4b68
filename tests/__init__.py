"""The tests mirror the source; `lab` holds what needs a network namespace."""
