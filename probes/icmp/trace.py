"""The path to an address, by echoes whose TTL ends on the way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from monitord.model.echo import EchoSink, IcmpError
from probes.icmp.channel import EchoTarget

SPACING = 0.02
"""Seconds between two echoes: routers limit the errors that they send."""
SILENT_HOPS = 3
"""So many hops without an answer are shown at the end of a path that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What came back for one TTL."""

    ttl: int
    address: str | None
    """Who answered; None when nobody did."""
    rtt: float | None
    """Seconds; None when nobody answered or it was not measured."""
    error: str | None
    """The kind of the ICMP error, `time-exceeded` for a router on the way; None for a reply."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A path, nearest hop first."""

    hops: tuple[Hop, ...]
    reached: bool
    """The last hop is the target, and it answered."""


class Sender(Protocol):
    """The part of the engine that a trace uses."""

    def target(self, address: str, *, timeout: float, ttl: int) -> EchoTarget:
        """Prepare echoes."""

    def send(self, target: EchoTarget, sink: EchoSink) -> None:
        """Send one."""


class HopSink:
    """Hears the fate of the echo with one TTL."""

    def __init__(self, ttl: int, address: str) -> None:
        self.hop = Hop(ttl, None, None, None)
        self.told: asyncio.Future[Hop] = asyncio.get_running_loop().create_future()
        self._address = address

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """The target itself."""
        self._tell(self._address, rtt, None)

    def refused(self, sent: int, error: IcmpError) -> None:
        """A router on the way, or one that knows no way on."""
        self._tell(error.origin, error.rtt, error.kind)

    def lost(self, sent: int) -> None:
        """Silence."""
        self._tell(None, None, None)

    def unmeasured(self, sent: int, why: str) -> None:
        """As good as silence here."""
        self._tell(None, None, None)

    def late(self, sent: int, received: int) -> None:
        """Too late for this trace."""

    def duplicate(self, sent: int) -> None:
        """Nothing new."""

    def _tell(self, address: str | None, rtt: int | None, error: str | None) -> None:
        self.hop = Hop(self.hop.ttl, address, None if rtt is None else rtt / 1e9, error)
        if not self.told.done():
            self.told.set_result(self.hop)

    @property
    def final(self) -> bool:
        """Whether the path ends here: the target, or somebody who refuses to pass it on."""
        return self.hop.address is not None and self.hop.error != "time-exceeded"


async def trace(sender: Sender, address: str, max_hops: int, patience: float) -> Trace:
    """Send one echo for each TTL, nearest first, until one ends the path; then the silent again.

    `patience` is how long, in seconds, a hop has for its answer. Takes at most twice that and
    `2 * max_hops * SPACING` seconds.
    """
    sinks = [HopSink(ttl, address) for ttl in range(1, max_hops + 1)]
    for _ in range(2):
        asked = [sink for sink in _path(sinks) if sink.hop.address is None]
        await _ask(sender, address, asked, patience)
    return summarise([sink.hop for sink in _path(sinks)])


async def _ask(sender: Sender, address: str, sinks: list[HopSink], patience: float) -> None:
    """Send an echo for each sink and wait until all those that matter are told."""
    loop = asyncio.get_running_loop()
    sent = []
    for sink in sinks:
        sink.told = loop.create_future()
        sender.send(sender.target(address, timeout=patience, ttl=sink.hop.ttl), sink)
        sent.append(sink)
        await asyncio.sleep(SPACING)
        if any(earlier.final for earlier in sent):
            break
    await asyncio.gather(*(sink.told for sink in sent))


def _path(sinks: list[HopSink]) -> list[HopSink]:
    """Up to the first that ends the path."""
    for at, sink in enumerate(sinks):
        if sink.final:
            return sinks[: at + 1]
    return sinks


def summarise(hops: list[Hop]) -> Trace:
    """Cut off all but a few silent hops at the end."""
    heard = max((hop.ttl for hop in hops if hop.address is not None), default=0)
    kept = tuple(hop for hop in hops if hop.ttl <= heard + SILENT_HOPS)
    last = kept[-1] if kept else None
    return Trace(kept, last is not None and last.address is not None and last.error is None)
