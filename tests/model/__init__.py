"""Tests of monitord.model."""
