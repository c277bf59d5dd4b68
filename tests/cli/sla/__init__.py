"""`monitord sla` as people type it, on real databases."""
