"""A datagram that is understood: what kind of probe, of which session, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from probes.rtp.packets.times import ErrorEstimate


@dataclass(frozen=True, slots=True)
class Moment:
    """What the reflector knows besides the datagram when it answers."""

    number: int
    """Its own sequence number."""
    t2: int
    """When the datagram arrived, Unix ns."""
    ttl: int
    """With which TTL or hop limit it arrived; 255 when nobody knows (RFC 8762, 4.3.1)."""
    tos: int
    """With which TOS or traffic class, DSCP and ECN, it arrived."""
    clock: Callable[[], int]
    """The time, Unix ns: T3 is read at the last moment."""
    estimate: ErrorEstimate
    """Of that clock."""
    key: bytes | None


class Answer(NamedTuple):
    """A datagram to send back to where the request came from."""

    data: bytes
    """Never longer than the request."""
    dscp: int
    """How to mark it: as the request was, unless a Class of Service TLV asks otherwise."""


class Request(Protocol):
    """A probe, of any kind."""

    kind: ClassVar[str]
    bits: ClassVar[int]
    """Of its sequence numbers."""

    @property
    def session(self) -> int:
        """SSRC or SSID."""

    @property
    def sequence(self) -> int:
        """The sender's."""

    @property
    def stamp(self) -> int:
        """T1 as on the wire, for comparing only; 0 when there is none."""

    def genuine(self, key: bytes) -> bool:
        """Whether it was signed with `key`."""

    def answer(self, at: Moment) -> Answer:
        """The reply."""
