"""Tests of monitord.poller."""
