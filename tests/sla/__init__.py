"""Tests of monitord.sla."""
