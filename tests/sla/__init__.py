"""The arithmetic of the ledger."""
