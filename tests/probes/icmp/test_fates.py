"""The fates of echoes, told by a real kernel and by devices that misbehave on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from probes.icmp import IcmpEngine
from probes.icmp.packet import checksum
from tests.probes.icmp.conftest import OpenEngine
from tests.probes.icmp.namespace import Namespace
from tests.probes.icmp.recorder import Recorder
from tests.probes.icmp.responder import Network, Request, honest
from tests.stalls import Stalls

pytestmark = pytest.mark.lab
DEVICE = "10.9.1.1"


@asynccontextmanager
async def network(
    namespace: Namespace, answer: Callable[[Network, Request], None]
) -> AsyncIterator[Network]:
    """A `Network` for the length of a test."""
    opened = Network(namespace, answer)
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.200.3.4", "::1"])
async def test_the_kernel_answers_on_loopback(engine: IcmpEngine, address: str) -> None:
    sink = Recorder()
    engine.send(engine.target(address), sink)
    assert engine.in_flight == 1
    await sink.fated()
    assert sink.names == ["answered"]
    (rtt,) = sink.rtts
    assert rtt is not None
    assert 0 < rtt < 100_000_000
    assert sink.received[0] - sink.sent[0] == pytest.approx(rtt, abs=100_000)
    assert engine.in_flight == 0


async def test_a_silent_device_is_lost_when_its_time_out_has_passed(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    namespace.rules("input", "ip daddr 127.0.0.2 drop", "ip6 daddr ::1 drop")
    loop = asyncio.get_running_loop()
    for address in ("127.0.0.2", "::1"):
        with Stalls() as stalls:
            sink, started = Recorder(), loop.time()
            engine.send(engine.target(address, timeout=0.2), sink)
            await sink.fated()
            assert sink.names == ["lost"]
            assert 0.2 <= loop.time() - started < 0.5 + stalls.seconds


async def test_short_time_outs_do_not_wait_for_long_ones(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    namespace.rules("input", "ip daddr 127.0.0.2 drop")
    patient, hasty = Recorder(), Recorder()
    engine.send(engine.target("127.0.0.2", timeout=5), patient)
    engine.send(engine.target("127.0.0.2", timeout=0.05), hasty)
    await hasty.fated()
    assert (hasty.names, patient.names) == (["lost"], [])
    assert engine.in_flight == 1


async def test_a_reply_after_the_time_out_is_late_and_a_second_one_a_duplicate(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    def answer_late(network: Network, request: Request) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.3, honest, network, request)
        loop.call_later(0.4, honest, network, request)

    sink = Recorder()
    with Stalls() as stalls:
        async with network(namespace, answer_late):
            engine.send(engine.target(DEVICE, timeout=0.1), sink)
            await sink.heard_of("duplicate")
    assert sink.names == ["lost", "late", "duplicate"]
    assert len(set(sink.sent)) == 1
    assert 0.3e9 <= sink.received[0] - sink.sent[0] < (0.5 + stalls.seconds) * 1e9


async def test_a_second_reply_is_a_duplicate(engine: IcmpEngine, namespace: Namespace) -> None:
    def answer_twice(network: Network, request: Request) -> None:
        honest(network, request)
        honest(network, request)

    sink = Recorder()
    async with network(namespace, answer_twice):
        engine.send(engine.target(DEVICE), sink)
        await sink.heard_of("duplicate")
    assert sink.names == ["answered", "duplicate"]


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda r: ("10.9.1.2", r.reply), id="source"),
        pytest.param(lambda r: (DEVICE, replace(r.reply, cookie=b"mistaken")), id="cookie"),
        pytest.param(
            lambda r: (DEVICE, replace(r.reply, identifier=r.reply.identifier ^ 1)),
            id="identifier",
        ),
        pytest.param(lambda r: (DEVICE, replace(r.reply, index=r.reply.index + 1)), id="index"),
        pytest.param(lambda r: (DEVICE, replace(r.reply, type=8)), id="a request"),
    ],
)
async def test_a_forged_reply_is_ignored(
    engine: IcmpEngine, namespace: Namespace, forge: Callable[[Request], tuple[str, object]]
) -> None:
    def answer_falsely(network: Network, request: Request) -> None:
        source, packet = forge(request)
        network.say(request.source, source, packet)  # type: ignore[arg-type]

    sink = Recorder()
    async with network(namespace, answer_falsely) as devices:
        engine.send(engine.target(DEVICE, timeout=0.1), sink)
        await sink.fated()
        assert len(devices.requests) == 1
    assert sink.names == ["lost"]


@pytest.mark.parametrize("length", [8, 16, 23])
async def test_a_reply_that_was_cut_short_is_ignored(
    engine: IcmpEngine, namespace: Namespace, length: int
) -> None:
    def answer_then_mumble(network: Network, request: Request) -> None:
        if request.packet.index == 1:
            honest(network, request)
        cut = bytes(request.reply)[:length]
        cut = cut[:2] + b"\0\0" + cut[4:]
        network.say(request.source, DEVICE, cut[:2] + checksum(cut).to_bytes(2, "big") + cut[4:])

    first, second = Recorder(), Recorder()
    async with network(namespace, answer_then_mumble):
        engine.send(engine.target(DEVICE, timeout=0.1), first)
        await first.fated()
        engine.send(engine.target(DEVICE, timeout=0.1), second)
        await second.fated()
    assert (first.names, second.names) == (["answered"], ["lost"])


async def test_every_engine_has_an_identifier_and_a_cookie_of_its_own(
    kind: str, open_engine: OpenEngine, namespace: Namespace
) -> None:
    sink = Recorder()
    async with network(namespace, honest) as devices:
        for _ in range(4):
            engine = await open_engine(ipv6=False)
            engine.send(engine.target(DEVICE), sink)
        await sink.fated(4)
        packets = [request.packet for request in devices.requests]
    assert sink.names == ["answered"] * 4
    assert len({packet.cookie for packet in packets}) == 4
    assert len({packet.identifier for packet in packets}) > 2  # a clash of two is allowed


async def test_size_dscp_ttl_and_source_are_those_asked_for(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    namespace.shell("ip address add 10.8.0.1/32 dev lo")
    sink = Recorder()
    async with network(namespace, honest) as devices:
        engine.send(engine.target(DEVICE), sink)
        engine.send(engine.target(DEVICE, size=1200, dscp=46, ttl=9, source="10.8.0.1"), sink)
        await sink.fated(2)
        plain, special = devices.requests
    assert sink.names == ["answered", "answered"]
    assert (plain.ttl, plain.tos, plain.source, len(plain.datagram)) == (64, 0, "10.9.0.1", 84)
    assert (special.ttl, special.tos, special.source) == (9, 46 << 2, "10.8.0.1")
    assert len(special.datagram) == 20 + 8 + 1200


async def test_ipv6_options_are_accepted_by_the_kernel(engine: IcmpEngine) -> None:
    sink = Recorder()
    engine.send(engine.target("::1", size=25, dscp=46, ttl=1, source="::1"), sink)
    await sink.fated()
    assert sink.names == ["answered"]


async def test_a_reply_is_told_apart_after_the_sequence_has_wrapped(
    open_engine: OpenEngine, namespace: Namespace
) -> None:
    held: asyncio.Queue[Request] = asyncio.Queue()
    engine = await open_engine(ipv6=False)
    slow, quick = Recorder(), Recorder()
    async with network(namespace, lambda _, request: held.put_nowait(request)) as devices:
        engine.send(engine.target(DEVICE, timeout=30), slow)
        here = engine.target("127.0.0.1", timeout=30)
        for _ in range(0x10000 // 64):
            for _ in range(64):
                engine.send(here, quick)
            await asyncio.sleep(0)
        engine.send(engine.target(DEVICE, timeout=30), slow)
        first, second = await held.get(), await held.get()
        assert second.packet.sequence == (first.packet.sequence + 1) & 0xFFFF
        await quick.fated(0x10000)
        honest(devices, first)
        await slow.fated()
        assert slow.sent == [min(slow.sent)]
        honest(devices, second)
        await slow.fated(2)
    assert set(quick.names) == {"answered"}
    assert slow.names == ["answered", "answered"]
    assert slow.sent == sorted(set(slow.sent))


async def test_closing_leaves_nothing_behind(open_engine: OpenEngine) -> None:
    engine, sink = await open_engine(), Recorder()
    engine.send(engine.target("127.0.0.1"), sink)
    engine.close()
    engine.close()
    await asyncio.sleep(0.05)
    assert sink.names == []


async def test_a_sink_that_fails_does_not_stop_the_engine(open_engine: OpenEngine) -> None:
    class Broken(Recorder):
        def answered(self, sent: int, received: int, rtt: int | None) -> None:
            super().answered(sent, received, rtt)
            raise RuntimeError("a bug of the sink")

    engine, broken, sink = await open_engine(), Broken(), Recorder()
    failures: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: failures.append(str(context["exception"])))
    engine.send(engine.target("127.0.0.1"), broken)
    await broken.fated()
    engine.send(engine.target("127.0.0.1"), sink)
    await sink.fated()
    assert failures == ["a bug of the sink"]


async def test_a_sink_may_send_the_next_echo(engine: IcmpEngine) -> None:
    class Chain(Recorder):
        def answered(self, sent: int, received: int, rtt: int | None) -> None:
            super().answered(sent, received, rtt)
            if len(self.names) < 20:
                engine.send(targets[len(self.names) % 2], self)

    targets = engine.target("127.0.0.1"), engine.target("::1")
    sink = Chain()
    engine.send(targets[0], sink)
    await sink.fated(20)
    assert sink.names == ["answered"] * 20


async def test_stragglers_are_heard_while_nothing_else_is_going_on(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    sink, loop = Recorder(), asyncio.get_running_loop()
    async with network(namespace, lambda net, request: requests.append((net, request))):
        requests: list[tuple[Network, Request]] = []
        engine.send(engine.target(DEVICE, timeout=0.05), sink)
        await sink.heard_of("lost")
        await asyncio.sleep(0.1)
        assert engine.in_flight == 0
        with Stalls() as stalls:
            started = loop.time()
            honest(*requests[0])
            await sink.heard_of("late")
            assert loop.time() - started < 0.05 + stalls.seconds


async def test_an_idle_engine_wakes_nobody_up(engine: IcmpEngine) -> None:
    sink = Recorder()
    for address in ("127.0.0.1", "::1"):
        engine.send(engine.target(address), sink)
    await sink.fated(2)
    await asyncio.sleep(0.1)
    assert engine._timer is None
    engine.send(engine.target("127.0.0.1"), sink)
    assert engine._timer is not None
    await sink.fated(3)
