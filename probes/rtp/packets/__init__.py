"""Packets of test streams, pure: RTP, RTCP, STAMP and TWAMP-Light as bytes and as dataclasses."""
