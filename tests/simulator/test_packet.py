"""Packets: what comes out of a TUN device, and what goes back into it."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.simulator.packet import (
    ERRORS,
    ICMP,
    ICMPV6,
    UDP,
    PacketError,
    checksum,
    echo_reply,
    icmp_error,
    parse,
)
from tests.simulator.packets import MONITOR, datagram, echo_request, icmp_checksum_holds

ADDRESSES = ("127.2.1.2", "fd00::2")


@pytest.mark.parametrize("address", ADDRESSES)
@given(payload=st.binary(max_size=1400), ttl=st.integers(1, 255), sequence=st.integers(0, 65535))
def test_a_reply_is_the_request_turned_round(
    address: str, payload: bytes, ttl: int, sequence: int
) -> None:
    request = echo_request(address, payload=payload, sequence=sequence)
    reply = parse(echo_reply(request, ttl))
    assert (reply.source, reply.destination) == (request.destination, request.source)
    assert (reply.ttl, reply.marks) == (ttl, (4711, sequence))
    assert reply.data[reply.header] == {ICMP: 0, ICMPV6: 129}[reply.protocol]
    assert reply.data[reply.header + 8 :] == payload
    assert icmp_checksum_holds(reply)
    if reply.protocol == ICMP:
        assert checksum(reply.data[: reply.header]) == 0


@pytest.mark.parametrize(
    ("kind", "v4", "v6"),
    [
        ("time-exceeded", (11, 0), (3, 0)),
        ("net-unreachable", (3, 0), (1, 0)),
        ("host-unreachable", (3, 1), (1, 3)),
        ("port-unreachable", (3, 3), (1, 4)),
        ("admin-prohibited", (3, 13), (1, 1)),
    ],
)
def test_an_error_quotes_the_packet_and_comes_from_its_router(
    kind: str, v4: tuple[int, int], v6: tuple[int, int]
) -> None:
    for address, router, expected in (("127.2.1.2", "127.1.1.1", v4), ("fd00::2", "fd00::1", v6)):
        request = echo_request(address)
        data = icmp_error(request, ip_address(router).packed, kind)
        assert data is not None
        error = parse(data)
        assert str(ip_address(error.source)) == router
        assert error.destination == request.source
        assert tuple(error.data[error.header : error.header + 2]) == expected
        assert error.data[error.header + 8 :] == request.data
        assert icmp_checksum_holds(error)


def test_a_long_packet_is_quoted_in_part() -> None:
    request = echo_request("127.2.1.2", payload=bytes(1400))
    data = icmp_error(request, ip_address("127.1.1.1").packed, "host-unreachable")
    assert data is not None
    assert len(data) == 576


def test_a_router_of_the_other_family_says_nothing() -> None:
    for kind in ERRORS:
        assert icmp_error(echo_request("fd00::2"), ip_address("127.1.1.1").packed, kind) is None


@pytest.mark.parametrize("address", ADDRESSES)
def test_cut_off_anywhere_a_packet_is_refused_or_asks_for_nothing(address: str) -> None:
    whole = echo_request(address).data
    header = 40 if ":" in address else 20
    for length in range(len(whole)):
        if length < header:
            with pytest.raises(PacketError, match="no IP packet"):
                parse(whole[:length])
        elif length < header + 8:
            packet = parse(whole[:length])
            assert (packet.kind[1], packet.marks) == (-1, (0, 0))


@given(st.binary(max_size=100))
def test_any_bytes_are_a_packet_or_refused(data: bytes) -> None:
    try:
        packet = parse(data)
    except PacketError:
        return
    assert packet.data[packet.header :] in data
    assert len(packet.kind) == len(packet.marks) == 2


def test_a_datagram_is_known_by_its_port() -> None:
    packet = datagram("127.2.1.2", 161)
    assert packet.kind == (UDP, 161)
    assert packet.marks == (40000, 161)
    assert str(ip_address(packet.source)) == MONITOR
