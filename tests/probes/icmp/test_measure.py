"""What is measured, and what is honestly not: stamps, stalls, clock steps, drops."""

from __future__ import annotations

import asyncio
import shutil
import socket
import struct
import subprocess
import time
from dataclasses import dataclass, field

import pytest

from probes.icmp import IcmpEngine
from probes.icmp.channel import REMEMBER
from probes.kernel.clock import Clock
from probes.kernel.options import SO_TIMESTAMPNS
from probes.kernel.stamps import nanoseconds
from tests.probes.icmp.conftest import OpenEngine
from tests.probes.icmp.namespace import Namespace
from tests.probes.icmp.recorder import Recorder
from tests.probes.icmp.responder import Network, Request, honest

pytestmark = pytest.mark.lab
ETH_P_ALL = 3


@dataclass(slots=True)
class WallClock:
    """The machine's clocks, of which the wall clock can be stepped."""

    ahead: int = 0
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(realtime=lambda: time.time_ns() + self.ahead)


def stall(seconds: float) -> None:
    """Keep the event loop busy, as a slow callback would."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


async def test_round_trip_times_agree_with_a_capture(
    engine: IcmpEngine, namespace: Namespace
) -> None:
    capture = namespace.run(_open_capture)
    sinks = []
    for _ in range(40):
        for last in range(1, 11):
            sink = Recorder()
            sinks.append(sink)
            engine.send(engine.target(f"127.0.7.{last}"), sink)
        await asyncio.sleep(0.012)
    for sink in sinks:
        await sink.fated()
    captured = _captured(capture)
    capture.close()
    measured = [sink.rtts[0] for sink in sinks]
    assert len(captured) == len(measured) == 400
    apart = sorted(
        abs(ours - theirs)
        for ours, theirs in zip(measured, captured, strict=True)
        if ours is not None
    )
    assert len(apart) == 400
    assert apart[int(len(apart) * 0.99)] <= 200_000


async def test_replies_that_wait_through_a_stall_are_answered_by_their_stamps(
    engine: IcmpEngine,
) -> None:
    sink = Recorder()
    for address in ("127.0.0.1", "::1"):
        for _ in range(300):  # more than one turn reads
            engine.send(engine.target(address, timeout=0.05), sink)
    stall(0.3)
    await sink.fated(600)
    assert set(sink.names) == {"answered"}
    assert max(rtt for rtt in sink.rtts if rtt is not None) < 50_000_000


async def test_a_reply_that_came_too_late_during_a_stall_is_lost_and_late(
    open_engine: OpenEngine, namespace: Namespace
) -> None:
    engine, sink = await open_engine(), Recorder()
    arrived = asyncio.Event()

    def answer_late(network: Network, request: Request) -> None:
        stall(0.2)  # the engine does not get to its tick before the reply is there
        honest(network, request)
        arrived.set()

    network = Network(namespace, answer_late)
    engine.send(engine.target("10.9.1.1", timeout=0.1), sink)
    await arrived.wait()
    await sink.heard_of("late")
    network.close()
    assert sink.names == ["lost", "late"]
    assert sink.received[0] - sink.sent[0] >= 200_000_000


async def test_no_round_trip_time_is_made_up_before_the_kernel_stamps_arrivals(
    namespace: Namespace,
) -> None:
    loop, sink = asyncio.get_running_loop(), Recorder()
    engine = namespace.run(lambda: IcmpEngine.open(loop))
    for address in ("127.0.0.1", "::1"):
        engine.send(engine.target(address), sink)
    stall(0.03)
    await sink.fated(2)
    engine.close()
    assert sink.names == ["answered", "answered"]
    assert all(rtt is None or rtt < 20_000_000 for rtt in sink.rtts)


@pytest.mark.parametrize("step", [-3_600_000_000_000, -2_000_000, 2_000_000, 3_600_000_000_000])
async def test_a_stepped_wall_clock_costs_the_round_trip_time_but_not_the_answer(
    open_engine: OpenEngine, step: int
) -> None:
    wall = WallClock()
    engine, sink = await open_engine(wall.clock), Recorder()
    target = engine.target("127.0.0.1", timeout=0.5)
    engine.send(target, sink)
    wall.ahead = step
    await sink.fated()
    assert sink.heard == [("answered", None)]
    wall.ahead = 0
    await asyncio.sleep(0.05)
    engine.send(target, sink)
    await sink.fated(2)
    assert sink.rtts[1] is not None


async def test_a_step_while_the_loop_stalls_past_the_time_out_leaves_the_fate_unknown(
    open_engine: OpenEngine,
) -> None:
    wall = WallClock()
    engine, sink = await open_engine(wall.clock), Recorder()
    engine.send(engine.target("127.0.0.1", timeout=0.05), sink)
    wall.ahead = -5_000_000_000
    stall(0.2)
    await sink.fated()
    assert sink.heard == [("unmeasured", "stalled")]


@pytest.mark.parametrize("step", [-3_600_000_000_000, 3_600_000_000_000])
async def test_a_step_while_more_waits_than_one_turn_reads_loses_nothing(
    open_engine: OpenEngine, step: int
) -> None:
    wall = WallClock()
    engine, sink = await open_engine(wall.clock), Recorder()
    target = engine.target("127.0.0.1", timeout=0.05)
    for _ in range(400):
        engine.send(target, sink)
    wall.ahead = step
    stall(0.2)
    await sink.fated(400)
    assert set(sink.heard) == {("unmeasured", "stalled")}


async def test_a_slewed_wall_clock_costs_nothing(open_engine: OpenEngine) -> None:
    wall = WallClock()
    engine, sink = await open_engine(wall.clock), Recorder()
    engine.send(engine.target("127.0.0.1"), sink)
    wall.ahead = 500_000
    await sink.fated()
    assert sink.rtts[0] is not None


async def test_dropped_replies_make_echoes_unmeasured_and_never_lost(
    kind: str, open_engine: OpenEngine
) -> None:
    engine, sink = await open_engine(), Recorder()
    for channel in engine._channels.values():
        channel.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    for address in ("127.0.0.1", "::1"):
        target = engine.target(address, timeout=0.05)
        for _ in range(200):
            engine.send(target, sink)
    await sink.fated(400)
    fates = {name: sink.names.count(name) for name in set(sink.names)}
    assert set(fates) == {"answered", "unmeasured"}
    assert {detail for name, detail in sink.heard if name == "unmeasured"} == {"socket-drops"}
    assert sum(engine.drops.values()) >= fates["unmeasured"]  # Linux 6.18 counts raw ones twice
    assert all(engine.drops.values())


async def test_drops_of_one_family_say_nothing_about_the_other(
    open_engine: OpenEngine, namespace: Namespace
) -> None:
    namespace.rules("input", "ip6 daddr ::1 drop")
    engine, flooded, silent = await open_engine(), Recorder(), Recorder()
    engine._channels["ipv4"].socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    engine.send(engine.target("::1", timeout=0.05), silent)
    target = engine.target("127.0.0.1", timeout=0.05)
    for _ in range(100):
        engine.send(target, flooded)
    await silent.fated()
    await flooded.fated(100)
    assert silent.names == ["lost"]
    assert "unmeasured" in flooded.names


async def test_other_programs_replies_do_not_fill_the_socket(
    open_engine: OpenEngine, namespace: Namespace
) -> None:
    engine, sink = await open_engine(), Recorder()
    assert engine.kinds["ipv4"] == "raw"
    engine._channels["ipv4"].socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    engine.send(engine.target("127.0.0.1"), sink)
    namespace.shell("fping -q -c 50 -p 1 -i 0.1 127.0.0.1 127.0.0.2 2>&1")
    await sink.fated()
    assert sink.names == ["answered"]
    assert engine.drops["ipv4"] == 0


@pytest.mark.system
async def test_fping_sees_the_same_devices(open_engine: OpenEngine, namespace: Namespace) -> None:
    if shutil.which("fping") is None:
        pytest.skip("fping is not installed")
    namespace.rules("input", "ip daddr { 127.3.0.2, 127.3.0.5, 127.3.0.7 } drop")
    addresses = [f"127.3.0.{last}" for last in range(1, 11)]
    done = namespace.run(
        lambda: subprocess.run(
            ["fping", "-r0", "-t200", *addresses], capture_output=True, text=True, check=False
        )
    )
    theirs = {line.split()[0]: line.split()[-1] for line in done.stdout.splitlines()}
    engine = await open_engine()
    sinks = {address: Recorder() for address in addresses}
    for address, sink in sinks.items():
        engine.send(engine.target(address, timeout=0.2), sink)
    for sink in sinks.values():
        await sink.fated()
    words = {"answered": "alive", "lost": "unreachable"}
    assert {address: words[sink.fates[0]] for address, sink in sinks.items()} == theirs


async def test_nothing_is_remembered_for_ever(open_engine: OpenEngine) -> None:
    later = 0
    clock = Clock(lambda: time.monotonic_ns() + later, lambda: time.time_ns() + later)
    engine, sink = await open_engine(clock), Recorder()
    target = engine.target("127.0.0.1", timeout=60)
    channel = engine._channels["ipv4"]
    for count in range(1, 4):
        engine.send(target, sink)
        await sink.fated(count)
        later += REMEMBER
    assert len(channel._answered.young) + len(channel._answered.old) <= 2
    engine.send(target, sink)
    later += 61 * 10**9
    await sink.fated(4)
    assert not any(channel._queues.values())


def _open_capture() -> socket.socket:
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    sock.bind(("lo", 0))
    sock.settimeout(0)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    return sock


def _captured(capture: socket.socket) -> list[int]:
    """Nanoseconds from each echo request on the wire to its reply, in the order of sending."""
    first: dict[tuple[int, int], int] = {}
    while True:
        try:
            data, ancillary, _, _ = capture.recvmsg(200, 64)
        except BlockingIOError:
            break
        kind, (index,) = data[20], struct.unpack_from(">Q", data, 36)
        first.setdefault((index, kind), nanoseconds(ancillary[0][2]))
    return [first[index, 0] - stamp for (index, kind), stamp in sorted(first.items()) if kind == 8]


async def test_a_source_may_name_its_zone() -> None:
    engine = IcmpEngine.open(asyncio.get_running_loop())
    try:
        target = engine.target("fe80::1%lo", source="fe80::2%lo")
        assert target.address == "fe80::1"
    finally:
        engine.close()
