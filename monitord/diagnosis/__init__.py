"""Root cause, pure: from what is known now to how each site is, and which faults explain it."""
