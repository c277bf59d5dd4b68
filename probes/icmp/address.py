"""Numeric addresses, as the socket wants them and as the kernel spells them."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

from monitord.model.echo import Family
from probes.icmp.transport import Sockaddr


@dataclass(frozen=True, slots=True)
class Address:
    """An IPv4 or IPv6 address."""

    family: Family
    text: str
    """In the kernel's spelling, without a zone."""
    packed: bytes
    sockaddr: Sockaddr

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`. Raises ValueError."""
        parsed = ipaddress.ip_address(text)
        if isinstance(parsed, ipaddress.IPv4Address):
            return cls("ipv4", str(parsed), parsed.packed, (str(parsed), 0))
        spelt = socket.inet_ntop(socket.AF_INET6, parsed.packed)
        scope = 0 if parsed.scope_id is None else _interface(parsed.scope_id)
        return cls("ipv6", spelt, parsed.packed, (spelt, 0, 0, scope))


def _interface(zone: str) -> int:
    """The number of the network interface that a zone names."""
    if zone.isdigit():
        return int(zone)
    try:
        return socket.if_nametoindex(zone)
    except OSError:
        raise ValueError(f"no network interface is called {zone}") from None
