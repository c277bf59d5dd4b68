"""Tests of monitord.centre."""
