"""How faults become incidents, and what becomes of those."""
