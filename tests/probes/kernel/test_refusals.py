"""What the kernel keeps of ICMP errors: words, origins, and which of them refuse."""

from __future__ import annotations

import socket
import struct

import pytest

from monitord.model.echo import Family, IcmpError
from probes.kernel.refusals import error_kind, icmp_error, refusal

LOCAL, ICMP, ICMP6 = 1, 2, 3


def extended(origin: int, kind: int, code: int, offender: bytes) -> bytes:
    """A `struct sock_extended_err` and the sockaddr behind it, as ip(7) lays them out."""
    sockaddr = struct.pack("=HH", socket.AF_INET if len(offender) == 4 else socket.AF_INET6, 0)
    if len(offender) == 16:
        sockaddr += bytes(4)
    return struct.pack("=IBBBxII", 111, origin, kind, code, 0, 0) + sockaddr + offender + bytes(8)


@pytest.mark.parametrize(
    ("family", "kind", "code", "word"),
    [
        ("ipv4", 3, 0, "net-unreachable"),
        ("ipv4", 3, 1, "host-unreachable"),
        ("ipv4", 3, 13, "admin-prohibited"),
        ("ipv4", 3, 99, "unreachable"),
        ("ipv4", 11, 0, "time-exceeded"),
        ("ipv4", 12, 0, "parameter-problem"),
        ("ipv4", 42, 0, "other"),
        ("ipv6", 1, 0, "net-unreachable"),
        ("ipv6", 1, 1, "admin-prohibited"),
        ("ipv6", 1, 3, "host-unreachable"),
        ("ipv6", 2, 0, "too-big"),
        ("ipv6", 3, 0, "time-exceeded"),
    ],
)
def test_errors_have_words(family: Family, kind: int, code: int, word: str) -> None:
    assert error_kind(family, kind, code) == word


def test_an_error_names_who_sent_it() -> None:
    v4 = extended(ICMP, 3, 3, socket.inet_aton("192.0.2.7"))
    assert icmp_error("ipv4", v4) == IcmpError("port-unreachable", "192.0.2.7", 3, 3)
    v6 = extended(ICMP6, 1, 4, socket.inet_pton(socket.AF_INET6, "2001:db8::7"))
    assert icmp_error("ipv6", v6) == IcmpError("port-unreachable", "2001:db8::7", 1, 4)


def test_a_local_error_is_nobodys() -> None:
    assert icmp_error("ipv4", extended(LOCAL, 3, 3, bytes(4))) is None


@pytest.mark.parametrize(
    ("kind", "code", "refuses"),
    [(3, 3, True), (3, 13, True), (11, 0, True), (3, 4, False), (5, 1, False), (11, 1, False)],
)
def test_only_what_says_that_no_answer_comes_is_a_refusal(
    kind: int, code: int, refuses: bool
) -> None:
    value = extended(ICMP, kind, code, bytes(4))
    assert icmp_error("ipv4", value) is not None
    assert (refusal("ipv4", value) is not None) == refuses
