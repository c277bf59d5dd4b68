"""The ledger at work: a real database, filled with a golden month of a year ago."""
