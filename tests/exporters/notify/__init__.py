"""Tests of exporters.notify."""
