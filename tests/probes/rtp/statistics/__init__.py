"""Tests of the arithmetic of streams."""
