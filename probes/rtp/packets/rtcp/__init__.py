"""RTCP: what receivers of real calls report (RFC 3550, 6; RFC 3611). Bytes ↔ dataclasses.

`compound` reads a datagram; `reception`, `description` and `extended` are its packets.
"""
