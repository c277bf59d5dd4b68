"""Addresses and host names: a name has an address once somebody has resolved it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address


class Addresses:
    """What is known about host names; an address is its own address."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def learn(self, name: str, address: str | None) -> None:
        """`name` has this address now; None: it cannot be found."""
        self._known[name] = address

    def find(self, address: str) -> str | None:
        """Where to send to; None for a name whose address is not known."""
        return address if is_literal(address) else self._known.get(address)


def names_among(addresses: Iterable[str]) -> frozenset[str]:
    """Those that are host names."""
    return frozenset(address for address in addresses if not is_literal(address))


def is_literal(address: str) -> bool:
    """Whether it is an IPv4 or IPv6 address rather than a host name."""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
