"""Tests of exporters.alertmanager."""
