"""Control messages, seen by the socket that they are sent to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from monitord.model.echo import Family
from probes.kernel.address import NUMBERS, Address
from probes.kernel.marking import LEVEL, from_here, marking
from probes.kernel.options import IP_PKTINFO, IP_RECVTOS, IP_RECVTTL, IP_TOS, IP_TTL

HERE: dict[Family, str] = {"ipv4": "127.0.0.1", "ipv6": "::1"}
ANY: dict[Family, str] = {"ipv4": "0.0.0.0", "ipv6": "::"}
ASKED: dict[Family, tuple[int, ...]] = {
    "ipv4": (IP_RECVTOS, IP_RECVTTL, IP_PKTINFO),
    "ipv6": (socket.IPV6_RECVTCLASS, socket.IPV6_RECVHOPLIMIT, socket.IPV6_RECVPKTINFO),
}
MARKS: dict[Family, tuple[int, int]] = {
    "ipv4": (IP_TOS, IP_TTL),
    "ipv6": (socket.IPV6_TCLASS, socket.IPV6_HOPLIMIT),
}


class Pair:
    """A socket that hears everything, on every address, and one that sends to it."""

    def __init__(self, family: Family, stack: ExitStack) -> None:
        self.family = family
        self.hearing, self.sending = (
            stack.enter_context(socket.socket(NUMBERS[family], socket.SOCK_DGRAM)) for _ in "12"
        )
        for each in (self.hearing, self.sending):
            each.settimeout(5)
        for option in ASKED[family]:
            self.hearing.setsockopt(LEVEL[family], option, 1)
        self.hearing.bind((ANY[family], 0))
        self.where = Address.parse(HERE[family], self.hearing.getsockname()[1]).sockaddr


@pytest.fixture(params=["ipv4", "ipv6"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with ExitStack() as stack:
        try:
            yield Pair(request.param, stack)
        except OSError as error:
            pytest.skip(f"no {request.param} here: {error}")


@pytest.mark.parametrize(("dscp", "ttl"), [(46, 7), (0, 255), (63, 1)])
def test_a_datagram_is_marked_as_is_said(pair: Pair, dscp: int, ttl: int) -> None:
    pair.sending.sendmsg([b"x"], marking(pair.family, dscp, ttl), 0, pair.where)
    _, ancillary, _, _ = pair.hearing.recvmsg(10, 200)
    values = {kind: value for _, kind, value in ancillary}
    tos, hops = MARKS[pair.family]
    assert (values[tos][0], values[hops][0]) == (dscp << 2, ttl)


def test_what_is_none_is_left_to_the_socket(pair: Pair) -> None:
    assert list(marking(pair.family)) == []


def test_a_datagram_comes_from_the_address_that_is_said() -> None:
    with ExitStack() as stack:
        pair = Pair("ipv4", stack)
        source = socket.inet_aton("127.0.0.9")
        pair.sending.sendmsg([b"x"], marking("ipv4", source=source), 0, pair.where)
        assert pair.hearing.recvmsg(10, 200)[3][0] == "127.0.0.9"


def test_an_answer_comes_from_where_the_question_went() -> None:
    with ExitStack() as stack:
        pair = Pair("ipv4", stack)
        pair.sending.sendto(b"x", ("127.0.0.7", pair.where[1]))
        _, ancillary, _, sender = pair.hearing.recvmsg(10, 200)
        pair.hearing.sendmsg([b"y"], from_here(ancillary), 0, sender)
        assert pair.sending.recvfrom(10)[1] == ("127.0.0.7", pair.where[1])


def test_an_answer_is_tied_to_no_interface(pair: Pair) -> None:
    """The way back may be another one."""
    pair.sending.sendto(b"x", pair.where)
    _, ancillary, _, sender = pair.hearing.recvmsg(10, 200)
    ((_, _, value),) = from_here(ancillary)
    interface = value[:4] if pair.family == "ipv4" else value[16:]
    assert interface == bytes(4)
    pair.hearing.sendmsg([b"y"], from_here(ancillary), 0, sender)
    assert pair.sending.recv(10) == b"y"
    assert list(from_here([])) == []
