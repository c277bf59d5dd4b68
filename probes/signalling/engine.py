"""Asks every endpoint and MCU on one event loop.

SIP over UDP shares one socket per address family, and one timer stands for all repetitions and
time-outs; TCP and TLS have a connection for each question.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from string import ascii_letters, digits
from types import MappingProxyType
from typing import TypeAlias

from monitord.model.echo import Family
from monitord.model.settings import H323Check, SipCheck, SipTransport
from monitord.model.signalling import SignalAnswer
from probes.kernel.address import Address
from probes.kernel.asking import AskingSocket
from probes.signalling.channel import Channel
from probes.signalling.question import STRAYS, H323Target, SipTarget, unmeasured
from probes.signalling.talk import Talk, knock
from probes.signalling.tls import make_context
from probes.signalling.transport import BUFFER, MOST_DATAGRAM

TICK = 20_000_000
"""Nanoseconds. Time-outs are told on multiples of it on the loop's clock, as other engines' are:
whoever works on the same grid shares the wake-up."""
FAMILIES: tuple[Family, ...] = ("ipv4", "ipv6")
PORTS: Mapping[SipTransport, int] = MappingProxyType({"udp": 5060, "tcp": 5060, "tls": 5061})
"""RFC 3261, 19.1.2."""

HOST_CHARACTERS = frozenset(f"{ascii_letters}{digits}-._:")
"""Of names, and of addresses that stand in their place."""

SignalTarget: TypeAlias = SipTarget | H323Target


class SignalEngine:
    """Every signalling question of a process. Make it with `open`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sockets: Mapping[Family, AskingSocket]
    ) -> None:
        self._loop = loop
        self._context = make_context()
        self._strays = dict.fromkeys(STRAYS, 0)
        self._timer: asyncio.TimerHandle | None = None
        self._limits: set[asyncio.Timeout] = set()
        """Of the connections under way."""
        self._channels = {  # none of them when the engine is closed
            family: Channel(sock, self._strays, self._wake) for family, sock in sockets.items()
        }
        for channel in self._channels.values():
            loop.add_reader(channel.socket.fileno(), channel.turn)

    @classmethod
    def open(cls, loop: asyncio.AbstractEventLoop) -> SignalEngine:
        """Open a socket for each address family that the machine has.

        Raises OSError when there is none.
        """
        sockets: dict[Family, AskingSocket] = {}
        for family in FAMILIES:
            try:
                sockets[family] = AskingSocket(family, BUFFER, MOST_DATAGRAM)
            except OSError as error:
                refused = error
        if not sockets:
            raise refused
        return cls(loop, sockets)

    @property
    def in_flight(self) -> int:
        """Questions whose outcome is not yet known."""
        return len(self._limits) + sum(len(c.outstanding) for c in self._channels.values())

    @property
    def strays(self) -> Mapping[str, int]:
        """Messages that answered nothing, by kind (see `monitord.model.signalling`)."""
        return MappingProxyType(self._strays)

    def target(
        self, address: str, settings: SipCheck | H323Check, *, name: str = ""
    ) -> SignalTarget:
        """Prepare questions. Raises ValueError for an address or a name that cannot be used.

        `name`: the host name that the address was found by, for the request and for TLS.
        """
        host, timeout = _host_name(name), round(settings.timeout * 1e9)
        if isinstance(settings, H323Check):
            return H323Target(Address.parse(address, settings.port), timeout)
        port = PORTS[settings.transport] if settings.port is None else settings.port
        return SipTarget(Address.parse(address, port), settings.transport, host, timeout)

    async def ask(self, target: SignalTarget) -> SignalAnswer:
        """Ask once. Never raises for what anybody does."""
        if not self._channels:
            return unmeasured(time.monotonic_ns())
        if isinstance(target, H323Target):
            return await self._within(target, lambda limit: knock(target, limit))
        if target.transport != "udp":
            talk = Talk(target, self._context, self._strays)
            return await self._within(target, talk.ask)
        channel = self._channels.get(target.address.family)
        if channel is None:  # the machine has no such family
            return unmeasured(time.monotonic_ns())
        return await channel.ask(target)

    def close(self) -> None:
        """Give the sockets back; questions under way end as unmeasured."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for channel in self._channels.values():
            self._loop.remove_reader(channel.socket.fileno())
            channel.close()
        self._channels.clear()
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(self._loop.time())

    async def _within(
        self, target: SignalTarget, ask: Callable[[asyncio.Timeout], Awaitable[SignalAnswer]]
    ) -> SignalAnswer:
        """What a connection comes to within the target's time-out."""
        limit = asyncio.timeout_at(_on_grid(time.monotonic_ns() + target.timeout))
        self._limits.add(limit)
        try:
            answer = await ask(limit)
        finally:
            self._limits.discard(limit)
        return answer if self._channels else unmeasured(answer.started)

    def _wake(self, at: int) -> None:
        """Take a turn on the grid's next point after `at`."""
        when = _on_grid(at)
        if self._timer is not None:
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._tick)

    def _tick(self) -> None:
        """Repeat and give up; whoever is still waited for wakes us again."""
        self._timer = None
        for channel in self._channels.values():
            channel.turn()


def _host_name(name: str) -> str:
    """A host name as it is on the wire (RFC 5890), fit for a message. Raises ValueError."""
    wired = name.encode("idna").decode("ascii")
    if not set(wired) <= HOST_CHARACTERS:
        raise ValueError(f"{name!r} is no host name")
    return wired


def _on_grid(at: int) -> float:
    """The grid's next point after a time, on the loop's clock."""
    return (at // TICK + 1) * TICK / 1e9
