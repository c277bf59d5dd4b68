"""Tests of monitord.maintenance."""
