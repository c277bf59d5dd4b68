"""Tests of RTCP."""
