"""Whom the reflector answers, and how often."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TypeAlias

from probes.kernel.address import unmapped

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: tuple[Network, ...] = (
    ipaddress.IPv4Network("127.0.0.0/8"),
    ipaddress.IPv6Network("::1/128"),
)
STAMP_PORT = 862
FIRST_FREE_PORT = 1024
RATE, TOTAL = 1_000, 5_000
"""Replies a second on one account and altogether: the heaviest video presets fit, a flood not."""
EVERYBODY = ipaddress.IPv4Address("255.255.255.255")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator allows."""

    allowed: tuple[Network, ...] = LOOPBACK
    """Prefixes of sources that are answered."""
    rate: int = RATE
    """Replies a second on one account: see `account`."""
    total: int = TOTAL
    """Replies a second altogether."""
    burst: float = 1.0
    """Seconds' worth of replies that may be asked for at once, after a pause of that length."""
    sessions: int = 4_096
    """Sessions remembered at most."""
    idle: float = 900.0
    """Seconds after which a silent session is forgotten (REFWAIT, RFC 5357 4.2; RFC 8762)."""

    def account(self, address: str) -> str | None:
        """On whose account a host is answered; None when it is not, as no group ever is.

        Each IPv4 address has one, but in IPv6 each /64: who has an address there has all of them.
        """
        try:
            found = ipaddress.ip_address(unmapped(address))
        except ValueError:
            return None
        if found.is_multicast or found.is_unspecified or found == EVERYBODY:
            return None
        if not any(found in network for network in self.allowed):
            return None
        return str(found) if found.version == 4 else found.packed[:8].hex()


def plausible_port(port: int) -> bool:
    """Whether a sender would use it.

    Below 1024 are services that answer whatever they are sent (echo, chargen, DNS, NTP …) and that
    a forged source would set against us; only STAMP's own port is a sender's too.
    """
    return port >= FIRST_FREE_PORT or port == STAMP_PORT
