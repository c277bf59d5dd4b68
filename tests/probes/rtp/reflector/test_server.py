"""The reflector on real sockets: marks, addresses, stamps, groups."""

from __future__ import annotations

import socket
import time

import pytest

from probes.rtp.discipline import UNKNOWN, Discipline
from probes.rtp.packets.stamp import ReflectorPacket
from probes.rtp.packets.times import from_ntp
from probes.rtp.reflector.silence import Silence
from probes.rtp.reflector.sockets import Arrival, ReflectorSocket
from tests.probes.rtp.reflector.asking import reported, rtp, service, stamped
from tests.probes.rtp.reflector.serving import asking, exchanged, mark, serving

EF, AF41 = 46, 34


def has_ipv6() -> bool:
    """Whether this machine has the loopback address of IPv6."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here")
BOTH = [
    pytest.param("127.0.0.1", socket.AF_INET, id="ipv4"),
    pytest.param("::1", socket.AF_INET6, id="ipv6", marks=needs_ipv6),
]


@pytest.mark.parametrize(("address", "family"), BOTH)
def test_a_reply_is_marked_like_its_request_and_leaves_with_a_full_ttl(
    address: str, family: int
) -> None:
    with serving(address) as running, asking(family) as sock:
        where = (address, running.ports[0])
        mark(sock, EF << 2 | 1, 17)
        reply = exchanged(sock, stamped(5), where)
        assert (reply.tos, reply.ttl, reply.source) == (EF << 2, 255, where)
        assert ReflectorPacket.parse(reply.data).sender_ttl == 17
        assert exchanged(sock, stamped(tail=service(AF41)), where).tos == AF41 << 2
        assert running.stop().answered == {"stamp": 2}


@pytest.mark.parametrize(("address", "family"), BOTH)
def test_t2_is_when_the_kernel_had_it_and_t3_comes_after(address: str, family: int) -> None:
    with serving(address) as running, asking(family) as sock:
        before = time.time_ns()
        reply = exchanged(sock, stamped(), (address, running.ports[0]))
        after = time.time_ns()
    found = ReflectorPacket.parse(reply.data)
    t2, t3 = from_ntp(found.received), from_ntp(found.timestamp)
    assert before <= t2 <= t3 <= after


@pytest.mark.parametrize(
    ("clock", "synchronised", "error"),
    [
        (Discipline(synchronised=True, error=0.0021), True, 0.0021),
        (Discipline(synchronised=True, error=0.0), True, 0.0),
        (UNKNOWN, False, None),
    ],
)
def test_a_reply_says_how_well_the_clock_is_kept(
    clock: Discipline, synchronised: bool, error: float | None
) -> None:
    with serving("127.0.0.1", clock=clock) as running, asking() as sock:
        where = ("127.0.0.1", running.ports[0])
        found = ReflectorPacket.parse(exchanged(sock, stamped(), where).data).error
        told = reported(exchanged(sock, rtp(), where).data)
    assert (found.synchronised, found.ptp) == (synchronised, False)
    assert (told.synchronised, told.error) == (synchronised, int(found))
    assert found.seconds is not None
    if error is not None:
        assert error <= found.seconds <= error * 1.01 + 1e-9


def test_a_reply_comes_from_the_address_that_was_asked() -> None:
    with serving("0.0.0.0") as running, asking() as sock:
        for address in ("127.0.0.1", "127.0.0.5"):
            where = (address, running.ports[0])
            assert exchanged(sock, rtp(), where).source == where


@needs_ipv6
def test_both_families_are_served_side_by_side() -> None:
    with serving("0.0.0.0", "::") as running, asking() as four, asking(socket.AF_INET6) as six:
        exchanged(four, rtp(), ("127.0.0.1", running.ports[0]))
        assert exchanged(six, rtp(), ("::1", running.ports[1])).source[0] == "::1"
        assert running.stop().answered == {"rtp": 2}


def test_what_was_sent_to_everybody_or_is_too_long_meets_silence() -> None:
    with serving("0.0.0.0") as running, asking() as sock:
        port = running.ports[0]
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sock.sendto(rtp(), ("127.255.255.255", port))
        sock.sendto(rtp(size=9_217), ("127.0.0.1", port))
        assert len(exchanged(sock, rtp(size=9_216), ("127.0.0.1", port)).data) == 9_216
        found = running.stop()
    assert found.silences == {Silence.DESTINATION: 1, Silence.UNKNOWN: 1}
    assert found.answered == {"rtp": 1}


class Forged(ReflectorSocket):
    """Every datagram seems to come from the broadcast address of a network here."""

    def receive(self) -> Arrival:
        return super().receive()._replace(sender=("127.255.255.255", 50_000))


def test_the_kernel_sends_no_reply_to_a_broadcast_address_and_that_is_counted() -> None:
    with serving("127.0.0.1", kind=Forged) as running, asking() as sock:
        sock.connect(("127.0.0.1", running.ports[0]))
        for _ in range(3):
            sock.send(rtp())
        found = running.stop()
    assert found.silences == {Silence.UNSENT: 3}


def test_an_empty_datagram_and_a_closed_asker_do_no_harm() -> None:
    with serving("127.0.0.1") as running, asking() as sock:
        where = ("127.0.0.1", running.ports[0])
        for _ in range(10):
            with asking() as gone:
                gone.sendto(rtp(), where)
        sock.sendto(b"", where)
        exchanged(sock, rtp(), where)
        found = running.stop()
    assert found.silences == {Silence.SHORT: 1}
    assert found.answered == {"rtp": 11}
