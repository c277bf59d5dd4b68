"""Engines and networks for one test each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeAlias

import pytest
from blockbuster import BlockBuster

from probes.icmp import IcmpEngine
from probes.kernel.clock import Clock
from tests.probes.icmp.namespace import Namespace

OpenEngine: TypeAlias = Callable[..., Awaitable[IcmpEngine]]


@pytest.fixture(autouse=True)
def _nothing_blocks() -> Iterator[None]:
    """Fail a test in which the engine blocks the event loop."""
    detector = BlockBuster("probes")
    detector.activate()
    yield
    detector.deactivate()


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


@pytest.fixture(params=["raw", "datagram"])
def kind(request: pytest.FixtureRequest, namespace: Namespace) -> str:
    """Both kinds of socket, one after the other."""
    if request.param == "datagram":
        namespace.write("/proc/sys/net/ipv4/ping_group_range", "0 2147483647")
    return str(request.param)


@pytest.fixture
async def open_engine(namespace: Namespace) -> AsyncIterator[OpenEngine]:
    """Open engines inside `namespace`, ready to measure."""
    opened: list[IcmpEngine] = []

    async def open_(clock: Clock | None = None, *, ipv6: bool = True) -> IcmpEngine:
        loop = asyncio.get_running_loop()
        engine = namespace.run(lambda: IcmpEngine.open(loop, ipv6, clock))
        opened.append(engine)
        await engine.warm_up()
        return engine

    yield open_
    for engine in opened:
        engine.close()


@pytest.fixture
async def engine(kind: str, open_engine: OpenEngine) -> IcmpEngine:
    """An engine of each kind of socket."""
    opened = await open_engine()
    assert set(opened.kinds.values()) == {kind}
    return opened
