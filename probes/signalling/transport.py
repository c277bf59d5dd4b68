"""The kernel's side of SIP over UDP."""

from __future__ import annotations

import socket

from probes.kernel.address import NUMBERS, Address, without_zone

BUFFER = 1 << 20
"""Bytes asked for, each way."""
MOST_DATAGRAM = 1 << 16


def address_towards(to: Address) -> str:
    """The address from which this machine sends there; nothing is sent. Raises OSError."""
    with socket.socket(NUMBERS[to.family], socket.SOCK_DGRAM) as sock:
        sock.settimeout(0)
        sock.connect(to.sockaddr)
        return without_zone(sock.getsockname())[0]
