"""Socket options that Python does not name; the numbers of Linux's asm-generic headers."""

from __future__ import annotations

SO_ATTACH_FILTER = 26
SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
SO_TIMESTAMPNS = 35
SO_TIMESTAMPING = 37
SO_RXQ_OVFL = 40
SO_MEMINFO = 55

IP_TOS, IP_TTL, IP_PKTINFO, IP_RECVERR, IP_RECVTTL, IP_RECVTOS = 1, 2, 8, 11, 12, 13
IP_MTU_DISCOVER, IP_PMTUDISC_DONT = 10, 0
IPV6_RECVERR = 25

ANCILLARY_SPACE = 512
"""Bytes for control messages; an ICMP error and a stamp take less than half of it."""
