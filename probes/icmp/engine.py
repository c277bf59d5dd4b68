"""Sends echoes on one event loop and tells the fate of each.

While echoes are outstanding, a tick every 10 ms reads what has arrived and expires what has not:
the kernel stamps every reply, so reading later measures no worse, and reading a dozen at once costs
far less than waking up for each. While none are, the loop watches the socket.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from monitord.model.echo import EchoSink, Family
from probes.icmp.channel import Channel, EchoTarget
from probes.icmp.errors import IcmpUnavailableError
from probes.icmp.packet import COOKIE_SIZE, MAX_SIZE, MIN_SIZE
from probes.icmp.trace import Trace, trace
from probes.icmp.transport import DEFAULT_TTL, EchoSocket
from probes.kernel.address import Address
from probes.kernel.clock import Clock
from probes.kernel.marking import marking

TICK = 0.02
"""Seconds. Ticks fall on multiples of it on the loop's clock: whoever sends on the same grid shares
the wake-up, which costs more than the echo (a bare one: 90-250 µs on a small virtual machine)."""

IDLE_TICKS = 3
"""So many ticks with nothing outstanding, and the loop watches again: switching costs two calls."""


class IcmpEngine:
    """Every echo of a process. Make it with `open`; not for use from several threads."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sockets: list[EchoSocket], clock: Clock
    ) -> None:
        self._loop = loop
        self._clock = clock
        cookie = os.urandom(COOKIE_SIZE)
        self._channels = {s.family: Channel(s, cookie, clock) for s in sockets}
        self._timer: asyncio.Handle | None = None
        for channel in self._channels.values():
            self._watch(channel)

    @classmethod
    def open(
        cls, loop: asyncio.AbstractEventLoop, ipv6: bool = True, clock: Clock | None = None
    ) -> IcmpEngine:
        """Open a socket for each address family that the machine allows.

        Raises IcmpUnavailableError when it allows none.
        """
        sockets = []
        families: tuple[Family, ...] = ("ipv4", "ipv6") if ipv6 else ("ipv4",)
        for family in families:
            try:
                sockets.append(EchoSocket(family))
            except OSError as error:
                refused = error
        if not sockets:
            raise IcmpUnavailableError(f"no ICMP socket is allowed here: {refused}") from refused
        return cls(loop, sockets, clock or Clock())

    @property
    def in_flight(self) -> int:
        """Echoes whose fate is not yet known."""
        return sum(len(channel.outstanding) for channel in self._channels.values())

    @property
    def drops(self) -> Mapping[Family, int]:
        """Datagrams that the kernel dropped for want of buffer since the start, by family."""
        return {family: channel.drops for family, channel in self._channels.items()}

    @property
    def kinds(self) -> Mapping[Family, str]:
        """Which kind of socket serves a family: `datagram` or `raw`; absent when none does."""
        return {
            family: "raw" if channel.socket.raw else "datagram"
            for family, channel in self._channels.items()
        }

    def target(
        self,
        address: str,
        *,
        timeout: float = 0.8,
        size: int = 56,
        dscp: int = 0,
        ttl: int = DEFAULT_TTL,
        source: str | None = None,
    ) -> EchoTarget:
        """Prepare echoes to `address`, an IPv4 or IPv6 address (`fe80::1%eth0` too).

        `timeout` in seconds, `size` in payload bytes, `source` an address of this machine.
        Raises ValueError for a value out of range or a source of another family.
        """
        _check_range("size", size, MIN_SIZE, MAX_SIZE)
        _check_range("dscp", dscp, 0, 63)
        _check_range("ttl", ttl, 1, 255)
        where = Address.parse(address)
        origin = None if source is None else Address.parse(source)
        if origin is not None and origin.family != where.family:
            raise ValueError(f"source {source} is not of the family of {address}")
        nanoseconds = round(timeout * 1e9)
        channel = self._channels.get(where.family)
        if channel is None:
            return EchoTarget.nowhere(where, nanoseconds)
        other_ttl = ttl if ttl != DEFAULT_TTL else None
        ancillary = marking(
            where.family, dscp or None, other_ttl, None if origin is None else origin.packed
        )
        return channel.target(where, nanoseconds, size, ancillary)

    def send(self, target: EchoTarget, sink: EchoSink) -> None:
        """Send one echo now and tell `sink` its fate. Never blocks, never raises for the network.

        A local error is told before this returns: `unmeasured("send-failed")`.
        """
        channel = target.channel
        if channel is None:
            sink.unmeasured(self._clock.monotonic(), "send-failed")
            return
        if channel.idle_ticks is None:
            self._start(channel)
        channel.send(target, sink)

    async def warm_up(self) -> None:
        """Wait until the kernel stamps what arrives: within 0.1 s after `open`.

        An echo answered earlier may come without an RTT; only short-lived programs need care.
        """
        now = self._clock.monotonic()
        warm = max(channel.warm_at for channel in self._channels.values())
        await asyncio.sleep(max(warm - now, 0) / 1e9)

    async def trace(self, address: str, max_hops: int = 16, patience: float = 1.0) -> Trace:
        """The path to `address`: see `probes.icmp.trace.trace`."""
        return await trace(self, address, max_hops, patience)

    def close(self) -> None:
        """Give the sockets back. Echoes still in flight get no fate. Not from within a sink."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for channel in self._channels.values():
            self._loop.remove_reader(channel.socket.fileno())
            channel.socket.close()
        self._channels.clear()

    def _watch(self, channel: Channel) -> None:
        """From ticking to watching."""
        channel.idle_ticks = None
        self._loop.add_reader(channel.socket.fileno(), self._arrived, channel)

    def _arrived(self, channel: Channel) -> None:
        """A straggler, or an error: while the loop watches, nothing is outstanding.

        The error queue comes first: an error left there would wake the loop again and again.
        """
        channel.read_errors()
        channel.turn()

    def _start(self, channel: Channel) -> None:
        """From watching to ticking."""
        self._loop.remove_reader(channel.socket.fileno())
        channel.resume()
        if self._timer is None:
            self._timer = self._loop.call_at(self._next_tick(), self._tick)

    def _next_tick(self) -> float:
        """The next point of the grid, on the loop's clock."""
        return (self._loop.time() // TICK + 1) * TICK

    def _tick(self) -> None:
        """Read and expire; come back at once for more, in a tick, or when something arrives."""
        # First the next timer: should a sink raise, the engine goes on.
        self._timer = self._loop.call_at(self._next_tick(), self._tick)
        caught_up = True
        for channel in self._channels.values():
            if channel.idle_ticks is None:
                continue
            caught_up &= channel.turn()
            channel.idle_ticks = 0 if channel.outstanding else channel.idle_ticks + 1
            if channel.idle_ticks > IDLE_TICKS:
                self._watch(channel)
        ticking = any(channel.idle_ticks is not None for channel in self._channels.values())
        if caught_up and ticking:
            return
        self._timer.cancel()
        self._timer = self._loop.call_soon(self._tick) if ticking else None


def _check_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low} and {high}, not {value}")
