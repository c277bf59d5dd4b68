"""Tells people of incidents where there is no Alertmanager."""
