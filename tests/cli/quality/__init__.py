"""Tests of streams and signalling on the command line."""
