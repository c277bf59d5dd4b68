"""What the ICMP engine promises to whoever sends echoes with it.

Times are CLOCK_MONOTONIC nanoseconds. The fate of each echo is reported exactly once by one of
`answered`, `lost`, `refused`, `unmeasured`; after it may come `late` (for a lost one) and
`duplicate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

Family: TypeAlias = Literal["ipv4", "ipv6"]


@dataclass(frozen=True, slots=True)
class IcmpError:
    """An ICMP error message about an echo (RFC 792, RFC 4443)."""

    kind: str
    """`net-unreachable`, `host-unreachable`, `admin-prohibited`, `time-exceeded`, …"""
    origin: str
    """The address of the router or host that said so."""
    type: int
    code: int
    rtt: int | None = field(default=None, compare=False)
    """ns from the echo to the error, from the kernel's receive stamp; None when not measured."""


class EchoSink(Protocol):
    """Hears the fate of every echo that was sent for it, as soon as it is known."""

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """A reply within the time-out. `rtt` in ns from the kernel's receive stamp.

        `rtt` is None when it was not measured: the realtime clock moved between send and receipt.
        """

    def lost(self, sent: int) -> None:
        """No reply within the time-out, and the monitor could have received one."""

    def refused(self, sent: int, error: IcmpError) -> None:
        """An ICMP error came back instead of a reply: also a loss, with a witness."""

    def unmeasured(self, sent: int, why: str) -> None:
        """The fate is not known, through the monitor's own fault.

        `why` is a code: `socket-drops`, `send-failed`, `stalled`.
        """

    def late(self, sent: int, received: int) -> None:
        """A reply to an echo that was already called lost: evidence of life, and no RTT."""

    def duplicate(self, sent: int) -> None:
        """A second reply to an answered echo."""


class EchoEngine(Protocol):
    """What sends echoes and reports their fates."""

    @property
    def in_flight(self) -> int:
        """Echoes whose fate is not yet known."""

    @property
    def drops(self) -> Mapping[Family, int]:
        """By family: datagrams that the kernel dropped for want of buffer."""

    def target(
        self, address: str, *, timeout: float, size: int, dscp: int, ttl: int, source: str | None
    ) -> Any:
        """Prepare echoes to `address`; what comes out is opaque and goes into `send`."""

    def send(self, target: Any, sink: EchoSink) -> None:
        """Send one echo now; never blocks, never raises for what the network does."""
