"""Against a real Alertmanager."""
