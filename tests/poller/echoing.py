"""An engine that echoes without a network, and a poller around it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from monitord.model.checks import Check, CheckChanges
from monitord.model.echo import EchoSink, Family
from monitord.model.inventory import Presence
from monitord.model.messages import AnyEvent, Observation, Transition
from monitord.model.settings import IcmpCheck, Limits
from monitord.poller.calendar import Calendar
from monitord.poller.clock import Clock
from monitord.poller.poller import Poller
from monitord.poller.probe import Engines
from monitord.poller.reporter import Reporter
from tests.poller.answering import AnsweringEngine, EchoingReader
from tests.poller.signalling import SignallingEngine
from tests.poller.streaming import StreamingEngine

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""Read here, so that no test reads it on the loop."""
MILLISECOND = 10**6


@dataclass(frozen=True)
class Aim:
    """What the engine prepares for an address."""

    address: str
    timeout: float


@dataclass
class EchoingEngine:
    """Answers every echo within a millisecond, except those to `silent` addresses."""

    silent: set[str] = field(default_factory=set)
    sent: Counter[str] = field(default_factory=Counter)
    sent_at: dict[str, list[float]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set at each echo."""
    in_flight: int = 0
    drops: dict[Family, int] = field(default_factory=dict)

    def target(
        self, address: str, *, timeout: float, size: int, dscp: int, ttl: int, source: str | None
    ) -> Aim:
        return Aim(address, timeout)

    def send(self, target: Aim, sink: EchoSink) -> None:
        self.sent[target.address] += 1
        self.sent_at.setdefault(target.address, []).append(time.monotonic())
        self.news.set()
        at = time.monotonic_ns()
        if target.address in self.silent:
            asyncio.get_running_loop().call_later(target.timeout, sink.lost, at)
        else:
            sink.answered(at, at + MILLISECOND, MILLISECOND)


class Events:
    """What a poller published, and a way to wait for it."""

    def __init__(self) -> None:
        self.all: list[AnyEvent] = []
        self._news = asyncio.Event()

    def publish(self, event: AnyEvent) -> None:
        self.all.append(event)
        self._news.set()

    @property
    def transitions(self) -> list[Transition]:
        return [event for event in self.all if isinstance(event, Transition)]

    @property
    def observations(self) -> list[Observation]:
        return [event for event in self.all if isinstance(event, Observation)]

    async def until(self, wanted: int) -> list[Transition]:
        """The transitions, once there are `wanted` of them."""
        await self.hold(lambda: len(self.transitions) >= wanted)
        return self.transitions

    async def hold(self, condition: Callable[[], bool]) -> None:
        """Wait until an event makes the condition true."""
        async with asyncio.timeout(10):
            while not condition():
                self._news.clear()
                await self._news.wait()


@dataclass
class Bench:
    """A running poller and its surroundings."""

    engine: EchoingEngine
    events: Events
    poller: Poller
    deaths: list[tuple[str, str]]
    snmp: AnsweringEngine
    streams: StreamingEngine
    signals: SignallingEngine
    failures: list[BaseException]
    """What raised; expected to be empty in the end."""

    async def watch(self, *checks: Check, witnesses: Sequence[str] = ()) -> CheckChanges:
        """Let the poller run these checks and no others."""
        return await self.poller.apply("r1", {one.id: one for one in checks}, witnesses)


@asynccontextmanager
async def running(
    engine: EchoingEngine,
    summary_every: float = 0.1,
    clock: Clock | None = None,
    snmp: AnsweringEngine | None = None,
    streams: StreamingEngine | None = None,
    signals: SignallingEngine | None = None,
    rtp_total: int = 10_000_000,
) -> AsyncIterator[Bench]:
    """A started poller without checks."""
    clock, snmp = clock or Clock(), snmp or AnsweringEngine()
    streams, signals = streams or StreamingEngine(), signals or SignallingEngine()
    events, deaths = Events(), list[tuple[str, str]]()
    failures: list[BaseException] = []
    calendar = Calendar(clock.now, failures.append)
    calendar.start()
    reporter = Reporter("test", clock, events.publish)
    poller = Poller(
        Engines(engine, snmp, streams, signals),
        reporter,
        calendar,
        clock,
        summary_every,
        lambda *death: deaths.append(death),
        EchoingReader,
        rtp_total,
    )
    poller.start()
    try:
        yield Bench(engine, events, poller, deaths, snmp, streams, signals, failures)
    finally:
        await poller.stop()
        calendar.stop()
    assert failures == []


def check(ident: str, address: str, presence: Presence = "always", interval: float = 0.03) -> Check:
    """A quick check: down after three echoes lost, within about 0.1 s."""
    settings = IcmpCheck(interval=interval, timeout=0.02, limits=Limits(down_after=3))
    return Check(ident, address, presence, VIETNAM.key, settings)
