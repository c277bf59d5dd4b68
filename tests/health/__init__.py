"""Tests of monitord.health."""
