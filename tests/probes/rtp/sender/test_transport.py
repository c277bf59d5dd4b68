"""What the kernel tells of a stream's packets, and what becomes of a stream that it disturbs."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from probes.kernel.address import Address
from probes.rtp.sender import engine as engine_module
from probes.rtp.sender.engine import RtpEngine
from probes.rtp.sender.transport import StreamSocket
from tests.probes.icmp.namespace import Namespace
from tests.probes.rtp.sender.codecs import G711
from tests.probes.rtp.sender.conftest import PORTS, Send
from tests.probes.rtp.sender.reflecting import Reflector, Source, honest
from tests.stalls import Stalls

T = TypeVar("T")
HERE = "127.0.0.1"
WARM = 0.15
"""Seconds until the kernel stamps what arrives."""


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    """A network of its own, with nothing but loopback, up."""
    try:
        found = Namespace()
    except PermissionError as error:
        pytest.skip(f"no right to make a network namespace: {error}")
    found.shell("ip link set lo up")
    yield found
    found.close()


def stream_inside(
    namespace: Namespace,
    rule: str = "",
    hook: str = "output",
    host: str = HERE,
    seconds: float = 0.4,
) -> tuple[StreamResult, int]:
    """A stream under a firewall's rule; its result, and the requests that arrived."""

    async def run(to: Reflector) -> StreamResult:
        engine = RtpEngine.open(asyncio.get_running_loop(), PORTS)
        target = engine.target(
            host, port=to.port, mode=Mode.RTP, codec=G711, duration=seconds, dscp=46, key=None
        )
        result = await asyncio.wait_for(engine.run(target), 6)
        engine.close()
        return result

    def both() -> tuple[StreamResult, int]:
        with Reflector(honest) as to:
            return asyncio.run(run(to)), to.count

    if rule:
        namespace.rules(hook, f"meta l4proto udp {rule}")
    return namespace.run(both)


@pytest.fixture
def receiver() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HERE, 0))
        sock.settimeout(5)
        yield sock


def opened(port: int, host: str = HERE) -> StreamSocket:
    return StreamSocket(Address.parse(host, port), PORTS, 46, 172)


def gather(read: Callable[[], list[T]], count: int) -> list[T]:
    """What is read until there is so much of it, for five seconds at most."""
    found: list[T] = []
    until = time.monotonic() + 5
    while len(found) < count and time.monotonic() < until:
        found += read()
        time.sleep(0.001)
    return found


def test_the_kernel_says_when_each_packet_left(receiver: socket.socket) -> None:
    sock = opened(receiver.getsockname()[1])
    sent = []
    for _ in range(5):
        sent.append(time.time_ns())
        sock.send(bytes(172))
    stamps = gather(lambda: sock.told().stamps, 5)
    done = time.time_ns()
    sock.close()
    for index, (number, at) in enumerate(stamps):
        assert number == index
        assert sent[index] - 1_000_000 <= at <= done
        assert at - sent[index] < 50_000_000


def test_the_kernel_says_when_each_reply_came_however_late_it_is_read(
    receiver: socket.socket,
) -> None:
    sock = opened(receiver.getsockname()[1])
    time.sleep(WARM)
    sock.send(b"hello")
    _, address = receiver.recvfrom(100)
    before = time.time_ns()
    receiver.sendto(b"world", address)
    after = time.time_ns()
    time.sleep(0.1)
    (arrival,) = sock.arrivals()
    sock.close()
    assert arrival.data == b"world"
    assert arrival.source == receiver.getsockname()
    assert arrival.stamp is not None
    assert before - 1_000_000 <= arrival.stamp <= after + 5_000_000


def test_a_closed_port_is_told_and_read_once(receiver: socket.socket) -> None:
    port = receiver.getsockname()[1]
    receiver.close()
    sock = opened(port)
    sock.send(b"anybody?")
    assert gather(lambda: sock.told().refusals, 1) == ["port-unreachable"]
    assert sock.told().refusals == []
    sock.send(b"again")
    sock.close()


