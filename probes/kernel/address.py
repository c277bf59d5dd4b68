"""Numeric addresses, as a socket wants them and as the kernel spells them."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.echo import Family

Source: TypeAlias = tuple[str, int]
"""Address without a zone, and port."""
Sockaddr: TypeAlias = tuple[str, int] | tuple[str, int, int, int]
NUMBERS: dict[Family, int] = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is: an IPv4 or IPv6 address, and a port where there are ports."""

    family: Family
    text: str
    """In the kernel's spelling, without a zone."""
    packed: bytes
    port: int
    sockaddr: Sockaddr

    @property
    def source(self) -> Source:
        """As `without_zone` gives it for what comes from there."""
        return self.text, self.port

    @classmethod
    def parse(cls, text: str, port: int = 0) -> Address:
        """Read `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`. Raises ValueError."""
        if not 0 <= port < 0x10000:
            raise ValueError(f"{port} is no port")
        parsed = ipaddress.ip_address(text)
        if isinstance(parsed, ipaddress.IPv4Address):
            return cls("ipv4", str(parsed), parsed.packed, port, (str(parsed), port))
        spelt = socket.inet_ntop(socket.AF_INET6, parsed.packed)
        scope = 0 if parsed.scope_id is None else _interface(parsed.scope_id)
        return cls("ipv6", spelt, parsed.packed, port, (spelt, port, 0, scope))


def without_zone(sockaddr: Sockaddr) -> Source:
    """Where a datagram came from."""
    return sockaddr[0].partition("%")[0], sockaddr[1]


def unmapped(address: str) -> str:
    """`::ffff:192.0.2.1`, as a socket of both families has it, as `192.0.2.1`."""
    return address[7:] if address.startswith("::ffff:") and "." in address else address


def _interface(zone: str) -> int:
    """The number of the network interface that a zone names."""
    try:
        if zone.isdigit() and int(zone) < 1 << 32:
            return int(zone)
        return socket.if_nametoindex(zone)
    except OSError:
        raise ValueError(f"no network interface is called {zone}") from None
