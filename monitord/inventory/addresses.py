"""Addresses as people write them: IPv4, IPv6 or a host name.

Pure: each `parse_…` raises ValueError for what it does not understand.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_ANY = "0.0.0.0"  # noqa: S104 - recognised here, opened by whoever asked for it
_LISTEN = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]*):([0-9]{1,5})")


def parse_ip(text: str) -> str:
    """An IP address of one host in its canonical form (RFC 5952)."""
    address: IPv4Address | IPv6Address = ip_address(text)
    if address.is_unspecified or address.is_multicast or text == "255.255.255.255":
        raise ValueError(text)
    return str(address)


def parse_address(text: str) -> str:
    """An IP address in its canonical form or a host name in lower case."""
    if ":" in text or text.rpartition(".")[2].isdigit():
        return parse_ip(text)
    return parse_host(text)


def parse_host(text: str) -> str:
    """A host name in lower case (RFC 1123, section 2.1; underscores as in practice).

    Its last label is not a number, so that `10.1.1` and `10.0.0.256` are no names.
    """
    labels = text.removesuffix(".").split(".")
    if len(text) > 253 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError(text)
    return text.lower()


def parse_listen(text: str) -> str:
    """`host:port`, where the host may be left out and an IPv6 address stands in brackets."""
    match = _LISTEN.fullmatch(text)
    if match is None or not 0 < int(match[2]) < 65536:
        raise ValueError(text)
    host = match[1]
    if host.startswith("["):
        IPv6Address(host[1:-1])
    elif host not in ("", _ANY):
        parse_address(host)
    return text
