"""Tests of packets: bytes written by hand from the RFCs' tables, hypothesis, tshark."""
