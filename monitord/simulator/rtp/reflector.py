"""One device's reflector: the product's own core, and what a scenario does to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address

from monitord.model.quality import Mode
from monitord.simulator.agents import Visit
from monitord.simulator.packet import HOP_LIMIT, Packet, udp_packet, udp_payload
from monitord.simulator.rtp.distortion import FAITHFUL, NANOSECONDS, Reflection
from monitord.simulator.rtp.spoiling import altered, spoilt
from probes.rtp.packets.times import ErrorEstimate
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.policy import Policy

THINKS = 40_000
"""Nanoseconds from T2 to T3."""
ERROR = 0.001
"""Seconds by which a healthy clock may be wrong, as it says."""
REPLAY_AFTER, REPLAY_UNTIL = 2 * NANOSECONDS, 3 * NANOSECONDS
"""How old an answer is when it is sent once more."""
MOST_KEPT = 4096
"""Answers that are remembered for that."""
ANYBODY = Policy(
    allowed=(IPv4Network("0.0.0.0/0"), IPv6Network("::/0")), rate=100_000, total=100_000
)


class Reflector:
    """Answers on one port. The order in which it is asked is that of its numbers."""

    def __init__(
        self,
        port: int,
        mode: Mode,
        elsewhere: bytes | None,
        key: bytes | None = None,
        *,
        deaf: bool = False,
    ) -> None:
        """`elsewhere` is the address of another device of its family, where there is one.

        `deaf`: its key could not be read, and it listens to nobody.
        """
        self.port = port
        self.mode = mode
        self.elsewhere = elsewhere
        self.key = key
        self.deaf = deaf
        self.core = ReflectorCore(ANYBODY, key)
        self.began = 0
        """When it began its numbers anew, CLOCK_MONOTONIC nanoseconds; 0: never."""
        self.kept: deque[tuple[int, bytes]] = deque(maxlen=MOST_KEPT)
        """Answers to send once more, with when they were due first."""

    def answer(self, visit: Visit, how: Reflection, offset: int) -> bytes | None:
        """The IP packet that it sends back; None for silence.

        `offset` is what lies between CLOCK_MONOTONIC and its clock when that is right.
        """
        visit.thinks = THINKS
        if not how.replay:
            self.kept.clear()
        if how.silent:
            return None
        self._restart(how.began(visit.at))
        request = udp_payload(visit.packet)
        if self.mode is Mode.ECHO:
            payload, dscp = request, traffic_class(visit.packet) >> 2
        else:
            reflected = self._reflect(visit, request, how, visit.at + offset + how.clock)
            if reflected is None:
                return None
            payload, dscp = reflected
            payload = altered(payload, request, how, self.key)
        if how is not FAITHFUL:
            payload = spoilt(payload, how, signed=self.key is not None)
        return self._send(visit, payload, how, dscp)

    def again(self, at: int) -> Iterator[bytes]:
        """The IP packets that it sends once more at an instant."""
        while self.kept and at - self.kept[0][0] >= REPLAY_AFTER:
            since, data = self.kept.popleft()
            if at - since < REPLAY_UNTIL:
                yield data

    def _restart(self, began: int) -> None:
        if began > self.began:
            self.began = began
            self.core = ReflectorCore(ANYBODY, self.key)

    def _reflect(
        self, visit: Visit, request: bytes, how: Reflection, t2: int
    ) -> tuple[bytes, int] | None:
        """What the core answers, and the DSCP."""
        self.core.estimate = UNSYNCHRONISED if how.unsynchronised else SYNCHRONISED
        packet = visit.packet
        ends, at = packet.data, packet.header
        return self.core.answer(
            request,
            (address(packet.source), ends[at] << 8 | ends[at + 1]),
            t2=t2,
            now=visit.at,
            clock=lambda: t2 + THINKS,
            ttl=max(0, packet.ttl - (HOP_LIMIT - visit.ttl)),
            tos=traffic_class(packet),
        )

    def _send(self, visit: Visit, payload: bytes, how: Reflection, dscp: int) -> bytes:
        packet, source = visit.packet, visit.packet.destination
        if how.other_address and self.elsewhere is not None:
            source = self.elsewhere
        ends, at = packet.data, packet.header
        port = ends[at] << 8 | ends[at + 1]
        receiver = packet.source, port
        data = udp_packet((source, self.port), receiver, payload, visit.ttl, tos=dscp << 2)
        if how.replay:
            self.kept.append((visit.at, data))
        return data


SYNCHRONISED = ErrorEstimate.of(ERROR, synchronised=True)
UNSYNCHRONISED = ErrorEstimate.of(ERROR)


def traffic_class(packet: Packet) -> int:
    """The TOS octet (RFC 2474), or IPv6's traffic class."""
    data = packet.data
    return data[1] if len(packet.source) == 4 else (data[0] & 0xF) << 4 | data[1] >> 4


@lru_cache(maxsize=64)
def address(packed: bytes) -> str:
    """An address as text; that of the monitor comes again and again."""
    return str(ip_address(packed))