def test_after_a_failed_send_the_kernel_counts_anew(
    namespace: Namespace,
) -> None:
    sink = namespace.run(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    sink.bind((HERE, 0))
    sock = namespace.run(lambda: opened(sink.getsockname()[1]))
    sock.send(b"one")
    namespace.rules("output", "meta l4proto udp drop")
    with pytest.raises(PermissionError):
        sock.send(b"two")
    namespace.shell("nft flush ruleset")
    sock.told()
    sock.restart_stamps()
    sock.send(b"three")
    numbers = [number for number, _ in gather(lambda: sock.told().stamps, 1)]
    sock.close()
    sink.close()
    assert numbers == [0]


def test_datagrams_that_found_no_room_are_noticed_once(receiver: socket.socket) -> None:
    sock = opened(9)
    sock.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    assert not sock.overflowed()
    for _ in range(100):
        receiver.sendto(bytes(1000), (HERE, sock.port))
    assert sock.overflowed()
    sock.arrivals()
    sock.overflowed()
    assert not sock.overflowed()
    sock.close()


def test_a_datagram_with_a_wrong_checksum_is_the_lines_fault(receiver: socket.socket) -> None:
    sock = opened(9)
    assert not sock.overflowed()
    try:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    except PermissionError:
        pytest.skip("no right to send raw packets")
    with raw:
        for _ in range(10):
            raw.sendto(struct.pack("!HHHH", 7, sock.port, 13, 0xBAD) + b"wrong", (HERE, 0))
    receiver.sendto(b"right", (HERE, sock.port))
    time.sleep(0.02)
    arrived = [arrival.data for arrival in sock.arrivals()]
    found = sock.overflowed()
    sock.close()
    assert arrived == [b"right"]
    assert not found


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_packets_are_marked(host: str) -> None:
    six = ":" in host
    with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as sink:
        level = socket.IPPROTO_IPV6 if six else socket.IPPROTO_IP
        sink.setsockopt(level, socket.IPV6_RECVTCLASS if six else 13, 1)
        sink.bind((host, 0))
        sock = opened(sink.getsockname()[1], host)
        sock.send(b"x")
        _, ancillary, _, _ = sink.recvmsg(10, 100)
        sock.close()
    assert [value[0] for _, _, value in ancillary] == [46 << 2]


def test_when_nothing_can_be_sent_nothing_was_measured(namespace: Namespace) -> None:
    result, count = stream_inside(namespace, "drop")
    assert (result.outcome, result.error) == (StreamOutcome.UNMEASURED, "send-failed")
    assert (result.unsent, result.legs, count) == (20, {}, 0)


def test_without_a_route_nothing_was_measured(namespace: Namespace) -> None:
    result, _ = stream_inside(namespace, host="192.0.2.1")
    assert (result.outcome, result.error) == (StreamOutcome.UNMEASURED, "send-failed")
    assert result.unsent == 20


def test_packets_that_we_could_not_send_are_in_no_loss(namespace: Namespace) -> None:
    rule = f"udp sport {PORTS[0]}-{PORTS[1]} numgen inc mod 4 < 2 drop"
    with Stalls() as stalls:
        result, count = stream_inside(namespace, rule)
    assert result.outcome is StreamOutcome.OK
    assert result.unsent >= 6
    for leg in result.legs.values():
        assert (leg.sent, leg.lost, sum(leg.histogram)) == (count, 0, count)
    assert result.rtt is not None
    assert result.rtt.min > 0
    assert result.rtt.max < 0.1 + stalls.seconds


@pytest.mark.parametrize("word", ["admin-prohibited", "host-unreachable", "port-unreachable"])
def test_a_router_that_says_no_is_a_refusal_and_ends_the_stream_early(
    namespace: Namespace, word: str
) -> None:
    result, _ = stream_inside(namespace, f"reject with icmpx type {word}", "input", seconds=5)
    assert (result.outcome, result.error) == (StreamOutcome.REFUSED, word)
    assert result.ended - result.started < 2_500_000_000


async def test_replies_that_found_no_room_make_a_stream_unmeasured(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(to: Address, ports: tuple[int, int], dscp: int, size: int) -> StreamSocket:
        made = StreamSocket(to, ports, dscp, size)
        made.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return made

    def many(to: Reflector, data: bytes, source: Source) -> list[bytes]:
        return [to.honest(data, source)] * 50

    monkeypatch.setattr(engine_module, "StreamSocket", small)
    with Reflector(many) as to:
        result = await send(to)
    assert (result.outcome, result.error) == (StreamOutcome.UNMEASURED, "socket-drops")
    assert result.legs == {}


async def test_a_stream_that_finds_no_port_is_unmeasured(send: Send) -> None:
    engine = RtpEngine.open(asyncio.get_running_loop(), (51_900, 51_900))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 51_900))
        with Reflector(honest) as to:
            target = engine.target(
                to.host, port=to.port, mode=Mode.RTP, codec=G711, duration=1.0,
                dscp=0, key=None,
            )  # fmt: skip
            result = await engine.run(target)
    engine.close()
    assert (result.outcome, result.error) == (StreamOutcome.UNMEASURED, "send-failed")
    assert Direction.ROUND_TRIP not in result.legs
