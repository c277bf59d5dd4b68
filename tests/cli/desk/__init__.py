"""Tests of the commands that speak with the daemon's desk, over real sockets."""
