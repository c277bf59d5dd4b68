"""The path to a device: routers, silence, refusals."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from probes.icmp import Hop, IcmpEngine, Trace
from probes.icmp.trace import summarise
from tests.probes.icmp.namespace import Namespace
from tests.probes.icmp.responder import Network, Request, honest

DEVICE = "10.9.1.1"


def path(
    hops: int,
    silent: frozenset[int] = frozenset(),
    end: Callable[[Network, Request], None] = honest,
) -> Callable[[Network, Request], None]:
    """Routers 10.9.0.100 + ttl, those in `silent` mute, and `end` behind the last."""

    def answer(network: Network, request: Request) -> None:
        if request.ttl in silent:
            return
        if request.ttl < hops:
            network.error(request, f"10.9.0.{100 + request.ttl}", 11, 0)
        else:
            end(network, request)

    return answer


@pytest.fixture
async def routed(engine: IcmpEngine, namespace: Namespace) -> AsyncIterator[Callable[..., Network]]:
    """Put a network with a path behind the engine's machine."""
    opened = []

    def open_(answer: Callable[[Network, Request], None]) -> Network:
        opened.append(Network(namespace, answer))
        return opened[-1]

    yield open_
    for network in opened:
        network.close()


def outline(trace: Trace) -> list[tuple[str | None, str | None]]:
    """Address and error of every hop."""
    assert [hop.ttl for hop in trace.hops] == list(range(1, len(trace.hops) + 1))
    return [(hop.address, hop.error) for hop in trace.hops]


@pytest.mark.lab
async def test_a_path_of_routers_ends_at_the_device(
    engine: IcmpEngine, routed: Callable[..., Network]
) -> None:
    routed(path(4))
    trace = await engine.trace(DEVICE)
    assert trace.reached
    assert outline(trace) == [
        ("10.9.0.101", "time-exceeded"),
        ("10.9.0.102", "time-exceeded"),
        ("10.9.0.103", "time-exceeded"),
        (DEVICE, None),
    ]
    assert all(hop.rtt is not None and 0 < hop.rtt < 0.1 for hop in trace.hops)


@pytest.mark.lab
async def test_a_silent_router_is_a_gap_and_is_asked_twice(
    engine: IcmpEngine, routed: Callable[..., Network]
) -> None:
    network = routed(path(4, frozenset({2})))
    trace = await engine.trace(DEVICE, patience=0.3)
    assert trace.reached
    assert outline(trace)[1] == (None, None)
    assert sum(request.ttl == 2 for request in network.requests) == 2


@pytest.mark.lab
async def test_a_path_into_nowhere_shows_a_few_silent_hops_within_three_seconds(
    engine: IcmpEngine, routed: Callable[..., Network]
) -> None:
    routed(path(99, frozenset(range(3, 100))))
    started = time.monotonic()
    trace = await engine.trace(DEVICE)
    assert time.monotonic() - started <= 3.0
    assert not trace.reached
    assert outline(trace) == [
        ("10.9.0.101", "time-exceeded"),
        ("10.9.0.102", "time-exceeded"),
        (None, None),
        (None, None),
        (None, None),
    ]


@pytest.mark.lab
async def test_a_refusal_ends_the_path_without_reaching(
    engine: IcmpEngine, routed: Callable[..., Network]
) -> None:
    routed(path(3, end=lambda net, request: net.error(request, "10.9.0.103", 3, 1)))
    trace = await engine.trace(DEVICE)
    assert not trace.reached
    assert outline(trace)[2:] == [("10.9.0.103", "host-unreachable")]


@pytest.mark.lab
@pytest.mark.parametrize("address", ["127.0.0.5", "::1"])
async def test_a_device_next_door_is_one_hop(engine: IcmpEngine, address: str) -> None:
    trace = await asyncio.wait_for(engine.trace(address), 0.5)
    assert trace.reached
    assert outline(trace) == [(address, None)]


def test_nothing_heard_at_all_is_three_silent_hops() -> None:
    silent = [Hop(ttl, None, None, None) for ttl in range(1, 17)]
    assert summarise(silent) == Trace(tuple(silent[:3]), reached=False)
