"""The ledger checked by another road: Prometheus."""
